import { Crew } from './crew.ts';
import { Folders } from './folders.ts';
import { Inspection } from './inspection.ts';
import { Links } from './links.ts';
import { candidatesByRipgrep, RipgrepFailed } from './ripgrep.ts';
import type { SearchFolder, SearchOptions, SearchResult } from './search.ts';
import { walk, type Visitor } from './walk.ts';

/** How many files and folders are worked on at once: more only wait in line for Node's four threads. */
const concurrency = 8;

/**
 * Finds all tokens in the text files of some folders, those that git ignores included, with ripgrep where it is at
 * hand and by reading every file where it is not: the result is the same. Nothing is changed.
 * @throws the signal's reason when that comes, as soon as nothing of the search is going on any more
 */
export async function findTokens(folders: readonly SearchFolder[], options: SearchOptions): Promise<SearchResult> {
  const { signal } = options;
  signal.throwIfAborted();
  const resolved = await Folders.resolve(folders);
  const queue = new Crew(concurrency, signal);
  const inspection = new Inspection(resolved, queue, options);
  try {
    const links = await searchFolders(resolved.roots, queue, inspection, options);
    await new Links(resolved, queue, {
      onFile: (path, real) => inspection.sniffAt(path, real),
      onUnread: (path) => inspection.noteUnread(path),
    }).follow(links, signal);
  } finally {
    await inspection.finished();
  }
  return inspection.result;
}

/** Has everything below the folders looked into. @returns the links there, which are not followed */
async function searchFolders(
  roots: readonly string[],
  queue: Crew,
  inspection: Inspection,
  { ripgrep, signal }: SearchOptions,
): Promise<string[]> {
  const links = new Set<string>();
  const walkAll = (handlers: Pick<Visitor, 'onFile'>) => {
    const visitor = {
      ...handlers,
      onLink: (path: string) => links.add(path),
      onUnread: (path: string) => inspection.noteUnread(path),
    };
    roots.forEach((root) => walk(root, queue, visitor));
  };
  const readAll = () => walkAll({ onFile: (path) => inspection.sniffAt(path) });
  if (ripgrep === undefined || roots.length === 0) {
    readAll();
  } else {
    // ripgrep does not tell of links, so they are looked for at the same time.
    walkAll({});
    if (!(await inspectRipgrepMatches(ripgrep, roots, inspection, signal))) {
      readAll();
    }
  }
  await queue.finished();
  return [...links];
}

/** Has ripgrep name the files to look into. @returns whether it named all of them */
async function inspectRipgrepMatches(
  ripgrep: string,
  roots: readonly string[],
  inspection: Inspection,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    for await (const path of candidatesByRipgrep(ripgrep, roots, signal)) {
      inspection.lookInto(path);
    }
    return true;
  } catch (error) {
    if (error instanceof RipgrepFailed) {
      return false;
    }
    throw error;
  }
}
