import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { RepositoryFinder } from './repositoryFinder.ts';
import { runGit, type GitOptions } from './runGit.ts';

/** Whether Git ignores a file, or it's in no repository, so it can't be committed by mistake. False if Git fails. */
export async function isIgnoredByGit(path: string, options: GitOptions = {}): Promise<boolean> {
  const folder = await realpath(dirname(path));
  const root = await new RepositoryFinder().rootOf(folder);
  return (
    root === undefined ||
    (await runGit(folder, ['check-ignore', '--quiet', '--', basename(path)], options)) !== undefined
  );
}
