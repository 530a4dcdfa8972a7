import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { RepositoryAbove } from './repositoryAbove.ts';
import { runGit, type GitOptions } from './runGit.ts';

/** How many characters of names are put into one call: Windows takes some 32,000 in all, and quotes some of them. */
const maxBatchLength = 12_000;

/** A file as it was asked for, and its name from the repository's root on, as git writes it. */
interface GitFile {
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
  for (const [root, files] of await groupByRepository(paths)) {
    const names = await findTrackedNames(root, files, options);
    for (const { path, name } of files) {
      if (names?.has(composeAccents(name)) ?? true) {
        tracked.add(path);
      }
    }
  }
  return tracked;
}

/** Leaves out what lies in none. */
async function groupByRepository(paths: readonly string[]): Promise<Map<string, GitFile[]>> {
  const finder = new RepositoryAbove();
  const repositories = new Map<string, GitFile[]>();
  for (const path of paths) {
    const folder = await realFolderOf(path);
    const root = await finder.of(folder);
    if (root !== undefined) {
      const files = repositories.get(root) ?? [];
      files.push({ path, name: relative(root, join(folder, basename(path))).replaceAll(sep, '/') });
      repositories.set(root, files);
    }
  }
  return repositories;
}

/** Only the folder's: of a link, git tracks the link. */
async function realFolderOf(path: string): Promise<string> {
  const folder = dirname(path);
  try {
    return await realpath(folder);
  } catch {
    return folder;
  }
}

/** @returns `undefined` where git cannot answer */
async function findTrackedNames(
  root: string,
  files: readonly GitFile[],
  options: GitOptions,
): Promise<Set<string> | undefined> {
  const tracked = new Set<string>();
  for (const batch of splitIntoBatches(files)) {
    const output = await runGit(root, ['--literal-pathspecs', 'ls-files', '-z', '--', ...batch], options);
    if (output === undefined) {
      return undefined;
    }
    output.split('\0').forEach((name) => tracked.add(composeAccents(name)));
  }
  return tracked;
}

function splitIntoBatches(files: readonly GitFile[]): string[][] {
  const batches: string[][] = [];
  let length = Infinity;
  for (const { name } of files) {
    length += name.length;
    if (length > maxBatchLength) {
      batches.push([]);
      length = name.length;
    }
    batches.at(-1)?.push(name);
  }
  return batches;
}

/** On macOS git composes the accents that a folder's listing may give apart. */
function composeAccents(name: string): string {
  return name.normalize('NFC');
}
