import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTrackedFiles } from '../../../../src/files/git/trackedFiles.ts';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { git, createFakeGit, createRepository, writeTestFile } from '../helpers/git.ts';

describe('findTrackedFiles', () => {
  let directory: ReturnType<typeof createDirectory>;
  let repository: string;
  let untracked: string;

  beforeEach(() => {
    directory = createDirectory();
    repository = createRepository(join(directory.path, 'repository'));
    untracked = writeTestFile(repository, '.env');
  });

  afterEach(() => directory.remove());

  const program = (script: string) => createFakeGit(directory.path, script);

  describe('counts files as tracked', () => {
    const countsAsTracked = async (options: Parameters<typeof findTrackedFiles>[1]) =>
      assert.deepEqual([...(await findTrackedFiles([untracked], options))], [untracked]);

    it('when Git is not installed', () => countsAsTracked({ git: join(directory.path, 'nowhere') }));

    it('when Git fails', () => countsAsTracked({ git: program('exit 128') }));

    it('when Git fails after partial output', () => countsAsTracked({ git: program("printf 'x\\0'; exit 1") }));

    it('when Git is killed', () => countsAsTracked({ git: program('kill -9 $$') }));

    it('when the index is corrupt', async () => {
      writeFileSync(join(repository, '.git/index'), 'no index');
      await countsAsTracked({});
    });

    it('when .git points nowhere', async () => {
      rmSync(join(repository, '.git'), { recursive: true });
      writeFileSync(join(repository, '.git'), 'gitdir: /nowhere\n');
      await countsAsTracked({});
    });

    it('when Git does not trust the owner of the folder', () =>
      countsAsTracked({
        git: program(`HOME=/nowhere GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 \\
          GIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec git "$@"`),
      }));

    it('when Git exceeds the time limit', async () => {
      const start = performance.now();
      await countsAsTracked({ git: program('exec sleep 30'), timeLimit: 200 });
      assert.ok(performance.now() - start < 5_000);
    });

    it('when Git prints endless output', () =>
      countsAsTracked({ git: program('while :; do printf "%01000d" 1; done') }));

    it('without further Git calls after the first failure', async () => {
      const log = join(directory.path, 'log');
      const paths = Array.from({ length: 100 }, (_, index) => join(repository, `${'x'.repeat(250)}${index}`));
      const tracked = await findTrackedFiles(paths, { git: program(`echo called >>'${log}'; exit 1`) });
      assert.deepEqual([...tracked], paths);
      assert.equal(readFileSync(log, 'utf8'), 'called\n');
    });
  });

  it('leaves out an untracked file with a Git executable from the options', async () => {
    assert.deepEqual([...(await findTrackedFiles([untracked], { git: program('exec git "$@"') }))], []);
  });

  it('does not start Git outside a repository', async () => {
    const log = join(directory.path, 'log');
    const options = { git: program(`echo called >>'${log}'; exit 1`) };
    assert.deepEqual([...(await findTrackedFiles([writeTestFile(directory.path, 'loose/.env')], options))], []);
    assert.equal(existsSync(log), false);
    await findTrackedFiles([untracked], options);
    assert.ok(existsSync(log));
  });

  it('ignores environment variables that select another repository', async () => {
    const other = createRepository(join(directory.path, 'other'));
    writeTestFile(other, '.env');
    git(other, 'add', '.env');
    const environment = { GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other, GIT_ICASE_PATHSPECS: '1' };
    Object.assign(process.env, environment);
    try {
      assert.deepEqual([...(await findTrackedFiles([untracked]))], []);
    } finally {
      Object.keys(environment).forEach((name) => Reflect.deleteProperty(process.env, name));
    }
  });

  it('does not start the fsmonitor of the repository', async () => {
    const log = join(directory.path, 'log');
    git(repository, 'add', '.env');
    git(repository, 'config', 'core.fsmonitor', program(`echo started >>'${log}'`));
    git(repository, 'ls-files');
    assert.ok(existsSync(log), 'git ls-files starts the fsmonitor');
    rmSync(log);
    assert.deepEqual([...(await findTrackedFiles([untracked]))], [untracked]);
    assert.equal(existsSync(log), false);
  });

  it('turns off prompts, lazy fetches, and optional locks', async () => {
    const log = join(directory.path, 'log');
    await findTrackedFiles([untracked], { git: program(`env >'${log}'`) });
    const environment = readFileSync(log, 'utf8').split('\n');
    for (const variable of ['GIT_TERMINAL_PROMPT=0', 'GIT_NO_LAZY_FETCH=1', 'GIT_OPTIONAL_LOCKS=0', 'LC_ALL=C']) {
      assert.ok(environment.includes(variable), variable);
    }
  });

  it('matches a decomposed file name with the composed name that Git prints', async () => {
    const decomposed = writeTestFile(repository, 'cafe\u0301.env');
    const options = { git: program("printf 'caf\\303\\251.env\\0'") };
    assert.deepEqual([...(await findTrackedFiles([decomposed, untracked], options))], [decomposed]);
  });

  it('rejects with the reason when it is canceled', async () => {
    const abort = new AbortController();
    const reason = new Error('canceled');
    const result = findTrackedFiles([untracked], { git: program('exec sleep 30'), signal: abort.signal });
    setTimeout(() => abort.abort(reason), 100);
    await assert.rejects(result, reason);
    await assert.rejects(findTrackedFiles([untracked], { signal: abort.signal }), reason);
  });
});
