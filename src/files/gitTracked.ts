import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { RepositoryAbove } from './repositoryAbove.ts';
import { runGit, type GitOptions } from './runGit.ts';

/** How many characters of names are put into one call: Windows takes some 32,000 in all, and quotes some of them. */
const longestBatch = 12_000;

/** A file as it was asked for, and its name from the repository's root on, as git writes it. */
interface Asked {
  readonly path: string;
  readonly name: string;
}

/**
 * Which files git tracks; a staged one it does. Where git cannot answer although there is a repository, a file counts
 * as tracked: one question too many is better than a secret that is committed.
 * @param paths absolute
 * @throws the signal's reason
 */
export async function trackedByGit(paths: readonly string[], options: GitOptions = {}): Promise<Set<string>> {
  options.signal?.throwIfAborted();
  const tracked = new Set<string>();
  for (const [root, asked] of await byRepository(paths)) {
    const names = await trackedNames(root, asked, options);
    for (const { path, name } of asked) {
      if (names?.has(composed(name)) ?? true) {
        tracked.add(path);
      }
    }
  }
  return tracked;
}

/** Leaves out what lies in none. */
async function byRepository(paths: readonly string[]): Promise<Map<string, Asked[]>> {
  const above = new RepositoryAbove();
  const repositories = new Map<string, Asked[]>();
  for (const path of paths) {
    const folder = await realFolder(path);
    const root = await above.of(folder);
    if (root !== undefined) {
      const asked = repositories.get(root) ?? [];
      asked.push({ path, name: relative(root, join(folder, basename(path))).replaceAll(sep, '/') });
      repositories.set(root, asked);
    }
  }
  return repositories;
}

/** Only the folder's: of a link, git tracks the link. */
async function realFolder(path: string): Promise<string> {
  const folder = dirname(path);
  try {
    return await realpath(folder);
  } catch {
    return folder;
  }
}

/** @returns `undefined` where git cannot answer */
async function trackedNames(
  root: string,
  asked: readonly Asked[],
  options: GitOptions,
): Promise<Set<string> | undefined> {
  const tracked = new Set<string>();
  for (const batch of batches(asked)) {
    const output = await runGit(root, ['--literal-pathspecs', 'ls-files', '-z', '--', ...batch], options);
    if (output === undefined) {
      return undefined;
    }
    output.split('\0').forEach((name) => tracked.add(composed(name)));
  }
  return tracked;
}

function batches(asked: readonly Asked[]): string[][] {
  const all: string[][] = [];
  let length = Infinity;
  for (const { name } of asked) {
    length += name.length;
    if (length > longestBatch) {
      all.push([]);
      length = name.length;
    }
    all.at(-1)?.push(name);
  }
  return all;
}

/** On macOS git composes the accents that a folder's listing may give apart. */
function composed(name: string): string {
  return name.normalize('NFC');
}
