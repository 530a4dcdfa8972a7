import { fstatSync, lstatSync, realpathSync, type BigIntStats } from 'node:fs';
import { lstat, realpath, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withPauses } from '../../core/pauses.ts';
import { compareContent } from './overwrite.ts';
import { ReplaceRefused } from './replaceResult.ts';
import { openForReading, openForReadingAndWriting } from './safeOpen.ts';

const writeBits = 0o222n;

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
    const handle = await openForReading(path);
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
    return openForReadingAndWriting(this.path);
  }

  /** @throws ReplaceRefused if they differ, or the signal's reason */
  async compareBytes(file: number, signal?: AbortSignal): Promise<void> {
    if (!(await withPauses(compareContent(file, this.bytes), signal))) {
      throw new ReplaceRefused('changed');
    }
  }

  /** The path must also lead through the same folders. Synchronous, so that no other code runs before the write. */
  assertUnchanged(file: number): void {
    const current = lstatSync(this.path, { bigint: true });
    throwUnlessRegular(current);
    const isUnchanged =
      isSameVersion(current, this.stats) &&
      isSameVersion(fstatSync(file, { bigint: true }), this.stats) &&
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
