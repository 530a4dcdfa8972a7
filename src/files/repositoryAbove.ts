import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from './outcome.ts';

/** Finds the repository in which a folder lies, looking at each folder once. */
export class RepositoryAbove {
  readonly #roots = new Map<string, Promise<string | undefined>>();

  /** The nearest folder from this one up that holds `.git`: a folder, or the file of a worktree or a submodule. */
  of(folder: string): Promise<string | undefined> {
    const root = this.#roots.get(folder) ?? this.#find(folder);
    this.#roots.set(folder, root);
    return root;
  }

  async #find(folder: string): Promise<string | undefined> {
    if (await mayExist(join(folder, '.git'))) {
      return folder;
    }
    const parent = dirname(folder);
    return parent === folder ? undefined : this.of(parent);
  }
}

/** What cannot be looked at may be there. */
async function mayExist(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
  }
}
