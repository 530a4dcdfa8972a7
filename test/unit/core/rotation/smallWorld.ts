import assert from 'node:assert/strict';
import * as v from 'valibot';
import { fingerprint, withEdits, withoutEdits, withTokenReplaced } from '../../../../src/core/edits.ts';
import { placesIn, type Barrier, type FoundFile } from '../../../../src/core/foundFile.ts';
import { journalSchema, type Journal } from '../../../../src/core/rotation/journal.ts';
import type {
  Born,
  FilesPort,
  JournalsPort,
  PersonPort,
  RotationPorts,
  SecretsPort,
  ServerPort,
} from '../../../../src/core/rotation/ports.ts';
import { Token } from '../../../../src/core/token.ts';
import type { TokenRecord } from '../../../../src/core/tokenRecord.ts';
import { UserError } from '../../../../src/core/userError.ts';
import { willing } from './willing.ts';

/** Comes before and after each effect, such as `server.create ci-2`; what it throws, the effect throws. */
export type AtEffect = (effect: string, when: 'before' | 'after') => void | Promise<void>;

interface Listed {
  readonly token: Token;
  readonly record: TokenRecord;
}

/** All that a rotation touches, in memory: a server, the secret storage, files, journals and a person. */
export class SmallWorld {
  /** The server's live tokens by name. */
  readonly listed = new Map<string, Listed>();
  readonly kept = new Map<string, { readonly token: Token; readonly name: string }>();
  readonly files = new Map<string, Buffer>();
  readonly barriers = new Map<string, Barrier>();
  readonly journals = new Map<string, Journal>();
  readonly effects: string[] = [];
  signIn: Token | undefined;
  clipboard: Token | undefined;
  /** Paths that the last search was to look at besides the folders. */
  searchedAlso: readonly string[] = [];
  #made = 0;

  ports({
    person = {},
    at = () => undefined,
    signal = new AbortController().signal,
  }: { person?: Partial<PersonPort>; at?: AtEffect; signal?: AbortSignal } = {}): RotationPorts {
    const watched = <Port extends object>(name: string, port: Port) => this.#watched(name, port, at);
    return {
      server: watched('server', this.#server),
      secrets: watched('secrets', this.#secrets),
      files: watched('files', this.#files),
      journals: watched('journals', this.#journals),
      person: watched('person', { ...willing, ...person }),
      signal,
    };
  }

  /** A token as the server makes one, with no string like another. */
  make(name: string, lifetime?: number): Born {
    this.#made += 1;
    const token = new Token(`apiv3_${String(this.#made).padStart(86, 'tOkEn')}`);
    const createdAt = new Date('2026-11-24T12:00:00Z');
    const expiry = lifetime === undefined ? undefined : new Date(createdAt.getTime() + lifetime * 1000);
    const record = {
      id: this.#made,
      name,
      hash: token.hash.slice(0, 9),
      createdAt,
      updatedAt: undefined,
      expiry,
      permissions: '*:*:*',
      description: undefined,
    };
    this.listed.set(name, { token, record });
    return { token, id: record.id, name, expiry };
  }

  get names(): string[] {
    return [...this.listed.keys()].sort();
  }

  get keptNames(): string[] {
    return [...this.kept.values()].map(({ name }) => name).sort();
  }

  isAlive(token: Token): boolean {
    return [...this.listed.values()].some((one) => one.token.hash === token.hash);
  }

  /** The files in which a token stands, in base64 or not. */
  holding(token: Token): string[] {
    const found = this.#found().filter(({ places }) => places.some((place) => place.token.hash === token.hash));
    return found.map(({ file }) => file).sort();
  }

  /** What a rotation did, without the journal's and the looking. */
  get changes(): string[] {
    return this.effects.filter((effect) =>
      /^server\.(?:create|regenerate|remove)|^secrets\.(?:keep|drop|storeSignIn)\b|^files\.(?:write|restore)/.test(
        effect,
      ),
    );
  }

  readonly #server: ServerPort = {
    list: (bearer) =>
      Promise.resolve(
        this.isAlive(bearer) ? [...this.listed.values()].map(({ record }) => record) : 'notAuthenticated',
      ),
    create: (bearer, name, lifetime) => {
      this.#refuseUnless(this.isAlive(bearer) && !this.listed.has(name));
      return Promise.resolve(this.make(name, lifetime));
    },
    regenerate: (bearer) => {
      this.#refuseUnless(this.isAlive(bearer));
      return Promise.resolve(this.make('_admin'));
    },
    remove: (bearer, name) => {
      this.#refuseUnless(this.isAlive(bearer) && name !== '_admin' && this.listed.delete(name));
      return Promise.resolve();
    },
  };

  readonly #secrets: SecretsPort = {
    bear: async (make, { signsIn, copies }) => {
      const born = await make();
      this.kept.set(born.token.hash, { token: born.token, name: born.name });
      this.signIn = signsIn ? born.token : this.signIn;
      this.clipboard = copies ? born.token : this.clipboard;
      return born;
    },
    keep: (token, name) => Promise.resolve(void this.kept.set(token.hash, { token, name })),
    kept: (hash) => Promise.resolve(this.kept.get(hash)?.token),
    keptListed: (listedHash) =>
      Promise.resolve([...this.kept.values()].find(({ token }) => token.matches(listedHash))?.token),
    drop: (hash) => {
      assert.equal(typeof hash, 'string', 'what is dropped is known');
      this.kept.delete(hash);
      return Promise.resolve();
    },
    signIn: () => Promise.resolve(this.signIn),
    storeSignIn: (token) => Promise.resolve(void (this.signIn = token)),
  };

  readonly #files: FilesPort = {
    search: (also = []) => {
      this.searchedAlso = also;
      return Promise.resolve({ files: this.#found(), unread: ['/w/locked.env'] });
    },
    plan: ({ folder, file, path, fingerprint: before }, edits, old, next) => {
      const bytes = this.files.get(file);
      const rewritten = bytes && fingerprint(bytes) === before ? withEdits(bytes, edits, old, next) : undefined;
      return Promise.resolve(
        path === undefined || rewritten === undefined
          ? 'changed'
          : { folder, file, path, before, after: fingerprint(rewritten), edits: [...edits] },
      );
    },
    write: (_id, _index, { file, before, after, edits }, old, next) => {
      const bytes = this.files.get(file);
      const found = bytes && fingerprint(bytes);
      return Promise.resolve(
        found === after
          ? 'already'
          : this.#put(file, bytes && found === before ? withEdits(bytes, edits, old, next) : undefined),
      );
    },
    restore: (_id, _index, { file, before, after, edits }, old, next) => {
      const bytes = this.files.get(file);
      const found = bytes && fingerprint(bytes);
      if (bytes === undefined || found === before) {
        return Promise.resolve(bytes === undefined ? 'gone' : 'already');
      }
      return Promise.resolve(
        this.#put(file, found === after ? withoutEdits(bytes, edits, old, next) : withTokenReplaced(bytes, next, old)),
      );
    },
    tidy: () => Promise.resolve(),
  };

  readonly #journals: JournalsPort = {
    write: (journal) => {
      const text = JSON.stringify(journal);
      assert.ok(!/apiv3_|YXBpdjNf/.test(text), 'a journal holds no string');
      this.journals.set(journal.id, v.parse(journalSchema, JSON.parse(text)));
      return Promise.resolve();
    },
    remove: (id) => Promise.resolve(void this.journals.delete(id)),
  };

  #put(file: string, bytes: Buffer | undefined): 'written' | 'changed' {
    if (bytes === undefined) {
      return 'changed';
    }
    this.files.set(file, bytes);
    return 'written';
  }

  #found(): FoundFile[] {
    return [...this.files].flatMap(([file, bytes]) => {
      const path = `/w/${file}`;
      const places = placesIn(bytes, path, () => false);
      const barrier = this.barriers.get(file);
      return places.length === 0 ? [] : [{ folder: 'w', file, path, fingerprint: fingerprint(bytes), places, barrier }];
    });
  }

  #refuseUnless(isRight: boolean): void {
    if (!isRight) {
      throw Object.assign(new UserError('The server refuses.'), { outcome: 'nothing' });
    }
  }

  #watched<Port extends object>(name: string, port: Port, at: AtEffect): Port {
    return new Proxy(port, {
      get: (target, key, receiver) => {
        const method: unknown = Reflect.get(target, key, receiver);
        return async (...given: unknown[]): Promise<unknown> => {
          const effect = [`${name}.${String(key)}`, ...given.flatMap(shown).slice(0, 1)].join(' ');
          await at(effect, 'before');
          this.effects.push(effect);
          const result: unknown = await Reflect.apply(method as () => unknown, target, given);
          await at(effect, 'after');
          return result;
        };
      },
    });
  }
}

/** The name of a token, the file or the stage that an effect is about. */
function shown(given: unknown): string[] {
  if (typeof given === 'string') {
    return /^[\w-]{1,30}$/.test(given) ? [given] : [];
  }
  const { file, stage } = (given ?? {}) as { file?: unknown; stage?: unknown };
  return [file, stage].filter((one) => typeof one === 'string');
}
