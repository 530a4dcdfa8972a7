import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findTrackedFiles } from '../../../../src/files/git/trackedFiles.ts';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { git, createFakeGit, createRepository, writeTestFile } from '../helpers/git.ts';

describe('findTrackedFiles', () => {
  let directory: ReturnType<typeof createDirectory>;
  let repository: string;

  beforeEach(() => {
    directory = createDirectory();
    repository = createRepository(join(directory.path, 'repository'));
  });

  afterEach(() => directory.remove());

  const tracked = async (...paths: string[]) => [...(await findTrackedFiles(paths))];
  const commit = (folder: string) => {
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '--message', 'files');
  };

  it('returns committed and staged files', async () => {
    const committed = writeTestFile(repository, 'telegraf.conf');
    commit(repository);
    const staged = writeTestFile(repository, 'compose.yaml');
    git(repository, 'add', 'compose.yaml');
    assert.deepEqual(await tracked(committed, staged), [committed, staged]);
  });

  it('leaves out ignored and untracked files', async () => {
    writeTestFile(repository, '.gitignore', '.env\n');
    commit(repository);
    assert.deepEqual(await tracked(writeTestFile(repository, '.env'), writeTestFile(repository, 'new.yaml')), []);
  });

  it('returns a tracked file that is ignored', async () => {
    const path = writeTestFile(repository, '.env');
    commit(repository);
    writeTestFile(repository, '.gitignore', '.env\n');
    assert.deepEqual(await tracked(path), [path]);
  });

  it('leaves out a file that was removed from the index but exists on disk', async () => {
    const path = writeTestFile(repository, '.env');
    commit(repository);
    git(repository, 'rm', '--cached', '--quiet', '.env');
    assert.deepEqual(await tracked(path), []);
  });

  it('returns a tracked file that was deleted from disk', async () => {
    const path = writeTestFile(repository, 'deep/er/.env');
    commit(repository);
    unlinkSync(path);
    assert.deepEqual(await tracked(path), [path]);
  });

  it('returns files in nested folders', async () => {
    const path = writeTestFile(repository, 'deploy/telegraf/telegraf.conf');
    commit(repository);
    const untracked = writeTestFile(repository, 'deploy/telegraf/.env');
    assert.deepEqual(await tracked(path, untracked), [path]);
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
    it(`returns a file named ${JSON.stringify(name)}`, async () => {
      const path = writeTestFile(repository, name);
      const inFolder = writeTestFile(repository, join('folders', name, name));
      writeTestFile(repository, 'abx.env');
      commit(repository);
      const untracked = writeTestFile(repository, 'plain.env');
      assert.deepEqual(await tracked(path, inFolder, untracked), [path, inFolder]);
    });
  }

  for (const name of [':(glob)**', ':!x', '*.env', 'a[bc]?.env']) {
    it(`does not treat the name ${JSON.stringify(name)} as a pattern`, async () => {
      writeTestFile(repository, 'abx.env');
      commit(repository);
      assert.deepEqual(await tracked(writeTestFile(repository, name)), []);
    });
  }

  it('splits many files into several Git calls', async () => {
    const paths = Array.from({ length: 400 }, (_, index) =>
      writeTestFile(repository, `${'long'.repeat(50)}/${index}.env`),
    );
    const added = paths.filter((_, index) => index % 3 === 0);
    git(repository, 'add', '--', ...added);
    const log = join(directory.path, 'log');
    const counting = createFakeGit(directory.path, `echo "$*" | wc -c >>'${log}'; exec git "$@"`);
    assert.deepEqual([...(await findTrackedFiles(paths, { git: counting }))], added);
    const lengths = readFileSync(log, 'utf8').trim().split('\n').map(Number);
    assert.ok(lengths.length > 1 && lengths.every((length) => length < 20_000), lengths.join(' '));
  });

  it('checks each file in its own repository', async () => {
    const inner = createRepository(join(repository, 'vendor', 'inner'));
    const innerFile = writeTestFile(inner, 'a.env');
    commit(inner);
    const outerFile = writeTestFile(repository, 'a.env');
    git(repository, 'add', 'a.env');
    const outside = writeTestFile(directory.path, 'a.env');
    assert.deepEqual(await tracked(outside, innerFile, writeTestFile(inner, 'b.env'), outerFile), [
      innerFile,
      outerFile,
    ]);
  });

  it('returns files of a worktree', async () => {
    writeTestFile(repository, 'a.env');
    commit(repository);
    const worktree = join(directory.path, 'worktree');
    git(repository, 'worktree', 'add', '--quiet', worktree);
    const path = join(worktree, 'a.env');
    assert.ok(existsSync(path));
    assert.deepEqual(await tracked(path, writeTestFile(worktree, 'b.env')), [path]);
  });

  it('returns files of a submodule', async () => {
    const library = createRepository(join(directory.path, 'library'));
    writeTestFile(library, 'a.env');
    commit(library);
    git(repository, 'submodule', '--quiet', 'add', library, 'library');
    const path = join(repository, 'library', 'a.env');
    assert.deepEqual(await tracked(path, writeTestFile(repository, 'library/b.env')), [path]);
  });

  it('returns a file in a linked folder under the given path', async () => {
    const path = writeTestFile(repository, 'deploy/a.env');
    commit(repository);
    const linkToAll = join(directory.path, 'link');
    symlinkSync(repository, linkToAll);
    symlinkSync(join(repository, 'deploy'), join(directory.path, 'deploy'));
    const paths = [join(linkToAll, 'deploy/a.env'), join(directory.path, 'deploy/a.env'), path];
    assert.deepEqual(await tracked(...paths, join(linkToAll, 'deploy/b.env')), paths);
  });

  it('returns a tracked link, but not its target', async () => {
    const outside = writeTestFile(directory.path, 'outside.env');
    const link = join(repository, 'link.env');
    symlinkSync(outside, link);
    commit(repository);
    assert.deepEqual(await tracked(link, outside), [link]);
  });

  it('returns a file that Git tracks under another of its names', async () => {
    const path = writeTestFile(repository, 'telegraf.conf');
    commit(repository);
    const second = join(directory.path, 'second.conf');
    linkSync(path, second);
    const copy = writeTestFile(directory.path, 'copy.conf');
    assert.deepEqual(await tracked(second, copy, path), [second, path]);
    assert.deepEqual(await tracked(second), [], 'the other name was not found');
  });

  it('returns tracked files after the repository folder was renamed', async () => {
    writeTestFile(repository, 'a.env');
    commit(repository);
    const moved = join(directory.path, 'moved');
    renameSync(repository, moved);
    assert.deepEqual(await tracked(join(moved, 'a.env')), [join(moved, 'a.env')]);
  });

  it('ignores an empty .git folder inside a repository', async () => {
    mkdirSync(join(repository, 'inner/.git'), { recursive: true });
    const path = writeTestFile(repository, 'inner/a.env');
    git(repository, 'add', 'inner/a.env');
    assert.deepEqual(await tracked(path, writeTestFile(repository, 'inner/b.env')), [path]);
  });

  it('works while another Git process holds the lock, and does not write the index', async () => {
    const path = writeTestFile(repository, 'a.env');
    commit(repository);
    const index = join(repository, '.git/index');
    const before = readFileSync(index);
    writeFileSync(`${index}.lock`, '');
    assert.deepEqual(await tracked(path), [path]);
    assert.ok(readFileSync(index).equals(before));
  });

  it('returns nothing for no paths', async () => assert.deepEqual(await tracked(), []));
});
