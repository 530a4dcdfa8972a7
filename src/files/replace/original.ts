import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  type BigIntStats,
} from 'node:fs';
import { access, lstat, open, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ReplaceRefused } from './replaceResult.ts';

const writeBits = 0o222n;
/** Doesn't follow links, and doesn't block if a pipe has replaced the file. Windows has neither flag. */
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export class Original {
  readonly path: string;
  readonly stats: BigIntStats;
  readonly bytes: Buffer;
  readonly #requestedPath: string;

  private constructor(requestedPath: string, path: string, stats: BigIntStats, bytes: Buffer) {
    this.#requestedPath = requestedPath;
    this.path = path;
    this.stats = stats;
    this.bytes = bytes;
  }

  static async read(requestedPath: string): Promise<Original> {
    const path = join(await realpath(dirname(requestedPath)), basename(requestedPath));
    const stats = await lstat(path, { bigint: true });
    throwUnlessReplaceable(stats);
    await access(path, constants.W_OK);
    const handle = await open(path, readFlags);
    try {
      if (!isSameVersion(await handle.stat({ bigint: true }), stats)) {
        throw new ReplaceRefused('changed');
      }
      return new Original(requestedPath, path, stats, await handle.readFile());
    } finally {
      await handle.close();
    }
  }

  /** The path must still lead through the same folders. Synchronous, so that no other code runs before the rename. */
  isUnchanged(): boolean {
    const file = openSync(this.path, readFlags);
    try {
      return (
        isSameVersion(fstatSync(file, { bigint: true }), this.stats) &&
        readFileSync(file).equals(this.bytes) &&
        join(realpathSync.native(dirname(this.#requestedPath)), basename(this.#requestedPath)) === this.path &&
        isSameVersion(lstatSync(this.path, { bigint: true }), this.stats)
      );
    } finally {
      closeSync(file);
    }
  }
}

function throwUnlessReplaceable(stats: BigIntStats): void {
  if (stats.isSymbolicLink()) {
    throw new ReplaceRefused('link');
  }
  if (!stats.isFile()) {
    throw new ReplaceRefused('gone');
  }
  if (stats.nlink > 1n) {
    throw new ReplaceRefused('hardLink');
  }
  // Root could write to the file anyway, so the bits are checked explicitly.
  if ((stats.mode & writeBits) === 0n) {
    throw new ReplaceRefused('readOnly');
  }
}

function isSameVersion(one: BigIntStats, other: BigIntStats): boolean {
  return (
    one.dev === other.dev &&
    one.ino === other.ino &&
    one.size === other.size &&
    one.mtimeNs === other.mtimeNs &&
    one.ctimeNs === other.ctimeNs
  );
}
