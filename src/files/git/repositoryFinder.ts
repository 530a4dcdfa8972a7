import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../../core/errors.ts';

export class RepositoryFinder {
  readonly #roots = new Map<string, Promise<string | undefined>>();

  /** Returns the nearest parent with a `.git` folder, or with the `.git` file of a worktree or submodule. */
  rootOf(folder: string): Promise<string | undefined> {
    const root = this.#roots.get(folder) ?? this.#find(folder);
    this.#roots.set(folder, root);
    return root;
  }

  async #find(folder: string): Promise<string | undefined> {
    if (await mayExist(join(folder, '.git'))) {
      return folder;
    }
    const parent = dirname(folder);
    return parent === folder ? undefined : this.rootOf(parent);
  }
}

async function mayExist(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
  }
}
