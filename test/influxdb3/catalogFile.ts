import { mkdirSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { CatalogState } from './storedToken.ts';

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
    }),
  ),
});

/** Where a catalog lives between two runs of the server. */
export class CatalogFile {
  readonly #path: string;
  #running: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    this.#path = join(dataDir, 'catalog.json');
  }

  /** What an earlier run left, if any. */
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

  /**
   * Resolves when a file with the state as it is now (or later) is in place. Saves that come while one is being
   * written share the next one, or ten thousand tokens made at once would write ten thousand files.
   */
  save(state: CatalogState): Promise<void> {
    this.#waiting ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#running = this.#write(JSON.stringify(state));
        this.#waiting = undefined;
        return this.#running;
      });
    return this.#waiting;
  }

  /** Waits for what is being written. */
  async settled(): Promise<void> {
    await this.#waiting?.catch(() => undefined);
    await this.#running.catch(() => undefined);
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
