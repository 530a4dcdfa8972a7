import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { trackedByGit } from '../../../src/files/gitTracked.ts';
import { makeDirectory } from '../influxdb3/helpers/directory.ts';
import { git, makeProgram, makeRepository, put } from './helpers/git.ts';

describe('Git tracks', () => {
  let directory: ReturnType<typeof makeDirectory>;
  let repository: string;

  beforeEach(() => {
    directory = makeDirectory();
    repository = makeRepository(join(directory.path, 'repository'));
  });

  afterEach(() => directory.remove());

  const tracked = async (...paths: string[]) => [...(await trackedByGit(paths))];
  const commit = (folder: string) => {
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '--message', 'files');
  };

  it('what was committed, and what is staged only', async () => {
    const committed = put(repository, 'telegraf.conf');
    commit(repository);
    const staged = put(repository, 'compose.yaml');
    git(repository, 'add', 'compose.yaml');
    assert.deepEqual(await tracked(committed, staged), [committed, staged]);
  });

  it('neither what is ignored nor what was never added', async () => {
    put(repository, '.gitignore', '.env\n');
    commit(repository);
    assert.deepEqual(await tracked(put(repository, '.env'), put(repository, 'new.yaml')), []);
  });

  it('what is ignored by now, and was added all the same', async () => {
    const path = put(repository, '.env');
    commit(repository);
    put(repository, '.gitignore', '.env\n');
    assert.deepEqual(await tracked(path), [path]);
  });

  it('no longer what was taken out, though the file is there', async () => {
    const path = put(repository, '.env');
    commit(repository);
    git(repository, 'rm', '--cached', '--quiet', '.env');
    assert.deepEqual(await tracked(path), []);
  });

  it('a file that vanished from the disk only', async () => {
    const path = put(repository, 'deep/er/.env');
    commit(repository);
    unlinkSync(path);
    assert.deepEqual(await tracked(path), [path]);
  });

  it('files in folders of the repository, however deep', async () => {
    const path = put(repository, 'deploy/telegraf/telegraf.conf');
    commit(repository);
    const beside = put(repository, 'deploy/telegraf/.env');
    assert.deepEqual(await tracked(path, beside), [path]);
  });

  for (const name of [
    'with a space.env',
    'with\na line end.env',
    'with\ttab "and" \'quotes\'.env',
    'zażółć-日本-🙂.env',
    '-n',
    '--others',
    ':(glob)**',
    ':!x',
    '*.env',
    'a[bc]?.env',
    '\\back.env',
    '#.env',
    '!.env',
    '~',
  ]) {
    it(`a file by its very name ${JSON.stringify(name)}`, async () => {
      const path = put(repository, name);
      const inFolder = put(repository, join('folders', name, name));
      put(repository, 'abx.env');
      commit(repository);
      const untracked = put(repository, 'plain.env');
      assert.deepEqual(await tracked(path, inFolder, untracked), [path, inFolder]);
    });
  }

  for (const name of [':(glob)**', ':!x', '*.env', 'a[bc]?.env']) {
    it(`no file for the name ${JSON.stringify(name)} of another that only fits it as a pattern`, async () => {
      put(repository, 'abx.env');
      commit(repository);
      assert.deepEqual(await tracked(put(repository, name)), []);
    });
  }

  it('more files than one call could be given', async () => {
    const paths = Array.from({ length: 400 }, (_, index) => put(repository, `${'long'.repeat(50)}/${index}.env`));
    const kept = paths.filter((_, index) => index % 3 === 0);
    git(repository, 'add', '--', ...kept);
    const log = join(directory.path, 'log');
    const counting = makeProgram(directory.path, `echo "$*" | wc -c >>'${log}'; exec git "$@"`);
    assert.deepEqual([...(await trackedByGit(paths, { git: counting }))], kept);
    const lengths = readFileSync(log, 'utf8').trim().split('\n').map(Number);
    assert.ok(lengths.length > 1 && lengths.every((length) => length < 20_000), lengths.join(' '));
  });

  it('in several repositories at once, each what is its own', async () => {
    const inner = makeRepository(join(repository, 'vendor', 'inner'));
    const ofInner = put(inner, 'a.env');
    commit(inner);
    const ofOuter = put(repository, 'a.env');
    git(repository, 'add', 'a.env');
    const loose = put(directory.path, 'a.env');
    assert.deepEqual(await tracked(loose, ofInner, put(inner, 'b.env'), ofOuter), [ofInner, ofOuter]);
  });

  it('what a worktree has, by its `.git` file', async () => {
    put(repository, 'a.env');
    commit(repository);
    const worktree = join(directory.path, 'worktree');
    git(repository, 'worktree', 'add', '--quiet', worktree);
    const path = join(worktree, 'a.env');
    assert.ok(existsSync(path));
    assert.deepEqual(await tracked(path, put(worktree, 'b.env')), [path]);
  });

  it('what a submodule has', async () => {
    const library = makeRepository(join(directory.path, 'library'));
    put(library, 'a.env');
    commit(library);
    git(repository, 'submodule', '--quiet', 'add', library, 'library');
    const path = join(repository, 'library', 'a.env');
    assert.deepEqual(await tracked(path, put(repository, 'library/b.env')), [path]);
  });

  it('a file that is reached through a linked folder, and tells it by the name that it was asked by', async () => {
    const path = put(repository, 'deploy/a.env');
    commit(repository);
    const linkToAll = join(directory.path, 'link');
    symlinkSync(repository, linkToAll);
    symlinkSync(join(repository, 'deploy'), join(directory.path, 'deploy'));
    const asked = [join(linkToAll, 'deploy/a.env'), join(directory.path, 'deploy/a.env'), path];
    assert.deepEqual(await tracked(...asked, join(linkToAll, 'deploy/b.env')), asked);
  });

  it('a link itself, not what it leads to', async () => {
    const outside = put(directory.path, 'outside.env');
    const link = join(repository, 'link.env');
    symlinkSync(outside, link);
    commit(repository);
    assert.deepEqual(await tracked(link, outside), [link]);
  });

  it('what it tracked before its folder was renamed', async () => {
    put(repository, 'a.env');
    commit(repository);
    const moved = join(directory.path, 'moved');
    renameSync(repository, moved);
    assert.deepEqual(await tracked(join(moved, 'a.env')), [join(moved, 'a.env')]);
  });

  it('nothing where an empty `.git` lies within a repository, but what that one has', async () => {
    mkdirSync(join(repository, 'inner/.git'), { recursive: true });
    const path = put(repository, 'inner/a.env');
    git(repository, 'add', 'inner/a.env');
    assert.deepEqual(await tracked(path, put(repository, 'inner/b.env')), [path]);
  });

  it('what it does while another git holds the lock, and writes nothing', async () => {
    const path = put(repository, 'a.env');
    commit(repository);
    const index = join(repository, '.git/index');
    const before = readFileSync(index);
    writeFileSync(`${index}.lock`, '');
    assert.deepEqual(await tracked(path), [path]);
    assert.ok(readFileSync(index).equals(before));
  });

  it('nothing at all where nothing was asked', async () => assert.deepEqual(await tracked(), []));
});
