import { mkdirSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { databaseActions, systemResources } from './permissions/permission.ts';
import type { CatalogState } from './storedToken.ts';

const permissionSchema = v.variant('type', [
  v.object({
    type: v.literal('db'),
    resources: v.union([v.literal('*'), v.array(v.number())]),
    actions: v.array(v.picklist(databaseActions)),
  }),
  v.object({
    type: v.literal('system'),
    resources: v.union([v.literal('*'), v.array(v.picklist(systemResources))]),
    actions: v.array(v.literal('read')),
  }),
]);

const stateSchema = v.object({
  clusterUuid: v.string(),
  nextId: v.number(),
  tokens: v.array(
    v.object({
      id: v.number(),
      name: v.string(),
      hash: v.string(),
      createdAt: v.number(),
      updatedAt: v.exactOptional(v.number()),
      updatedById: v.exactOptional(v.number()),
      expiry: v.exactOptional(v.number()),
      createdById: v.exactOptional(v.number()),
      permissions: v.exactOptional(v.array(permissionSchema)),
    }),
  ),
  databases: v.optional(
    v.array(
      v.object({
        id: v.number(),
        name: v.string(),
        deletedAs: v.exactOptional(v.string()),
        isPurged: v.exactOptional(v.boolean()),
      }),
    ),
    [],
  ),
});

export class CatalogFile {
  readonly #path: string;
  #currentWrite: Promise<void> = Promise.resolve();
  #nextWrite: Promise<void> | undefined;

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    this.#path = join(dataDir, 'catalog.json');
  }

  load(): CatalogState | undefined {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    return v.parse(stateSchema, JSON.parse(text));
  }

  /** Calls during a write share the next one, so that creating 10,000 tokens at once doesn't write 10,000 files. */
  save(state: CatalogState): Promise<void> {
    this.#nextWrite ??= this.#currentWrite
      .catch(() => undefined)
      .then(() => {
        this.#currentWrite = this.#write(JSON.stringify(state));
        this.#nextWrite = undefined;
        return this.#currentWrite;
      });
    return this.#nextWrite;
  }

  async settled(): Promise<void> {
    await this.#nextWrite?.catch(() => undefined);
    await this.#currentWrite.catch(() => undefined);
  }

  async #write(text: string): Promise<void> {
    const temporary = `${this.#path}.new`;
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(temporary, this.#path);
  }
}
