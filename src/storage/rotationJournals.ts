import { watch } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { journalSchema, type Journal } from '../core/rotation/journal.ts';
import type { Logger } from '../core/logger.ts';
import { toError } from '../core/userError.ts';
import { inOwnFolder } from './ownFolder.ts';

const onlyForOwner = 0o600;
const nameOfJournal = /^[\w-]{1,64}\.json$/;
/** Several changes in a row are told once; in milliseconds. */
const coalesceFor = 50;

/** The journals of rotations that have not ended: one file each, which windows of one machine share. */
export class RotationJournals {
  readonly #folder: string;
  readonly #logger: Logger;

  constructor(folder: string, logger: Logger) {
    this.#folder = folder;
    this.#logger = logger;
  }

  /**
   * Writes a journal, whole or not at all: to a file of its own first, which a crash may leave and nobody reads.
   * @throws UserError, with the one before still there
   */
  async write(journal: Journal): Promise<void> {
    const path = this.#pathOf(journal.id);
    const beside = `${path}.new`;
    await inOwnFolder(this.#folder, async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      try {
        await writeSynced(beside, JSON.stringify(journal));
        await rename(beside, path);
      } catch (error) {
        await rm(beside, { force: true });
        throw error;
      }
    });
  }

  /** @throws UserError */
  async remove(id: string): Promise<void> {
    await inOwnFolder(this.#folder, async () => {
      await rm(this.#pathOf(id), { force: true });
      await rm(`${this.#pathOf(id)}.new`, { force: true });
    });
  }

  /**
   * Removes what a crash left of journals that were being written. Goes on whatever comes of it: nobody reads these.
   * @param age how old it has to be, in milliseconds: another window may be writing one now
   */
  async sweep(age: number): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const path of names.filter((name) => name.endsWith('.new')).map((name) => join(this.#folder, name))) {
      const written = await stat(path).catch(() => undefined);
      if (written !== undefined && Date.now() - written.mtimeMs >= age) {
        await rm(path, { force: true }).catch(() => undefined);
      }
    }
  }

  /** @returns `undefined` where it has ended, or cannot be read */
  async read(id: string): Promise<Journal | undefined> {
    return this.#read(`${id}.json`);
  }

  /** All that can be read, the oldest first. What is damaged or from a newer version is left alone, and logged. */
  async all(): Promise<Journal[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#logger.warn(`Couldn't read rotation journals: ${toError(error).message}`);
      }
      return [];
    });
    const journals = await Promise.all(
      names.filter((name) => nameOfJournal.test(name)).map((name) => this.#read(name)),
    );
    return journals
      .filter((journal) => journal !== undefined)
      .sort((one, other) => one.startedAt.localeCompare(other.startedAt));
  }

  /** Tells whenever a journal changes, in this window or another one. @returns what ends it */
  async onDidChange(listener: () => void): Promise<{ dispose(): void }> {
    let told: NodeJS.Timeout | undefined;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const watcher = watch(this.#folder, (_event, name) => {
      if (name === null || nameOfJournal.test(name)) {
        clearTimeout(told);
        told = setTimeout(listener, coalesceFor);
      }
    });
    // Without it, other windows show a change when they next ask the server.
    watcher.on('error', (error) => this.#logger.warn(`Stopped watching rotation journals: ${error.message}`));
    return {
      dispose: () => {
        clearTimeout(told);
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
    const journal = parsedJson(text);
    // As it stands there, and not as it was parsed: what a newer version has added goes along when it is written again.
    if (!v.is(journalSchema, journal)) {
      this.#logger.warn(`Ignored rotation journal ${name}: it's corrupt or was written by a newer version`);
      return undefined;
    }
    return journal;
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', onlyForOwner);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
