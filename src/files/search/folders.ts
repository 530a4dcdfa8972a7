import { realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { relativeTo, isSearched, contains, withSeparator } from '../paths.ts';
import type { SearchFolder } from './searchTypes.ts';

/** A location as the user sees it: relative to a folder as it was opened, with its links unresolved. */
export interface Location {
  readonly index: number;
  readonly folder: string;
  /** Path relative to the folder, with `/`. */
  readonly file: string;
  readonly path: string;
}

interface ResolvedFolder extends SearchFolder {
  readonly index: number;
  readonly realPath: string;
}

/** The folders of a search. They may be nested, be links, or contain the same folder twice. */
export class Folders {
  readonly #folders: readonly ResolvedFolder[];
  readonly #deepestFirst: readonly ResolvedFolder[];
  readonly missing: readonly string[];

  private constructor(folders: readonly ResolvedFolder[], missing: readonly string[]) {
    this.#folders = folders;
    this.#deepestFirst = [...folders].sort((one, other) => other.realPath.length - one.realPath.length);
    this.missing = missing;
  }

  static async resolve(given: readonly SearchFolder[]): Promise<Folders> {
    const folders: ResolvedFolder[] = [];
    const missing: string[] = [];
    for (const [index, { name, path: givenPath }] of given.entries()) {
      const path = resolve(givenPath);
      const realPath = await realPathOfFolder(path);
      if (realPath === undefined) {
        missing.push(path);
      } else if (!folders.some((other) => other.realPath === realPath)) {
        folders.push({ index, name, path, realPath });
      }
    }
    return new Folders(folders, missing);
  }

  /** The folders to start from, so that a search reaches every folder exactly once. */
  get roots(): string[] {
    const realPaths = this.#folders.map(({ realPath }) => realPath);
    return realPaths.filter(
      (realPath) => !realPaths.some((other) => other !== realPath && isSearched(other, realPath)),
    );
  }

  contains(realPath: string): boolean {
    return this.#folders.some((folder) => contains(folder.realPath, realPath));
  }

  hasFolderIn(realPath: string): boolean {
    return this.#folders.some((folder) => contains(realPath, folder.realPath));
  }

  /** Locates a path in the deepest folder. The path starts with the real path of a folder. */
  locate(path: string): Location {
    const folder = this.#deepestFirst.find(({ realPath }) => contains(realPath, path));
    if (folder === undefined) {
      throw new Error('Path is outside the searched folders');
    }
    const relativePath = relativeTo(folder.realPath, path);
    return {
      index: folder.index,
      folder: folder.name,
      file: relativePath.split(sep).join('/'),
      path: relativePath === '' ? folder.path : withSeparator(folder.path) + relativePath,
    };
  }
}

async function realPathOfFolder(path: string): Promise<string | undefined> {
  try {
    const realPath = await realpath(path);
    return (await stat(realPath)).isDirectory() ? realPath : undefined;
  } catch {
    return undefined;
  }
}
