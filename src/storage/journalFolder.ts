import { watch } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Debounce } from '../core/debounce.ts';
import { errorCode, toError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { inOwnFolder } from './ownFolder.ts';
import { createSynced, syncFolder, writeSynced } from './syncedFile.ts';

const entryName = /^[\w-]{1,64}\.json$/;
/** In milliseconds. Changes in quick succession are reported once. */
const watchDelay = 50;

interface Entry {
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
}

/** One JSON file per entry, shared by all windows of this machine. A written entry survives a power failure. */
export class JournalFolder<Type extends Entry> {
  readonly #folder: string;
  readonly #isEntry: (value: unknown) => value is Type;
  readonly #logger: Logger;
  #isFolderSynced = false;

  constructor(folder: string, isEntry: (value: unknown) => value is Type, logger: Logger) {
    this.#folder = folder;
    this.#isEntry = isEntry;
    this.#logger = logger;
  }

  /** Writes atomically. @throws UserError, in which case the previous version is unchanged */
  async write(entry: Type): Promise<void> {
    await this.#store(entry, async (path, temporary, text) => {
      await writeSynced(temporary, text);
      await rename(temporary, path);
      await syncFolder(this.#folder);
    });
  }

  /** Faster than {@link write}, for an entry with a new ID. @throws UserError, in which case there's no entry */
  async create(entry: Type): Promise<void> {
    await this.#store(entry, async (path, temporary, text) => {
      await createSynced(path, temporary, text).catch(async (error: unknown) => {
        await rm(path, { force: true });
        throw error;
      });
    });
  }

  async #store(entry: Type, work: (path: string, temporary: string, text: string) => Promise<void>): Promise<void> {
    const path = this.#pathOf(entry.id);
    const temporary = `${path}.new`;
    await inOwnFolder(this.#folder, async () => {
      const created = await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      try {
        await work(path, temporary, JSON.stringify(entry));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      if (created !== undefined || !this.#isFolderSynced) {
        // Another process may have created the folder a moment ago.
        await syncFolder(dirname(this.#folder));
        this.#isFolderSynced = true;
      }
    });
  }

  async remove(id: string): Promise<void> {
    await inOwnFolder(this.#folder, async () => {
      await rm(this.#pathOf(id), { force: true });
      await rm(`${this.#pathOf(id)}.new`, { force: true });
    });
  }

  /** Removes temporary files of crashed windows. @param minAge in milliseconds; another window may be using newer ones */
  async removeLeftovers(minAge: number): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const path of names.filter((name) => name.endsWith('.new')).map((name) => join(this.#folder, name))) {
      const stats = await stat(path).catch(() => undefined);
      if (stats !== undefined && Date.now() - stats.mtimeMs >= minAge) {
        await rm(path, { force: true }).catch(() => undefined);
      }
    }
  }

  async read(id: string): Promise<Type | undefined> {
    return this.#read(`${id}.json`);
  }

  /** Oldest first. Entries that are corrupt or from a newer version are skipped and logged. */
  async readAll(): Promise<Type[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') {
        this.#logger.warn(`Couldn't read "${this.#folder}": ${toError(error).message}`);
      }
      return [];
    });
    const entries = await Promise.all(names.filter((name) => entryName.test(name)).map((name) => this.#read(name)));
    return entries
      .filter((entry) => entry !== undefined)
      .sort((one, other) => one.startedAt.localeCompare(other.startedAt));
  }

  async watch(listener: () => void): Promise<{ dispose(): void }> {
    const debounce = new Debounce(watchDelay, listener);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const watcher = watch(this.#folder, (_event, name) => {
      if (name === null || entryName.test(name)) {
        debounce.reschedule();
      }
    });
    watcher.on('error', (error) => this.#logger.warn(`Stopped watching "${this.#folder}": ${error.message}`));
    return {
      dispose: () => {
        debounce.dispose();
        watcher.close();
      },
    };
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}.json`);
  }

  async #read(name: string): Promise<Type | undefined> {
    const path = join(this.#folder, name);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') {
        this.#logger.warn(`Couldn't read "${path}": ${toError(error).message}`);
      }
      return undefined;
    }
    const entry = parseJson(text);
    // Checked, not parsed, because parsing drops properties of newer versions, and the next write would delete them.
    if (!this.#isEntry(entry)) {
      this.#logger.warn(`Ignored "${path}": it's corrupt or was written by a newer version`);
      return undefined;
    }
    return entry;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
