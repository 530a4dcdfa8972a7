import { watch } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { journalSchema, type Journal } from './journal.ts';
import { Debounce } from '../core/debounce.ts';
import type { Logger } from '../core/logger.ts';
import { toError } from '../core/errors.ts';
import { inOwnFolder } from '../storage/ownFolder.ts';

const ownerOnly = 0o600;
const journalName = /^[\w-]{1,64}\.json$/;
/** In milliseconds. Changes in quick succession are reported once. */
const watchDelay = 50;

/** The journals of rotations that haven't ended, one file each, shared by all windows of this machine. */
export class RotationJournals {
  readonly #folder: string;
  readonly #logger: Logger;

  constructor(folder: string, logger: Logger) {
    this.#folder = folder;
    this.#logger = logger;
  }

  /** Writes atomically: after an error, the previous version is unchanged. */
  async write(journal: Journal): Promise<void> {
    const path = this.#pathOf(journal.id);
    const temporary = `${path}.new`;
    await inOwnFolder(this.#folder, async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      try {
        await writeSynced(temporary, JSON.stringify(journal));
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    });
  }

  async remove(id: string): Promise<void> {
    await inOwnFolder(this.#folder, async () => {
      await rm(this.#pathOf(id), { force: true });
      await rm(`${this.#pathOf(id)}.new`, { force: true });
    });
  }

  /** Removes files that crashed windows left. Another window may be using those newer than `minAge` milliseconds. */
  async removeLeftovers(minAge: number): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const path of names.filter((name) => name.endsWith('.new')).map((name) => join(this.#folder, name))) {
      const stats = await stat(path).catch(() => undefined);
      if (stats !== undefined && Date.now() - stats.mtimeMs >= minAge) {
        await rm(path, { force: true }).catch(() => undefined);
      }
    }
  }

  /** @returns `undefined` if the rotation has ended or its journal can't be read */
  async read(id: string): Promise<Journal | undefined> {
    return this.#read(`${id}.json`);
  }

  /** Oldest first. Journals that are corrupt or from a newer version are skipped and logged. */
  async readAll(): Promise<Journal[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#logger.warn(`Couldn't read rotation journals: ${toError(error).message}`);
      }
      return [];
    });
    const journals = await Promise.all(names.filter((name) => journalName.test(name)).map((name) => this.#read(name)));
    return journals
      .filter((journal) => journal !== undefined)
      .sort((one, other) => one.startedAt.localeCompare(other.startedAt));
  }

  async watch(listener: () => void): Promise<{ dispose(): void }> {
    const debounce = new Debounce(watchDelay, listener);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const watcher = watch(this.#folder, (_event, name) => {
      if (name === null || journalName.test(name)) {
        debounce.reschedule();
      }
    });
    watcher.on('error', (error) => this.#logger.warn(`Stopped watching rotation journals: ${error.message}`));
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

  async #read(name: string): Promise<Journal | undefined> {
    let text: string;
    try {
      text = await readFile(join(this.#folder, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#logger.warn(`Couldn't read rotation journals: ${toError(error).message}`);
      }
      return undefined;
    }
    const journal = parseJson(text);
    // Checked, not parsed: parsing would drop the properties that a newer version added, also from the file.
    if (!v.is(journalSchema, journal)) {
      this.#logger.warn(`Ignored rotation journal ${name}: it's corrupt or was written by a newer version`);
      return undefined;
    }
    return journal;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', ownerOnly);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
