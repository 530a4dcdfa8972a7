import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import * as v from 'valibot';
import { fingerprint } from '../../../src/content/wholeBytes.ts';
import type { Barrier, FoundFile } from '../../../src/content/foundFile.ts';
import { loadParser } from '../../../src/content/references/parsers.ts';
import { journalSchema, type Journal } from '../../../src/rotation/journal.ts';
import type {
  NewToken,
  FilesPort,
  JournalsPort,
  PersonPort,
  RotationPorts,
  SecretsPort,
  ServerPort,
} from '../../../src/rotation/ports.ts';
import { shortForm } from '../../../src/core/token/permissions.ts';
import { isAdminToken } from '../../../src/core/token/replaceable.ts';
import { Token } from '../../../src/core/token/token.ts';
import type { TokenRecord } from '../../../src/core/token/tokenRecord.ts';
import type { Database } from '../../../src/influxdb/listDatabases.ts';
import { UserError } from '../../../src/core/errors.ts';
import { agreeingUser } from './agreeingUser.ts';
import { applyEdits, findOccurrences, revertChangedFile, revertEdits } from '../../support/withoutPauses.ts';

/** Called before and after each effect, such as `server.create ci-2`. The effect throws what it throws. */
const javaScriptParser = await loadParser('app.js');

export type EffectHook = (effect: string, when: 'before' | 'after') => void | Promise<void>;

interface Listed {
  readonly token: Token;
  readonly record: TokenRecord;
}

interface StoredSecret {
  readonly token: Token;
  readonly name: string;
  readonly isUntilSaved?: boolean;
}

interface StoreWrite {
  readonly stored?: StoredSecret;
  readonly signIn?: Token | undefined;
}

export class InMemoryFixture {
  readonly listed = new Map<string, Listed>();
  /** What each token may do that was ever created, by its hash. */
  readonly permissions = new Map<string, string>();
  readonly stored = new Map<string, StoredSecret>();
  /** Hashes of listed tokens that the server rejects. */
  readonly expired = new Set<string>();
  readonly files = new Map<string, Buffer>();
  readonly barriers = new Map<string, Barrier>();
  readonly journals = new Map<string, Journal>();
  readonly effects: string[] = [];
  /** Hashes of tokens that work but can't list tokens. */
  readonly notAllowed = new Set<string>();
  databases: readonly Database[] = ['a', 'b'].map((name) => ({ name, isDeleted: false }));
  /** What a new resource token gets, in the short form. */
  grant = (permissions: readonly string[]): readonly string[] => permissions;
  signIn: Token | undefined;
  clipboard: Token | undefined;
  keepsCreated = true;
  keyringRefuses: 'reads' | 'writes' | 'all' | undefined;
  #lastWrite: StoreWrite = {};
  extraPaths: readonly string[] = [];
  /** Who agrees to everything, unless a test says otherwise. */
  user: PersonPort = agreeingUser;
  #tokenCount = 0;

  ports({
    person = {},
    at = () => undefined,
    signal = new AbortController().signal,
  }: { person?: Partial<PersonPort>; at?: EffectHook; signal?: AbortSignal } = {}): RotationPorts {
    const withHook = <Port extends object>(name: string, port: Port) => this.#withHook(name, port, at);
    return {
      server: withHook('server', this.#server),
      secrets: withHook('secrets', this.#secrets),
      files: withHook('files', this.#files),
      journals: withHook('journals', this.#journals),
      person: withHook('person', { ...this.user, ...person }),
      signal,
    };
  }

  /** @param permissions as the server lists them; those of an admin token by default */
  createToken(name: string, lifetime?: number, permissions = '*:*:*'): NewToken {
    this.#tokenCount += 1;
    const token = new Token(`apiv3_${String(this.#tokenCount).padStart(86, 'tOkEn')}`);
    const createdAt = new Date('2026-11-24T12:00:00Z');
    const expiry = lifetime === undefined ? undefined : new Date(createdAt.getTime() + lifetime * 1000);
    const record = {
      id: this.#tokenCount,
      name,
      hash: token.hash.slice(0, 9),
      createdAt,
      updatedAt: undefined,
      expiry,
      permissions,
      description: undefined,
    };
    this.permissions.set(token.hash, permissions);
    this.listed.set(name, { token, record });
    return { token, id: record.id, name, expiry };
  }

  get tokenNames(): string[] {
    return [...this.listed.keys()].sort();
  }

  get storedNames(): string[] {
    return [...this.stored.values()].map(({ name }) => name).sort();
  }

  isValid(token: Token): boolean {
    return [...this.listed.values()].some((one) => one.token.hash === token.hash) && !this.expired.has(token.hash);
  }

  filesContaining(token: Token): string[] {
    const containing = this.#search().filter(({ occurrences }) =>
      occurrences.some((occurrence) => occurrence.token.hash === token.hash),
    );
    return containing.map(({ file }) => file).sort();
  }

  /** The effects that changed something, except journals. */
  get changes(): string[] {
    return this.effects.filter((effect) =>
      /^server\.(?:create|createResource|regenerate|remove)|^secrets\.(?:store|remove|storeSignIn)\b|^files\.(?:write|restore)/.test(
        effect,
      ),
    );
  }

  readonly #server: ServerPort = {
    list: (bearer) => {
      if (!this.isValid(bearer)) {
        return Promise.resolve('notAuthenticated');
      }
      const records = [...this.listed.values()].map(({ record }) => record);
      return Promise.resolve(this.#isAdmin(bearer) ? records : 'notAllowed');
    },
    create: (bearer, name, lifetime) => {
      this.#refuseUnless(this.#isAdmin(bearer) && !this.listed.has(name));
      return Promise.resolve(this.createToken(name, lifetime));
    },
    query: (bearer) => Promise.resolve(this.isValid(bearer) ? 'allowed' : 'notAuthenticated'),
    listDatabases: () => Promise.resolve(this.databases),
    createResource: (bearer, { name, permissions, lifetime }) => {
      const names = permissions.flatMap((permission) => (permission.type === 'db' ? permission.names : []));
      const exists = (name: string) =>
        name === '*' || this.databases.some((one) => one.name === name && !one.isDeleted);
      this.#refuseUnless(this.#isAdmin(bearer) && !this.listed.has(name) && names.every(exists));
      const granted = this.grant(permissions.map(shortForm));
      return Promise.resolve(this.createToken(name, lifetime, JSON.stringify(granted)));
    },
    waitForNodes: () => Promise.resolve(),
    regenerate: (bearer) => {
      this.#refuseUnless(this.#isAdmin(bearer));
      return Promise.resolve(this.createToken('_admin'));
    },
    remove: (bearer, name) => {
      this.#refuseUnless(this.#isAdmin(bearer) && name !== '_admin' && this.listed.delete(name));
      return Promise.resolve();
    },
  };

  readonly #secrets: SecretsPort = {
    create: async (send, { signsIn, copiesToClipboard }) => {
      const created = await send();
      const { token, name } = created;
      await this.#write(() => this.#store({ stored: { token, name }, signIn: signsIn ? token : undefined }));
      this.clipboard = copiesToClipboard ? token : this.clipboard;
      return created;
    },
    store: (token, name) => this.#write(() => this.#store({ stored: { token, name } })),
    findByHash: (hash) => this.#read(() => this.stored.get(hash)?.token),
    findByHashPrefix: (hashPrefix) =>
      this.#read(() => [...this.stored.values()].find(({ token }) => token.matches(hashPrefix))?.token),
    storedHashes: () => this.#read(() => [...this.stored.keys()]),
    remove: (hash) => {
      assert.equal(typeof hash, 'string', 'the hash to remove is known');
      return this.#write(() => void this.stored.delete(hash));
    },
    signInToken: () => this.#read(() => this.signIn),
    storeSignIn: (token) => this.#write(() => this.#store({ signIn: token })),
    keepsCreated: () => Promise.resolve(this.keepsCreated),
    storeUntilSaved: async (hash, name) => {
      const stored = await this.#read(() => this.stored.get(hash));
      if (stored !== undefined) {
        await this.#write(() => this.#store({ stored: { ...stored, name, isUntilSaved: true } }));
      }
    },
  };

  /** What the last write stored is gone, because it was reported as stored but not yet written. */
  loseLastStored(): void {
    const { stored, signIn } = this.#lastWrite;
    if (stored !== undefined) {
      this.stored.delete(stored.token.hash);
    }
    this.signIn = signIn === undefined ? this.signIn : undefined;
  }

  loseLastCreated(): void {
    const created = [...this.listed.values()].find(({ record }) => record.id === this.#tokenCount)?.token;
    this.stored.delete(created?.hash ?? '');
    this.signIn = this.signIn === created ? undefined : this.signIn;
  }

  get hasWorkingToken(): boolean {
    return [this.signIn, ...[...this.stored.values()].map(({ token }) => token)].some(
      (token) => token !== undefined && this.isValid(token),
    );
  }

  #read<Value>(read: () => Value): Promise<Value> {
    return this.#refuses('reads') ? Promise.reject(keyringError()) : Promise.resolve(read());
  }

  #write(write: () => void): Promise<void> {
    if (this.#refuses('writes')) {
      return Promise.reject(keyringError());
    }
    write();
    return Promise.resolve();
  }

  #refuses(what: 'reads' | 'writes'): boolean {
    return this.keyringRefuses === what || this.keyringRefuses === 'all';
  }

  #store(write: StoreWrite): void {
    this.#lastWrite = write;
    if (write.stored !== undefined) {
      this.stored.set(write.stored.token.hash, write.stored);
    }
    this.signIn = write.signIn ?? this.signIn;
  }

  readonly #files: FilesPort = {
    search: (extraPaths = []) => {
      this.extraPaths = extraPaths;
      return Promise.resolve({ files: this.#search(), unsearched: ['/w/locked.env'] });
    },
    planUpdate: ({ folder, file, path, fingerprint: before }, edits, old, next) => {
      const bytes = this.files.get(file);
      const updated = bytes && fingerprint(bytes) === before ? applyEdits(bytes, edits, old, next) : undefined;
      return Promise.resolve(
        path === undefined || updated === undefined
          ? 'changed'
          : { folder, file, path, before, after: fingerprint(updated), edits: [...edits] },
      );
    },
    write: (_id, _index, { file, before, after, edits }, old, next) => {
      const bytes = this.files.get(file);
      const current = bytes && fingerprint(bytes);
      return Promise.resolve(
        current === after
          ? 'already'
          : this.#writeFile(file, bytes && current === before ? applyEdits(bytes, edits, old, next) : undefined),
      );
    },
    restore: (_id, _index, { file, before, after, edits }, old, next) => {
      const bytes = this.files.get(file);
      const current = bytes && fingerprint(bytes);
      if (bytes === undefined || current === before) {
        return Promise.resolve(bytes === undefined ? 'gone' : 'already');
      }
      return Promise.resolve(
        this.#writeFile(
          file,
          current === after ? revertEdits(bytes, edits, old, next) : revertChangedFile(bytes, edits, old, next),
        ),
      );
    },
    identify: (path) => Promise.resolve(path),
    rollBack: () => Promise.resolve(undefined),
  };

  readonly #journals: JournalsPort = {
    write: (journal) => {
      const text = JSON.stringify(journal);
      assert.ok(!/apiv3_|YXBpdjNf/.test(text), 'a journal contains no token string');
      this.journals.set(journal.id, v.parse(journalSchema, JSON.parse(text)));
      return Promise.resolve();
    },
    remove: (id) => Promise.resolve(void this.journals.delete(id)),
  };

  #writeFile(file: string, bytes: Buffer | undefined): 'written' | 'changed' {
    if (bytes === undefined) {
      return 'changed';
    }
    this.files.set(file, bytes);
    return 'written';
  }

  #search(): FoundFile[] {
    return [...this.files].flatMap(([file, bytes]) => {
      const path = `/w/${file}`;
      const occurrences = findOccurrences(bytes, path, ({ hash }) => this.stored.has(hash), {
        parser: file === 'app.js' ? javaScriptParser : undefined,
      });
      const barrier = this.barriers.get(file);
      return occurrences.length === 0
        ? []
        : [{ folder: 'w', file, path, fingerprint: fingerprint(bytes), occurrences, barrier }];
    });
  }

  #isAdmin(bearer: Token): boolean {
    const permissions = this.permissions.get(bearer.hash) ?? '';
    return this.isValid(bearer) && isAdminToken({ name: '', permissions }) && !this.notAllowed.has(bearer.hash);
  }

  #refuseUnless(isAllowed: boolean): void {
    if (!isAllowed) {
      throw Object.assign(new UserError(untranslated('The server refused.')), { outcome: 'nothing' });
    }
  }

  #withHook<Port extends object>(name: string, port: Port, at: EffectHook): Port {
    return new Proxy(port, {
      get: (target, key, receiver) => {
        const method: unknown = Reflect.get(target, key, receiver);
        return async (...args: unknown[]): Promise<unknown> => {
          const effect = [`${name}.${String(key)}`, ...args.flatMap(effectTarget).slice(0, 1)].join(' ');
          await at(effect, 'before');
          this.effects.push(effect);
          const result: unknown = await Reflect.apply(method as () => unknown, target, args);
          await at(effect, 'after');
          return result;
        };
      },
    });
  }
}

const keyringError = () => new UserError(untranslated('The keyring is locked.'));

function effectTarget(argument: unknown): string[] {
  if (typeof argument === 'string') {
    return /^[\w-]{1,30}$/.test(argument) ? [argument] : [];
  }
  const { file, stage } = (argument ?? {}) as { file?: unknown; stage?: unknown };
  return [file, stage].filter((target) => typeof target === 'string');
}
