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

interface Resolved extends SearchFolder {
  readonly index: number;
  /** Its path without links. */
  readonly real: string;
}

/** The folders of a search, which may lie inside one another, be links, or be the same one twice. */
export class Folders {
  /** In the order in which they were given. */
  readonly #folders: readonly Resolved[];
  readonly #deepestFirst: readonly Resolved[];
  /** The paths of those that are no folder, or cannot be reached. */
  readonly missing: readonly string[];

  private constructor(folders: readonly Resolved[], missing: readonly string[]) {
    this.#folders = folders;
    this.#deepestFirst = [...folders].sort((one, other) => other.real.length - one.real.length);
    this.missing = missing;
  }

  static async resolve(given: readonly SearchFolder[]): Promise<Folders> {
    const folders: Resolved[] = [];
    const missing: string[] = [];
    for (const [index, { name, path: asGiven }] of given.entries()) {
      const path = resolve(asGiven);
      const real = await realFolder(path);
      if (real === undefined) {
        missing.push(path);
      } else if (!folders.some((other) => other.real === real)) {
        folders.push({ index, name, path, real });
      }
    }
    return new Folders(folders, missing);
  }

  /** Where a search begins so that it comes to every folder, and to none of them twice. */
  get roots(): string[] {
    const all = this.#folders.map(({ real }) => real);
    return all.filter((real) => !all.some((other) => other !== real && comesTo(other, real)));
  }

  /** Whether a path without links lies in one of the folders. */
  contain(real: string): boolean {
    return this.#folders.some((folder) => contains(folder.real, real));
  }

  /** Whether one of the folders lies in what has this path without links. */
  lieIn(real: string): boolean {
    return this.#folders.some((folder) => contains(real, folder.real));
  }

  /**
   * Where something lies, in the deepest folder that it is in.
   * @param path begins with the path without links of a folder
   * @throws when no folder contains it
   */
  locate(path: string): Location {
    const folder = this.#deepestFirst.find(({ real }) => contains(real, path));
    if (folder === undefined) {
      throw new Error('Path is outside the searched folders');
    }
    const rest = below(folder.real, path);
    return {
      index: folder.index,
      folder: folder.name,
      file: rest.split(sep).join('/'),
      path: rest === '' ? folder.path : withSeparator(folder.path) + rest,
    };
  }
}

async function realFolder(path: string): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}
