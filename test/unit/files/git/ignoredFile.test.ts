import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIgnoredByGit } from '../../../../src/files/git/ignoredFile.ts';

describe('isIgnoredByGit', () => {
  let folder: string;
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'ignored-')));
    git('init');
    await mkdir(join(folder, 'app'));
    await writeFile(join(folder, 'app', '.env'), 'A=1\n');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is true for a file that .gitignore names, in its folder or a parent', async () => {
    await writeFile(join(folder, '.gitignore'), '.env\n');
    assert.equal(await isIgnoredByGit(join(folder, 'app', '.env')), true);
    assert.equal(await isIgnoredByGit(join(folder, '.env')), true, 'also before the file exists');
  });

  it('is false for a file that could be committed', async () => {
    assert.equal(await isIgnoredByGit(join(folder, 'app', '.env')), false);
  });

  it('is false for a tracked file, even if .gitignore names it', async () => {
    git('add', 'app/.env');
    await writeFile(join(folder, '.gitignore'), '.env\n');
    assert.equal(await isIgnoredByGit(join(folder, 'app', '.env')), false);
  });

  it('is false when Git fails', async () => {
    await writeFile(join(folder, '.gitignore'), '.env\n');
    assert.equal(await isIgnoredByGit(join(folder, '.env'), { git: join(folder, 'nowhere') }), false);
  });

  it('is true outside of a repository', async () => {
    await rm(join(folder, '.git'), { recursive: true });
    assert.equal(await isIgnoredByGit(join(folder, 'app', '.env')), true);
  });
});
