import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, parse } from 'node:path';
import type { Crew } from './crew.ts';
import type { Folders } from './folders.ts';
import { below, comesTo, contains, isGone, neverEntered, withSeparator } from './paths.ts';
import { walk } from './walk.ts';

/** What following a link to itself, or below a file, ends with. */
const leadsNowhere: readonly (string | undefined)[] = ['ELOOP', 'ENOTDIR', 'ENAMETOOLONG'];

/** What is found through links. A path begins with that of a link. */
export interface LinkVisitor {
  /** @param real the file's own path, without links */
  readonly onFile: (path: string, real: string) => void;
  readonly onUnread: (path: string) => void;
}

/** Follows links that lead out of all folders of a search. What lies in the folders is found without them. */
export class Links {
  readonly #folders: Folders;
  readonly #crew: Crew;
  readonly #visitor: LinkVisitor;
  readonly #entered: string[] = [];
  readonly #files = new Set<string>();

  constructor(folders: Folders, crew: Crew, visitor: LinkVisitor) {
    this.#folders = folders;
    this.#crew = crew;
    this.#visitor = visitor;
  }

  /**
   * Follows links, and those found behind them. Each file is told once: by the first link, in the order of their
   * paths, that leads to it.
   * @throws the signal's reason
   */
  async follow(links: readonly string[], signal: AbortSignal): Promise<void> {
    for (let next = links; next.length > 0;) {
      const further: string[] = [];
      for (const link of [...next].sort()) {
        signal.throwIfAborted();
        const target = await this.#targetOf(link);
        if (target?.stats.isFile()) {
          this.#tell(link, target.real);
        } else if (target?.stats.isDirectory() && (await this.#mayEnter(link, target.real))) {
          await this.#enter(link, target.real, further);
        }
      }
      next = further;
    }
  }

  /** What a link leads to. @returns `undefined` when that is nothing, or lies in the folders */
  async #targetOf(link: string): Promise<{ real: string; stats: Stats } | undefined> {
    try {
      const real = await realpath(link);
      return this.#folders.contain(real) ? undefined : { real, stats: await stat(link) };
    } catch (error) {
      if (!isGone(link, error) && !leadsNowhere.includes((error as NodeJS.ErrnoException).code)) {
        this.#visitor.onUnread(link);
      }
      return undefined;
    }
  }

  async #enter(link: string, real: string, further: string[]): Promise<void> {
    this.#entered.push(real);
    const files: string[] = [];
    const throughLink = (path: string) => (path === real ? link : withSeparator(link) + below(real, path));
    walk(real, this.#crew, {
      onFile: (path) => files.push(path),
      onLink: (path) => further.push(throughLink(path)),
      onUnread: (path) => this.#visitor.onUnread(throughLink(path)),
    });
    await this.#crew.finished();
    files.forEach((path) => this.#tell(throughLink(path), path));
  }

  #tell(path: string, real: string): void {
    if (!this.#files.has(real)) {
      this.#files.add(real);
      this.#visitor.onFile(path, real);
    }
  }

  /** One link to a disk, a home or what lies above the workspace would make a search endless. */
  async #mayEnter(link: string, real: string): Promise<boolean> {
    const home = await realpath(homedir()).catch(() => homedir());
    return !(
      [link, real].some((path) => neverEntered.includes(basename(path))) ||
      this.#entered.some((folder) => comesTo(folder, real)) ||
      this.#folders.lieIn(real) ||
      contains(real, home) ||
      real === parse(real).root
    );
  }
}
