import { WorkQueue } from './workQueue.ts';
import { Folders } from './folders.ts';
import { Inspection } from './inspection.ts';
import { Links } from './links.ts';
import { listCandidates, RipgrepFailed } from './ripgrep.ts';
import type { SearchFolder, SearchOptions, SearchResult } from './searchTypes.ts';
import { walk, type Visitor } from './walk.ts';

/** More tasks would only wait for Node's four file system threads. */
const concurrency = 8;

/** Includes files that Git ignores. @throws the signal's reason, after all work of the search has stopped */
export async function findInFolders(folders: readonly SearchFolder[], options: SearchOptions): Promise<SearchResult> {
  const { signal } = options;
  signal.throwIfAborted();
  const resolved = await Folders.resolve(folders);
  const queue = new WorkQueue(concurrency, signal);
  const inspection = new Inspection(resolved, queue, options);
  try {
    const links = await searchFolders(resolved.roots, queue, inspection, options);
    await new Links(resolved, queue, {
      onFile: (path, real) => inspection.inspectUnknown(path, real),
      onUnsearched: (path) => inspection.addUnsearched(path),
    }).follow(links, signal);
  } finally {
    await inspection.waitUntilIdle();
  }
  return inspection.result;
}

/** Returns the symbolic links that were found, without following them. */
async function searchFolders(
  roots: readonly string[],
  queue: WorkQueue,
  inspection: Inspection,
  { ripgrep, signal }: SearchOptions,
): Promise<string[]> {
  const links = new Set<string>();
  const walkAll = (handlers: Pick<Visitor, 'onFile'>) => {
    const visitor = {
      ...handlers,
      onLink: (path: string) => links.add(path),
      onUnsearched: (path: string) => inspection.addUnsearched(path),
    };
    roots.forEach((root) => walk(root, queue, visitor));
  };
  const readAll = () => walkAll({ onFile: (path) => inspection.inspectUnknown(path) });
  if (ripgrep === undefined || roots.length === 0) {
    readAll();
  } else {
    // ripgrep doesn't report links, so a walk looks for them at the same time.
    walkAll({});
    if (!(await inspectRipgrepMatches(ripgrep, roots, inspection, signal))) {
      readAll();
    }
  }
  await queue.waitUntilIdle();
  return [...links];
}

async function inspectRipgrepMatches(
  ripgrep: string,
  roots: readonly string[],
  inspection: Inspection,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    for await (const path of listCandidates(ripgrep, roots, signal)) {
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
