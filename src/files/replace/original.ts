import { constants, fstatSync, lstatSync, realpathSync, type BigIntStats } from 'node:fs';
import { lstat, open, realpath, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readAll } from './overwrite.ts';
import { ReplaceRefused } from './replaceResult.ts';

const writeBits = 0o222n;
/** Doesn't follow links, and doesn't block if a pipe has replaced the file. Windows has neither flag. */
const safeFlags = constants.O_NOFOLLOW | constants.O_NONBLOCK;

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
    throwUnlessRegular(stats);
    const handle = await open(path, constants.O_RDONLY | safeFlags);
    try {
      if (!isSameVersion(await handle.stat({ bigint: true }), stats)) {
        throw new ReplaceRefused('changed');
      }
      return new Original(requestedPath, path, stats, await handle.readFile());
    } finally {
      await handle.close();
    }
  }

  async openForWriting(): Promise<FileHandle> {
    // Root could write to the file anyway, so the bits are checked explicitly.
    if ((this.stats.mode & writeBits) === 0n) {
      throw new ReplaceRefused('readOnly');
    }
    return open(this.path, constants.O_RDWR | safeFlags);
  }

  /** The path must also lead through the same folders. Synchronous, so that no other code runs before the write. */
  assertUnchanged(file: number): void {
    const current = lstatSync(this.path, { bigint: true });
    throwUnlessRegular(current);
    const isUnchanged =
      isSameVersion(current, this.stats) &&
      isSameVersion(fstatSync(file, { bigint: true }), this.stats) &&
      readAll(file).equals(this.bytes) &&
      join(realpathSync.native(dirname(this.#requestedPath)), basename(this.#requestedPath)) === this.path;
    if (!isUnchanged) {
      throw new ReplaceRefused('changed');
    }
  }
}

function throwUnlessRegular(stats: BigIntStats): void {
  if (stats.isSymbolicLink()) {
    throw new ReplaceRefused('link');
  }
  if (!stats.isFile()) {
    throw new ReplaceRefused('gone');
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
