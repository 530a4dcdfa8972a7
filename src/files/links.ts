import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, parse } from 'node:path';
import type { Crew } from './crew.ts';
import type { Folders } from './folders.ts';
import { below, comesTo, contains, isGone, neverEntered, withSeparator } from './paths.ts';
import { walk } from './walk.ts';

/** What following a link to itself, or below a file, ends with. */
const deadLinkCodes: readonly (string | undefined)[] = ['ELOOP', 'ENOTDIR', 'ENAMETOOLONG'];

/** What is found through links. A path begins with that of a link. */
export interface LinkVisitor {
  /** @param realPath the file's own path, without links */
  readonly onFile: (path: string, realPath: string) => void;
  readonly onUnread: (path: string) => void;
}

/** Follows links that lead out of all folders of a search. What lies in the folders is found without them. */
export class Links {
  readonly #folders: Folders;
  readonly #queue: Crew;
  readonly #visitor: LinkVisitor;
  readonly #enteredFolders: string[] = [];
  readonly #reportedFiles = new Set<string>();

  constructor(folders: Folders, queue: Crew, visitor: LinkVisitor) {
    this.#folders = folders;
    this.#queue = queue;
    this.#visitor = visitor;
  }

  /**
   * Follows links, and those found behind them. Each file is told once: by the first link, in the order of their
   * paths, that leads to it.
   * @throws the signal's reason
   */
  async follow(links: readonly string[], signal: AbortSignal): Promise<void> {
    for (let currentLinks = links; currentLinks.length > 0;) {
      const nextLinks: string[] = [];
      for (const link of [...currentLinks].sort()) {
        signal.throwIfAborted();
        const target = await this.#targetOf(link);
        if (target?.stats.isFile()) {
          this.#report(link, target.realPath);
        } else if (target?.stats.isDirectory() && (await this.#mayEnter(link, target.realPath))) {
          await this.#enter(link, target.realPath, nextLinks);
        }
      }
      currentLinks = nextLinks;
    }
  }

  /** What a link leads to. @returns `undefined` when that is nothing, or lies in the folders */
  async #targetOf(link: string): Promise<{ realPath: string; stats: Stats } | undefined> {
    try {
      const realPath = await realpath(link);
      return this.#folders.contain(realPath) ? undefined : { realPath: realPath, stats: await stat(link) };
    } catch (error) {
      if (!isGone(link, error) && !deadLinkCodes.includes((error as NodeJS.ErrnoException).code)) {
        this.#visitor.onUnread(link);
      }
      return undefined;
    }
  }

  async #enter(link: string, realPath: string, nextLinks: string[]): Promise<void> {
    this.#enteredFolders.push(realPath);
    const files: string[] = [];
    const throughLink = (path: string) => (path === realPath ? link : withSeparator(link) + below(realPath, path));
    walk(realPath, this.#queue, {
      onFile: (path) => files.push(path),
      onLink: (path) => nextLinks.push(throughLink(path)),
      onUnread: (path) => this.#visitor.onUnread(throughLink(path)),
    });
    await this.#queue.finished();
    files.forEach((path) => this.#report(throughLink(path), path));
  }

  #report(path: string, realPath: string): void {
    if (!this.#reportedFiles.has(realPath)) {
      this.#reportedFiles.add(realPath);
      this.#visitor.onFile(path, realPath);
    }
  }

  /** One link to a disk, a home or what lies above the workspace would make a search endless. */
  async #mayEnter(link: string, realPath: string): Promise<boolean> {
    const home = await realpath(homedir()).catch(() => homedir());
    return !(
      [link, realPath].some((path) => neverEntered.includes(basename(path))) ||
      this.#enteredFolders.some((folder) => comesTo(folder, realPath)) ||
      this.#folders.lieIn(realPath) ||
      contains(realPath, home) ||
      realPath === parse(realPath).root
    );
  }
}
