import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { RepositoryFinder } from './repositoryFinder.ts';
import { runGit, type GitOptions } from './runGit.ts';

/** Whether a file can't be committed by mistake: Git ignores it, or it's in no repository. If Git fails, it can. */
export async function isIgnoredByGit(path: string, options: GitOptions = {}): Promise<boolean> {
  const folder = await realpath(dirname(path));
  const root = await new RepositoryFinder().rootOf(folder);
  return (
    root === undefined ||
    (await runGit(folder, ['check-ignore', '--quiet', '--', basename(path)], options)) !== undefined
  );
}
