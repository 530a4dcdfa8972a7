import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { devNull, homedir } from 'node:os';
import { basename, parse } from 'node:path';
import { errorCode } from '../../core/errors.ts';
import type { WorkQueue } from './workQueue.ts';
import type { Folders } from './folders.ts';
import { relativeTo, isSearched, contains, isMissing, isVirtual, excludedFolders, withSeparator } from '../paths.ts';
import { walk } from './walk.ts';

/** Errors for links that lead nowhere, such as a link to itself or to a path below a file. */
const brokenLinkCodes: readonly (string | undefined)[] = ['ELOOP', 'ENOTDIR', 'ENAMETOOLONG'];

/** Each path starts with the path of a link. `realPath` has all links resolved. */
interface LinkVisitor {
  readonly onFile: (path: string, realPath: string) => void;
  readonly onUnsearched: (path: string) => void;
}

/** Follows links that lead out of the searched folders. Files inside the folders are found without links. */
export class Links {
  readonly #folders: Folders;
  readonly #queue: WorkQueue;
  readonly #visitor: LinkVisitor;
  readonly #enteredFolders: string[] = [];
  readonly #reportedFiles = new Set<string>();

  constructor(folders: Folders, queue: WorkQueue, visitor: LinkVisitor) {
    this.#folders = folders;
    this.#queue = queue;
    this.#visitor = visitor;
  }

  async follow(links: readonly string[], signal: AbortSignal): Promise<void> {
    for (let currentLinks = links; currentLinks.length > 0;) {
      const nextLinks: string[] = [];
      for (const link of [...currentLinks].sort()) {
        signal.throwIfAborted();
        const target = await this.#targetOf(link);
        if (target !== undefined && isVirtual(target.realPath)) {
          this.#visitor.onUnsearched(link);
        } else if (target?.stats.isFile()) {
          this.#report(link, target.realPath);
        } else if (target?.stats.isDirectory()) {
          await this.#enterIfAllowed(link, target.realPath, nextLinks);
        } else if (target !== undefined && target.realPath !== devNull) {
          this.#visitor.onUnsearched(link);
        }
      }
      currentLinks = nextLinks;
    }
  }

  async #targetOf(link: string): Promise<{ realPath: string; stats: Stats } | undefined> {
    try {
      const realPath = await realpath(link);
      return this.#folders.contains(realPath) ? undefined : { realPath, stats: await stat(link) };
    } catch (error) {
      if (!isMissing(link, error) && !brokenLinkCodes.includes(errorCode(error))) {
        this.#visitor.onUnsearched(link);
      }
      return undefined;
    }
  }

  async #enterIfAllowed(link: string, realPath: string, nextLinks: string[]): Promise<void> {
    const isExcluded = [link, realPath].some((path) => excludedFolders.includes(basename(path)));
    if (isExcluded || this.#enteredFolders.some((folder) => isSearched(folder, realPath))) {
      return;
    }
    if (await this.#isTooLarge(realPath)) {
      this.#visitor.onUnsearched(link);
    } else {
      await this.#enter(link, realPath, nextLinks);
    }
  }

  async #enter(link: string, realPath: string, nextLinks: string[]): Promise<void> {
    this.#enteredFolders.push(realPath);
    const files: string[] = [];
    const throughLink = (path: string) => (path === realPath ? link : withSeparator(link) + relativeTo(realPath, path));
    walk(realPath, this.#queue, {
      onFile: (path) => files.push(path),
      onLink: (path) => nextLinks.push(throughLink(path)),
      onUnsearched: (path) => this.#visitor.onUnsearched(throughLink(path)),
    });
    await this.#queue.waitUntilIdle();
    files.forEach((path) => this.#report(throughLink(path), path));
  }

  #report(path: string, realPath: string): void {
    if (!this.#reportedFiles.has(realPath)) {
      this.#reportedFiles.add(realPath);
      this.#visitor.onFile(path, realPath);
    }
  }

  /** A link to a drive, a home folder, or a parent of the workspace would make the search endless. */
  async #isTooLarge(realPath: string): Promise<boolean> {
    const home = await realpath(homedir()).catch(() => homedir());
    return this.#folders.hasFolderIn(realPath) || contains(realPath, home) || realPath === parse(realPath).root;
  }
}
