import { appendFile, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { errorCode, toError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { redact } from '../core/redact.ts';
import { inOwnFolder } from './ownFolder.ts';
import { ProcessLocks } from './processLocks.ts';

const maxEntries = 1000;
/** In bytes. There are two files of about this size. */
const maxFileSize = 256 * 1024;
/** In characters, of names and URLs, because a server can use names of any length. */
const maxTextLength = 300;

const token = v.object({
  name: v.string(),
  /** SHA-512 of the token string, or the prefix of it that the server lists. */
  hash: v.optional(v.string()),
});

// These property names are on users' disks: don't rename them.
const entrySchema = v.object({
  version: v.literal(1),
  /** ISO 8601 in UTC, by this machine's clock. */
  time: v.pipe(v.string(), v.isoTimestamp()),
  action: v.picklist([
    'createOperatorToken',
    'createNamedToken',
    'createResourceToken',
    'regenerateOperatorToken',
    'recoverOperatorToken',
    'deleteToken',
    'rotateToken',
    'finishRotation',
    'undoRotation',
    'discardRotation',
    'signIn',
    'signOut',
    'removeServer',
  ]),
  /**
   * `lost`: it was done, but the new token string wasn't received. `unfinished`: a rotation stopped, and can be resumed.
   * `failed`: nothing changed.
   */
  outcome: v.picklist(['done', 'lost', 'failed', 'unknown', 'unfinished']),
  server: v.object({ name: v.string(), url: v.string() }),
  token: v.optional(token),
  replaced: v.optional(token),
  old: v.optional(v.picklist(['deleted', 'later', 'kept', 'replaced'])),
  command: v.optional(v.string()),
  caller: v.optional(v.picklist(['palette', 'row', 'editor', 'notification', 'arguments'])),
});

export type HistoryEntry = v.InferOutput<typeof entrySchema>;

/** What was done from this machine, by all windows. It contains names and hashes, and no token string. */
export class History {
  readonly #folder: string;
  readonly #path: string;
  readonly #earlierPath: string;
  readonly #locks: ProcessLocks;
  readonly #logger: Logger;

  constructor(folder: string, logger: Logger) {
    this.#folder = folder;
    this.#path = join(folder, 'history.jsonl');
    this.#earlierPath = join(folder, 'history.earlier.jsonl');
    this.#locks = new ProcessLocks(join(folder, 'locks'));
    this.#logger = logger;
  }

  /** Never throws, because what it records is done. */
  async add(entry: Omit<HistoryEntry, 'version' | 'time'>): Promise<void> {
    try {
      const line = lineOf({ version: 1, time: new Date().toISOString(), ...entry });
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      // One write of a file that is opened for appending isn't mixed with another window's. The line break before it
      // keeps a line that was cut off by a crash from damaging this one.
      await appendFile(this.#path, `\n${line}\n`, { mode: 0o600 });
      if (await this.#isFull()) {
        await this.#startFile();
      }
    } catch (error) {
      this.#logger.warn(`Couldn't write the history: ${toError(error).message}`);
    }
  }

  /** Newest first. Damaged lines, and those of newer versions, are skipped. @throws UserError */
  async read(): Promise<HistoryEntry[]> {
    const texts = await inOwnFolder(this.#folder, () =>
      Promise.all([this.#earlierPath, this.#path].map((path) => readText(path))),
    );
    const entries = texts.flatMap((text) => text.split('\n').flatMap((line) => entryIn(line) ?? []));
    return entries.slice(-maxEntries).reverse();
  }

  /** @throws UserError */
  async clear(): Promise<void> {
    await inOwnFolder(this.#folder, async () => {
      await rm(this.#path, { force: true });
      await rm(this.#earlierPath, { force: true });
    });
  }

  /** There's no file right after another window renamed it. */
  async #isFull(): Promise<boolean> {
    const size = await stat(this.#path).then(
      (file) => file.size,
      () => 0,
    );
    return size > maxFileSize;
  }

  /** If another window is doing the same, the file is left to it. A window that is appending still writes to the old file. */
  async #startFile(): Promise<void> {
    const lock = await this.#locks.take('history');
    try {
      // Another window may have done it right before the lock was taken.
      if (lock !== undefined && (await this.#isFull())) {
        await rename(this.#path, this.#earlierPath);
      }
    } finally {
      await lock?.release();
    }
  }
}

export function lineOf(entry: HistoryEntry): string {
  return JSON.stringify(entry, (_key, value: unknown) =>
    typeof value === 'string' ? redact(value.slice(0, maxTextLength)) : value,
  );
}

function entryIn(line: string): HistoryEntry | undefined {
  try {
    const parsed = v.safeParse(entrySchema, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') {
      return '';
    }
    throw error;
  });
}
