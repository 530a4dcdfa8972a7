import { lstatSync, renameSync, type BigIntStats } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Unwritable } from './outcome.ts';

const ownerOnlyMode = 0o600;
const permissionBits = 0o7777n;

/** A new file next to one that it is to replace. Nobody else can read it before it has that one's mode. */
export class BesideFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  /** What tells it from any other file that could have its name later. */
  readonly #identity: BigIntStats;
  #mayBeRenamed = false;

  private constructor(path: string, handle: FileHandle, identity: BigIntStats) {
    this.#path = path;
    this.#handle = handle;
    this.#identity = identity;
  }

  /** @throws an error of the file system; `EEXIST` where something has that name, which then stays as it is */
  static async create(path: string): Promise<BesideFile> {
    const handle = await open(path, 'wx', ownerOnlyMode);
    try {
      return new BesideFile(path, handle, await handle.stat({ bigint: true }));
    } catch (error) {
      await handle.close();
      await rm(path, { force: true });
      throw error;
    }
  }

  /** @throws an error of the file system, `ENOSPC` among them */
  async write(bytes: Buffer): Promise<void> {
    // A umask may have taken even these bits away.
    await this.#handle.chmod(ownerOnlyMode);
    await this.#handle.writeFile(bytes);
    await this.#handle.sync();
  }

  /** The owner first: a change of it takes the setuid and setgid bits away. @throws Unwritable if either is refused */
  async takeOwnerAndMode({ uid, gid, mode }: BigIntStats): Promise<void> {
    try {
      if (uid !== this.#identity.uid || gid !== this.#identity.gid) {
        await this.#handle.chown(Number(uid), Number(gid));
      }
      await this.#handle.chmod(Number(mode & permissionBits));
    } catch (error) {
      throw new Unwritable('failed', { cause: error });
    }
    // A system drops some bits without a word, such as setgid where the person is not in the group.
    const actual = await this.#handle.stat({ bigint: true });
    if (actual.uid !== uid || actual.gid !== gid || actual.mode !== mode) {
      throw new Unwritable('failed');
    }
    await this.#handle.sync();
  }

  /** Whether its name still leads to it: a folder on the way may have been swapped. */
  stillStands(): boolean {
    const current = lstatSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return current?.dev === this.#identity.dev && current.ino === this.#identity.ino;
  }

  /** Takes another file's place in one step. @throws an error of the file system */
  renameOver(path: string): void {
    this.#mayBeRenamed = true;
    renameSync(this.#path, path);
  }

  /** Makes the rename outlast a power cut, where folders can be synced at all. */
  async finish(): Promise<void> {
    await ignoreErrors(() => this.#handle.close());
    await ignoreErrors(async () => {
      const folder = await open(dirname(this.#path), 'r');
      await folder.sync().finally(() => folder.close());
    });
  }

  /** Removes it. Where it is out of reach, its folder having been moved away, it is at least emptied. */
  async drop(): Promise<void> {
    // A rename over a network can be told to have failed and be done: then these are the bytes that count.
    if (!this.#mayBeRenamed) {
      await ignoreErrors(() => this.#handle.truncate());
    }
    await ignoreErrors(() => this.#handle.close());
    await ignoreErrors(async () => {
      if (this.stillStands()) {
        await rm(this.#path);
      }
    });
  }
}

/** Goes on whatever comes of it: the file's fate is settled by then. */
async function ignoreErrors(step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch {
    // What is left lying is named in the journal, and removed by a resume.
  }
}
