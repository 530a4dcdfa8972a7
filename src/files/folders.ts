import { realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { below, comesTo, contains, withSeparator } from './paths.ts';
import type { SearchFolder } from './search.ts';

/** Where something lies, as the person knows it. */
export interface Location {
  /** Which of the folders it is, from 0. */
  readonly index: number;
  readonly folder: string;
  /** From the folder on, with `/`. */
  readonly file: string;
  readonly path: string;
}

interface ResolvedFolder extends SearchFolder {
  readonly index: number;
  /** Its path without links. */
  readonly realPath: string;
}

/** The folders of a search, which may lie inside one another, be links, or be the same one twice. */
export class Folders {
  /** In the order in which they were given. */
  readonly #folders: readonly ResolvedFolder[];
  readonly #deepestFirst: readonly ResolvedFolder[];
  /** The paths of those that are no folder, or cannot be reached. */
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
        folders.push({ index, name, path, realPath: realPath });
      }
    }
    return new Folders(folders, missing);
  }

  /** Where a search begins so that it comes to every folder, and to none of them twice. */
  get roots(): string[] {
    const realPaths = this.#folders.map(({ realPath: realPath }) => realPath);
    return realPaths.filter((realPath) => !realPaths.some((other) => other !== realPath && comesTo(other, realPath)));
  }

  /** Whether a path without links lies in one of the folders. */
  contain(realPath: string): boolean {
    return this.#folders.some((folder) => contains(folder.realPath, realPath));
  }

  /** Whether one of the folders lies in what has this path without links. */
  lieIn(realPath: string): boolean {
    return this.#folders.some((folder) => contains(realPath, folder.realPath));
  }

  /**
   * Where something lies, in the deepest folder that it is in.
   * @param path begins with the path without links of a folder
   * @throws when no folder contains it
   */
  locate(path: string): Location {
    const folder = this.#deepestFirst.find(({ realPath: realPath }) => contains(realPath, path));
    if (folder === undefined) {
      throw new Error('Path is outside the searched folders');
    }
    const relativePath = below(folder.realPath, path);
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
