import { lstatSync, renameSync, type BigIntStats } from 'node:fs';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../../core/errors.ts';
import { backupFolders, backupPath, partialPath, type BackupPlace } from './backupPlace.ts';
import type { Original } from './original.ts';
import { ReplaceRefused } from './replaceResult.ts';
import { syncFolder } from './syncFolder.ts';

const ownerOnlyMode = 0o600;
const ownerOnlyFolderMode = 0o700;
const othersBits = 0o077n;
const folderRefusals: readonly (string | undefined)[] = ['EACCES', 'EPERM', 'EROFS'];

/** A copy of a file that only this user can read. It exists as long as the file may be half written. */
export class Backup {
  #path: string;
  readonly #handle: FileHandle;
  readonly #identity: BigIntStats;

  private constructor(path: string, handle: FileHandle, identity: BigIntStats) {
    this.#path = path;
    this.#handle = handle;
    this.#identity = identity;
  }

  /** Next to the file, or else in the extension's own folder. Survives a power cut. */
  static async create(original: Original, place: BackupPlace): Promise<Backup> {
    let refusal: unknown;
    for (const folder of backupFolders(original.path, place)) {
      try {
        if (folder === place.ownFolder) {
          await mkdir(folder, { recursive: true, mode: ownerOnlyFolderMode });
        }
        return await Backup.#createIn(folder, original, place);
      } catch (error) {
        if (!(error instanceof TooWideError) && !folderRefusals.includes(errorCode(error))) {
          throw error;
        }
        refusal = error;
      }
    }
    throw new ReplaceRefused('failed', { cause: refusal });
  }

  static async #createIn(folder: string, { bytes, stats }: Original, place: BackupPlace): Promise<Backup> {
    const backup = await Backup.#createEmpty(partialPath(folder, place));
    try {
      // The umask may have removed even these bits.
      await backup.#handle.chmod(ownerOnlyMode);
      const { mode } = await backup.#handle.stat({ bigint: true });
      if ((mode & othersBits & ~stats.mode) !== 0n) {
        throw new TooWideError();
      }
      await backup.#handle.writeFile(bytes);
      await backup.#handle.sync();
      backup.#complete(backupPath(folder, place));
      await syncFolder(folder);
      return backup;
    } catch (error) {
      await backup.remove();
      throw error;
    }
  }

  static async #createEmpty(path: string): Promise<Backup> {
    const handle = await open(path, 'wx', ownerOnlyMode);
    try {
      return new Backup(path, handle, await handle.stat({ bigint: true }));
    } catch (error) {
      await handle.close();
      await rm(path, { force: true });
      throw error;
    }
  }

  /** The name shows that the copy is complete. */
  #complete(path: string): void {
    if (!this.isInPlace() || lstatSync(path, { throwIfNoEntry: false }) !== undefined) {
      throw new ReplaceRefused('changed');
    }
    const partial = this.#path;
    // A rename on a network drive can succeed and still report failure.
    this.#path = path;
    renameSync(partial, path);
  }

  isInPlace(): boolean {
    const current = lstatSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return current?.dev === this.#identity.dev && current.ino === this.#identity.ino;
  }

  async close(): Promise<void> {
    await ignoreErrors(() => this.#handle.close());
  }

  /** Removes the backup, or at least empties it if its folder was moved away. */
  async remove(): Promise<void> {
    await ignoreErrors(async () => {
      if (this.isInPlace()) {
        await rm(this.#path);
      } else {
        await this.#handle.truncate();
      }
    });
    await this.close();
    await syncFolder(dirname(this.#path));
  }
}

/** Others could read the backup, because some file systems ignore the requested mode. */
class TooWideError extends Error {}

async function ignoreErrors(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch {
    // The journal names any file that is left, and resuming the rotation removes it.
  }
}
