import { Crew } from './crew.ts';
import { Folders } from './folders.ts';
import { Inspection } from './inspection.ts';
import { Links } from './links.ts';
import { candidatesByRipgrep, RipgrepFailed } from './ripgrep.ts';
import type { SearchFolder, SearchOptions, SearchResult } from './search.ts';
import { walk, type Visitor } from './walk.ts';

/** More tasks would only wait for Node's four file system threads. */
const concurrency = 8;

/**
 * Finds all tokens in the text files of folders, including files that Git ignores. Uses ripgrep if it is available, and
 * otherwise reads every file, with the same result.
 * @throws the signal's reason, after all work of the search has stopped
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

/** @returns the symbolic links that were found. They aren't followed. */
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
    // ripgrep doesn't report links, so a walk looks for them at the same time.
    walkAll({});
    if (!(await inspectRipgrepMatches(ripgrep, roots, inspection, signal))) {
      readAll();
    }
  }
  await queue.finished();
  return [...links];
}

/** @returns whether ripgrep searched everything */
async function inspectRipgrepMatches(
  ripgrep: string,
  roots: readonly string[],
  inspection: Inspection,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    for await (const path of candidatesByRipgrep(ripgrep, roots, signal)) {
      inspection.inspect(path);
    }
    return true;
  } catch (error) {
    if (error instanceof RipgrepFailed) {
      return false;
    }
    throw error;
  }
}
