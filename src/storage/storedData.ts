import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../core/errors.ts';
import { inOwnFolder } from './ownFolder.ts';
import type { SecretQueue } from './secretQueue.ts';
import { approvalsKey, changeMarkerKey, metadataKey, parseSecretKey, signInKey } from './tokenKeys.ts';
import type { Memento } from './tokenStore.ts';

/** Subfolders with what a crash or an open rotation left. Locks and the machine's random ID say nothing about the user. */
const leftovers = ['rotations', 'requests', 'backups'] as const;

export interface StoredSummary {
  /** The number of tokens, by the identity of their server. A token that is stored twice for a server counts once. */
  readonly tokens: ReadonlyMap<string, number>;
  readonly approvals: number;
  /** Names of files in the extension's own folder, by subfolder. */
  readonly files: Readonly<Record<(typeof leftovers)[number], readonly string[]>>;
}

/** All that the extension stores, of servers that are configured, and of any others. */
export class StoredData {
  readonly #secrets: SecretQueue;
  readonly #state: Memento;
  readonly #workspaceState: Memento;
  readonly #folder: string;

  constructor(secrets: SecretQueue, { state, workspaceState }: Mementos, folder: string) {
    this.#secrets = secrets;
    this.#state = state;
    this.#workspaceState = workspaceState;
    this.#folder = folder;
  }

  /** @param identities of servers whose secrets may exist, because some hosts can't list secrets */
  async summarize(identities: readonly string[]): Promise<StoredSummary> {
    const hashes = new Map<string, Set<string>>();
    let approvals = 0;
    for (const key of await this.#existingKeys(identities)) {
      const { kind, identity, hash } = parseSecretKey(key);
      if (kind === 'kept' || kind === 'signIn') {
        const known = hashes.get(identity) ?? new Set();
        hashes.set(identity, known.add(hash ?? this.#hashOf(key) ?? key));
      }
      approvals += kind === 'terms' ? 1 : 0;
    }
    const files = await Promise.all(leftovers.map(async (name) => [name, await this.#filesIn(name)] as const));
    return {
      tokens: new Map([...hashes].map(([identity, known]) => [identity, known.size])),
      approvals,
      files: Object.fromEntries(files) as unknown as StoredSummary['files'],
    };
  }

  /** The hashes of all stored tokens whose metadata wasn't lost. */
  async hashes(): Promise<ReadonlySet<string>> {
    const keys = await this.#keys([]);
    return new Set(keys.flatMap((key) => parseSecretKey(key).hash ?? this.#hashOf(key) ?? []));
  }

  /** Can be repeated if it fails. @throws UserError */
  async removeAll(identities: readonly string[]): Promise<void> {
    // VS Code tells other windows about each removed secret, and they load their lists again.
    for (const key of await this.#keys(identities)) {
      await this.#secrets.remove(key);
    }
    for (const memento of [this.#state, this.#workspaceState]) {
      for (const key of memento.keys()) {
        await memento.update(key, undefined);
      }
    }
    await inOwnFolder(this.#folder, async () => {
      for (const name of leftovers) {
        // The folders stay, because other windows watch them.
        for (const file of await this.#filesIn(name)) {
          await rm(join(this.#folder, name, file), { force: true, recursive: true });
        }
      }
    });
  }

  async #existingKeys(identities: readonly string[]): Promise<string[]> {
    const listed = new Set(await this.#secrets.keys());
    const others = (await this.#keys(identities)).filter((key) => !listed.has(key));
    const existing = [...listed];
    for (const key of others) {
      if ((await this.#secrets.read(key)) !== undefined) {
        existing.push(key);
      }
    }
    return existing;
  }

  async #keys(identities: readonly string[]): Promise<string[]> {
    const prefix = metadataKey('');
    const noted = this.#state.keys().filter((key) => key.startsWith(prefix));
    const withMetadata = noted.map((key) => key.slice(prefix.length));
    const known = identities.flatMap((identity) => [
      signInKey(identity),
      changeMarkerKey(identity),
      approvalsKey(identity),
    ]);
    return [...new Set([...(await this.#secrets.keys()), ...withMetadata, ...known])];
  }

  #hashOf(key: string): string | undefined {
    const metadata = this.#state.get(metadataKey(key));
    return typeof metadata === 'object' && metadata !== null && 'hash' in metadata && typeof metadata.hash === 'string'
      ? metadata.hash
      : undefined;
  }

  async #filesIn(name: string): Promise<string[]> {
    return readdir(join(this.#folder, name)).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') {
        return [];
      }
      throw error;
    });
  }
}

interface Mementos {
  readonly state: Memento;
  readonly workspaceState: Memento;
}
