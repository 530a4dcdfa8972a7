import { lstatSync, renameSync, type BigIntStats } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ReplaceRefused } from './replaceResult.ts';

const ownerOnlyMode = 0o600;
const permissionBits = 0o7777n;

/** A new file next to the one it replaces. Only its owner can read it until it gets the original's mode. */
export class SiblingFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  /** Device and inode distinguish this file from another one that gets its name later. */
  readonly #identity: BigIntStats;
  #mayBeRenamed = false;

  private constructor(path: string, handle: FileHandle, identity: BigIntStats) {
    this.#path = path;
    this.#handle = handle;
    this.#identity = identity;
  }

  static async create(path: string): Promise<SiblingFile> {
    const handle = await open(path, 'wx', ownerOnlyMode);
    try {
      return new SiblingFile(path, handle, await handle.stat({ bigint: true }));
    } catch (error) {
      await handle.close();
      await rm(path, { force: true });
      throw error;
    }
  }

  async write(bytes: Buffer): Promise<void> {
    // The umask may have removed even these bits.
    await this.#handle.chmod(ownerOnlyMode);
    await this.#handle.writeFile(bytes);
    await this.#handle.sync();
  }

  async copyOwnerAndMode({ uid, gid, mode }: BigIntStats): Promise<void> {
    try {
      // The owner is set first, because changing it clears the setuid and setgid bits.
      if (uid !== this.#identity.uid || gid !== this.#identity.gid) {
        await this.#handle.chown(Number(uid), Number(gid));
      }
      await this.#handle.chmod(Number(mode & permissionBits));
    } catch (error) {
      throw new ReplaceRefused('failed', { cause: error });
    }
    // The system silently drops some bits, such as setgid if the user isn't in the group.
    const actual = await this.#handle.stat({ bigint: true });
    if (actual.uid !== uid || actual.gid !== gid || actual.mode !== mode) {
      throw new ReplaceRefused('failed');
    }
    await this.#handle.sync();
  }

  /** A folder in the path may have been replaced. */
  isUnchanged(): boolean {
    const current = lstatSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return current?.dev === this.#identity.dev && current.ino === this.#identity.ino;
  }

  renameOver(path: string): void {
    this.#mayBeRenamed = true;
    renameSync(this.#path, path);
  }

  /** Syncs the folder so that the rename survives a power failure. Not every file system can do that. */
  async finish(): Promise<void> {
    await ignoreErrors(() => this.#handle.close());
    await ignoreErrors(async () => {
      const folder = await open(dirname(this.#path), 'r');
      await folder.sync().finally(() => folder.close());
    });
  }

  /** Removes the file, or at least empties it if its folder was moved away. */
  async discard(): Promise<void> {
    // A rename on a network drive can succeed and still report failure. Emptying the file would then lose the data.
    if (!this.#mayBeRenamed) {
      await ignoreErrors(() => this.#handle.truncate());
    }
    await ignoreErrors(() => this.#handle.close());
    await ignoreErrors(async () => {
      if (this.isUnchanged()) {
        await rm(this.#path);
      }
    });
  }
}

async function ignoreErrors(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch {
    // The journal names any file that's left behind, and resuming the rotation removes it.
  }
}
