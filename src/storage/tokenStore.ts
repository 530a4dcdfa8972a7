import { randomUUID } from 'node:crypto';
import { errorText } from '../core/errorText.ts';
import * as l10n from '../core/l10n.ts';
import * as v from 'valibot';
import type { Event } from '../core/emitter.ts';
import { Token, parsePastedToken } from '../core/token/token.ts';
import { UserError } from '../core/errors.ts';
import { SecretQueue } from './secretQueue.ts';
import { changeMarkerKey, metadataKey, signInKey, storedTokenKey } from './tokenKeys.ts';

export type SignIn =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: Token; readonly name: string | undefined }
  /** A token was stored, but the keyring no longer has it or returns something else. */
  | { readonly kind: 'missing' };

export interface Memento {
  keys(): readonly string[];
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

export interface StoredToken {
  readonly hash: string;
  readonly name: string;
  /** With `keepCreatedTokens` off, the token is stored only until the user confirms that it's saved elsewhere. */
  readonly untilSavedElsewhere: boolean;
}

/** These property names are on users' disks: don't rename them. */
const metadataSchema = v.object({
  hash: v.string(),
  name: v.optional(v.string()),
  untilPlaced: v.optional(v.boolean(), false),
  /** The `cluster-uuid` of the token's server. */
  cluster: v.optional(v.string()),
});
type Metadata = v.InferInput<typeof metadataSchema>;

/**
 * Stores the tokens of each server by its identity. Each token is a separate secret, because two windows that update a
 * shared one would overwrite each other's changes. Metadata without the token string is in `globalState`, which shows
 * whether the keyring lost a secret or never had it. Methods throw a UserError if the secret storage fails.
 */
export class TokenStore {
  readonly #secrets: SecretQueue;
  readonly #metadata: Memento;
  readonly #onMetadataNotSaved: (problem: UserError) => void;

  constructor(secrets: SecretQueue, metadata: Memento, onMetadataNotSaved: (problem: UserError) => void) {
    this.#secrets = secrets;
    this.#metadata = metadata;
    this.#onMetadataNotSaved = onMetadataNotSaved;
  }

  get onDidChange(): Event<{ readonly key: string }> {
    return this.#secrets.onDidChange;
  }

  async readSignIn(identity: string): Promise<SignIn> {
    const key = signInKey(identity);
    const stored = await this.#secrets.read(key);
    if (stored === undefined) {
      // Metadata in a newer version's format also shows that a token was stored.
      return this.#metadata.get(metadataKey(key)) == null ? { kind: 'none' } : { kind: 'missing' };
    }
    const token = parsePastedToken(stored);
    if (token === undefined) {
      return { kind: 'missing' };
    }
    const metadata = this.#readMetadata(key, token.hash);
    return { kind: 'token', token: token.withCluster(metadata?.cluster), name: metadata?.name };
  }

  /** Adds the sign-in token to the stored tokens, because it may be the only copy. Skips a user's session. */
  async preserveSignIn(identity: string): Promise<void> {
    const current = await this.readSignIn(identity);
    const isPreserved = current.kind === 'token' && current.token.userSession === undefined;
    if (isPreserved && (await this.findByHash(identity, current.token.hash)) === undefined) {
      await this.store(identity, current.token, current.name ?? '', { untilSavedElsewhere: false });
    }
  }

  /** If this fails, the previous token is still stored. */
  async storeSignIn(identity: string, token: Token, name: string | undefined): Promise<void> {
    await this.#storeSecret(signInKey(identity), token, { hash: token.hash, ...(name === undefined ? {} : { name }) });
  }

  /** Changes the cluster in the metadata of those stored tokens that belong to the cluster `from`. */
  async moveToCluster(identity: string, from: string | undefined, to: string): Promise<void> {
    const stored = (await this.listStored(identity)).map(({ hash }) => storedTokenKey(identity, hash));
    for (const key of [signInKey(identity), ...stored]) {
      const metadata = this.#metadata.get(metadataKey(key));
      if (v.is(metadataSchema, metadata) && metadata.cluster === from) {
        await this.#writeMetadata(key, { ...metadata, cluster: to });
      }
    }
  }

  async removeSignIn(identity: string): Promise<void> {
    await this.#removeSecret(signInKey(identity));
  }

  async listStored(identity: string): Promise<StoredToken[]> {
    const prefix = storedTokenKey(identity, '');
    const keys = new Set(this.#keysWithMetadata().filter((key) => key.startsWith(prefix)));
    for (const key of await this.#secrets.keys()) {
      if (key.startsWith(prefix)) {
        keys.add(key);
      }
    }
    // A URL may contain "|", so a key without a hash here belongs to another server with a longer URL.
    const tokenKeys = [...keys].filter((key) => /^[0-9a-f]{128}$/.test(key.slice(prefix.length)));
    return tokenKeys.map((key): StoredToken => {
      const hash = key.slice(prefix.length);
      const metadata = this.#readMetadata(key, hash);
      return { hash, name: metadata?.name ?? '', untilSavedElsewhere: metadata?.untilPlaced ?? false };
    });
  }

  awaitingSave(): { identity: string; token: StoredToken }[] {
    return this.#keysWithMetadata().flatMap((key) => {
      const [, identity, hash] = /^kept\|(.*)\|([0-9a-f]{128})$/.exec(key) ?? [];
      const metadata = hash === undefined ? undefined : this.#readMetadata(key, hash);
      return metadata?.untilPlaced === true && identity !== undefined
        ? [
            {
              identity,
              token: {
                hash: metadata.hash,
                name: metadata.name ?? '',
                untilSavedElsewhere: true,
              } satisfies StoredToken,
            },
          ]
        : [];
    });
  }

  async store(
    identity: string,
    token: Token,
    name: string,
    { untilSavedElsewhere }: { readonly untilSavedElsewhere: boolean },
  ): Promise<void> {
    await this.#storeSecret(storedTokenKey(identity, token.hash), token, {
      hash: token.hash,
      name,
      untilPlaced: untilSavedElsewhere,
    });
  }

  /** Returns whether the name was missing: VS Code saves metadata after the secret, and may be killed in between. */
  async restoreName(identity: string, hash: string, name: string, cluster?: string): Promise<boolean> {
    const key = storedTokenKey(identity, hash);
    const isMissing =
      this.#metadata.get(metadataKey(key)) == null && (await this.findByHash(identity, hash)) !== undefined;
    if (isMissing) {
      await this.#writeMetadata(key, { hash, name, ...(cluster === undefined ? {} : { cluster }) });
    }
    return isMissing;
  }

  /** Returns `undefined` if the keyring lost the token, or returns something else for its key. */
  async findByHash(identity: string, hash: string): Promise<Token | undefined> {
    const key = storedTokenKey(identity, hash);
    const stored = await this.#secrets.read(key);
    const token = stored === undefined ? undefined : new Token(stored, this.#readMetadata(key, hash)?.cluster);
    return token?.hash === hash ? token : undefined;
  }

  async findByHashPrefix(identity: string, hashPrefix: string): Promise<Token | undefined> {
    const found = (await this.listStored(identity)).find(({ hash }) => hash.startsWith(hashPrefix));
    return found && this.findByHash(identity, found.hash);
  }

  async remove(identity: string, hash: string): Promise<void> {
    await this.#removeSecret(storedTokenKey(identity, hash));
  }

  /** Other windows see the removal and load the list again. If nothing was stored, a change marker makes them do that. */
  async removeByHashPrefix(identity: string, hashPrefix: string): Promise<void> {
    const found = (await this.listStored(identity)).filter(({ hash }) => hash.startsWith(hashPrefix));
    for (const { hash } of found) {
      await this.remove(identity, hash);
    }
    if (found.length === 0) {
      // A failure is ignored, because other windows also see the change when they refresh.
      await this.#secrets.write(changeMarkerKey(identity), randomUUID()).catch(() => undefined);
    }
  }

  /** Removes everything stored for a server except its approvals. */
  async removeAll(identity: string): Promise<void> {
    for (const { hash } of await this.listStored(identity)) {
      await this.remove(identity, hash);
    }
    await this.removeSignIn(identity);
    await this.#secrets.remove(changeMarkerKey(identity));
  }

  // Metadata is written and deleted after its secret, so metadata without one means that the keyring lost the secret.
  async #storeSecret(key: string, token: Token, metadata: Metadata): Promise<void> {
    await this.#secrets.write(key, token.reveal());
    // The spread keeps properties that a newer version added for the same token.
    const previous: unknown =
      this.#readMetadata(key, metadata.hash) === undefined ? undefined : this.#metadata.get(metadataKey(key));
    const cluster = token.cluster === undefined ? {} : { cluster: token.cluster };
    await this.#writeMetadata(key, { ...(previous as object | undefined), ...metadata, ...cluster });
  }

  async #removeSecret(key: string): Promise<void> {
    await this.#secrets.remove(key);
    await this.#writeMetadata(key, undefined);
  }

  /** Ignores another token's metadata, which remains if an update failed. */
  #readMetadata(key: string, hash: string): v.InferOutput<typeof metadataSchema> | undefined {
    const parsed = v.safeParse(metadataSchema, this.#metadata.get(metadataKey(key)));
    return parsed.success && parsed.output.hash === hash ? parsed.output : undefined;
  }

  #keysWithMetadata(): string[] {
    const prefix = metadataKey('');
    return this.#metadata
      .keys()
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length));
  }

  /** Doesn't throw, because only the secret is essential. */
  async #writeMetadata(key: string, metadata: Metadata | undefined): Promise<void> {
    try {
      await this.#metadata.update(metadataKey(key), metadata);
    } catch (error) {
      this.#onMetadataNotSaved(
        new UserError(
          l10n.t(
            "VS Code couldn't save its state: {0} Your stored tokens are up to date, but after a restart, some token names might be missing, or a deleted token might be reported as missing. Check that there's enough disk space.",
            l10n.own(errorText(error)),
          ),
          { cause: error },
        ),
      );
    }
  }
}
