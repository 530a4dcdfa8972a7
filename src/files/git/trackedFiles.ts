import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { identityOf } from '../sameFile.ts';
import { RepositoryFinder } from './repositoryFinder.ts';
import { runGit, type GitOptions } from './runGit.ts';

/** In characters. Windows limits a command line to about 32,000, and some names are quoted. */
const maxBatchLength = 12_000;

interface GitFile {
  readonly path: string;
  /** Relative to the root of the repository, with `/`, as Git prints it. */
  readonly name: string;
}

/** Staged files count as tracked, and all files if Git fails: better to ask once more than to commit a secret. */
export async function findTrackedFiles(paths: readonly string[], options: GitOptions = {}): Promise<Set<string>> {
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
  return withOtherNames(tracked, paths);
}

/** A file that Git tracks under one of its names is changed under the other ones too. */
function withOtherNames(tracked: ReadonlySet<string>, paths: readonly string[]): Set<string> {
  if (tracked.size === 0) {
    return new Set();
  }
  const identify = (path: string) => identityOf(path, { followsLinks: false }) ?? path;
  const identities = new Set([...tracked].map(identify));
  return new Set(paths.filter((path) => tracked.has(path) || identities.has(identify(path))));
}

async function groupByRepository(paths: readonly string[]): Promise<Map<string, GitFile[]>> {
  const finder = new RepositoryFinder();
  const repositories = new Map<string, GitFile[]>();
  for (const path of paths) {
    const folder = await realFolderOf(path);
    const root = await finder.rootOf(folder);
    if (root !== undefined) {
      const files = repositories.get(root) ?? [];
      files.push({ path, name: relative(root, join(folder, basename(path))).replaceAll(sep, '/') });
      repositories.set(root, files);
    }
  }
  return repositories;
}

/** Resolves links in the folder only: if the file itself is a link, Git tracks the link. */
async function realFolderOf(path: string): Promise<string> {
  const folder = dirname(path);
  try {
    return await realpath(folder);
  } catch {
    return folder;
  }
}

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

/** On macOS, Git composes accents that a directory listing may contain in decomposed form. */
function composeAccents(name: string): string {
  return name.normalize('NFC');
}
