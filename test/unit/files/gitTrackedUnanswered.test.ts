import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { trackedByGit } from '../../../src/files/gitTracked.ts';
import { makeDirectory } from '../influxdb3/helpers/directory.ts';
import { git, makeProgram, makeRepository, put } from './helpers/git.ts';

describe('Where git is asked', () => {
  let directory: ReturnType<typeof makeDirectory>;
  let repository: string;
  let untracked: string;

  beforeEach(() => {
    directory = makeDirectory();
    repository = makeRepository(join(directory.path, 'repository'));
    untracked = put(repository, '.env');
  });

  afterEach(() => directory.remove());

  const program = (script: string) => makeProgram(directory.path, script);

  describe('and cannot answer, a file counts as tracked', () => {
    const countsAsTracked = async (options: Parameters<typeof trackedByGit>[1]) =>
      assert.deepEqual([...(await trackedByGit([untracked], options))], [untracked]);

    it('as git is not installed', () => countsAsTracked({ git: join(directory.path, 'nowhere') }));

    it('as git fails', () => countsAsTracked({ git: program('exit 128') }));

    it('as git fails after it began to answer', () => countsAsTracked({ git: program("printf 'x\\0'; exit 1") }));

    it('as git is killed', () => countsAsTracked({ git: program('kill -9 $$') }));

    it('as the repository is broken', async () => {
      writeFileSync(join(repository, '.git/index'), 'no index');
      await countsAsTracked({});
    });

    it('as the repository is none', async () => {
      rmSync(join(repository, '.git'), { recursive: true });
      writeFileSync(join(repository, '.git'), 'gitdir: /nowhere\n');
      await countsAsTracked({});
    });

    it('as the folder belongs to somebody whom git does not trust', () =>
      countsAsTracked({
        git: program(`HOME=/nowhere GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 \\
          GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec git "$@"`),
      }));

    it('as git takes too long, and that long only', async () => {
      const start = performance.now();
      await countsAsTracked({ git: program('exec sleep 30'), timeLimit: 200 });
      assert.ok(performance.now() - start < 5_000);
    });

    it('as git prints without end', () => countsAsTracked({ git: program('while :; do printf "%01000d" 1; done') }));

    it('and git is not asked about the rest in vain', async () => {
      const log = join(directory.path, 'log');
      const paths = Array.from({ length: 100 }, (_, index) => join(repository, `${'x'.repeat(250)}${index}`));
      const tracked = await trackedByGit(paths, { git: program(`echo asked >>'${log}'; exit 1`) });
      assert.deepEqual([...tracked], paths);
      assert.equal(readFileSync(log, 'utf8'), 'asked\n');
    });
  });

  it('an untracked file is none, by the very same way of asking', async () => {
    assert.deepEqual([...(await trackedByGit([untracked], { git: program('exec git "$@"') }))], []);
  });

  it('without a repository, git is not even started', async () => {
    const log = join(directory.path, 'log');
    const asking = { git: program(`echo asked >>'${log}'; exit 1`) };
    assert.deepEqual([...(await trackedByGit([put(directory.path, 'loose/.env')], asking))], []);
    assert.equal(existsSync(log), false);
    await trackedByGit([untracked], asking);
    assert.ok(existsSync(log));
  });

  it('it is about the file’s own repository, whatever the environment says', async () => {
    const other = makeRepository(join(directory.path, 'other'));
    put(other, '.env');
    git(other, 'add', '.env');
    const environment = { GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other, GIT_ICASE_PATHSPECS: '1' };
    Object.assign(process.env, environment);
    try {
      assert.deepEqual([...(await trackedByGit([untracked]))], []);
    } finally {
      Object.keys(environment).forEach((name) => Reflect.deleteProperty(process.env, name));
    }
  });

  it('the repository’s own watcher is not started', async () => {
    const log = join(directory.path, 'log');
    git(repository, 'add', '.env');
    git(repository, 'config', 'core.fsmonitor', program(`echo started >>'${log}'`));
    git(repository, 'ls-files');
    assert.ok(existsSync(log), 'git as such starts it');
    rmSync(log);
    assert.deepEqual([...(await trackedByGit([untracked]))], [untracked]);
    assert.equal(existsSync(log), false);
  });

  it('nobody is asked for a password, and nothing fetched', async () => {
    const log = join(directory.path, 'log');
    await trackedByGit([untracked], { git: program(`env >'${log}'`) });
    const environment = readFileSync(log, 'utf8').split('\n');
    for (const one of ['GIT_TERMINAL_PROMPT=0', 'GIT_NO_LAZY_FETCH=1', 'GIT_OPTIONAL_LOCKS=0', 'LC_ALL=C']) {
      assert.ok(environment.includes(one), one);
    }
  });

  it('accents that git composes are the same name', async () => {
    const apart = put(repository, 'cafe\u0301.env');
    const asking = { git: program("printf 'caf\\303\\251.env\\0'") };
    assert.deepEqual([...(await trackedByGit([apart, untracked], asking))], [apart]);
  });

  it('cancelling stops the waiting, and gives no answer', async () => {
    const cancelling = new AbortController();
    const reason = new Error('cancelled');
    const asked = trackedByGit([untracked], { git: program('exec sleep 30'), signal: cancelling.signal });
    setTimeout(() => cancelling.abort(reason), 100);
    await assert.rejects(asked, reason);
    await assert.rejects(trackedByGit([untracked], { signal: cancelling.signal }), reason);
  });
});
