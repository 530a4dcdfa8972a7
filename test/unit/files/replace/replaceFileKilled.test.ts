import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { isMixOf } from '../../../support/withoutPauses.ts';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { isRoot, nobodyId } from '../helpers/nobody.ts';
import type { Task } from '../helpers/replaceOnce.ts';
import { reshaped, rollBackAs, shapes, updateAs, type Shape } from '../helpers/shapes.ts';
import { testPlace, completeName, oldTokenString } from '../helpers/tokens.ts';

const bytes = Buffer.from(`${'x\n'.repeat(3000)}${oldTokenString}\n${'y\n'.repeat(3000)}`);

describe('replaceFile and rollBack in a killed process', function () {
  this.slow(60_000);
  const bundles = createDirectory();
  let directory: ReturnType<typeof createDirectory>;
  let own: ReturnType<typeof createDirectory>;
  let path: string;
  let once: string;

  before(async () => {
    // The bundle starts in a third of the time.
    once = join(bundles.path, 'once.mjs');
    const entryPoints = [join(import.meta.dirname, '..', 'helpers', 'replaceOnce.ts')];
    await build({ entryPoints, outfile: once, bundle: true, platform: 'node', format: 'esm', target: 'node22' });
    chmodSync(bundles.path, 0o755);
  });
  after(() => bundles.remove());

  beforeEach(() => {
    directory = createDirectory();
    own = createDirectory();
    path = join(directory.path, 'a.conf');
  });

  afterEach(() => {
    directory.remove();
    own.remove();
  });

  const run = (task: Partial<Task>, user: { uid?: number; gid?: number } = {}) => {
    const { signal, stderr } = spawnSync(process.execPath, [once, JSON.stringify({ path, ...task })], {
      encoding: 'utf8',
      ...user,
    });
    assert.equal(stderr, '');
    return { isKilled: signal === 'SIGKILL' };
  };
  const assertOnlyTheFile = () =>
    assert.deepEqual([readdirSync(directory.path), readdirSync(own.path)], [['a.conf'], []]);

  for (const shape of Object.keys(shapes) as Shape[]) {
    it(`can finish and undo an update that was killed at any call (${shape})`, async () => {
      const wanted = reshaped(bytes, shape);
      const place = testPlace(own.path);
      writeFileSync(path, bytes);
      const { ino } = statSync(path);
      const counts = { old: 0, new: 0, torn: 0 };
      for (let fatalCall = 0, isKilled = true; isKilled; fatalCall += 1) {
        writeFileSync(path, bytes);
        ({ isKilled } = run({ shape, fatalCall, ownFolder: own.path }));
        const found = readFileSync(path);
        const state = found.equals(bytes) ? 'old' : found.equals(wanted) ? 'new' : 'torn';
        counts[state] += 1;
        assert.ok(isMixOf(found, bytes, [wanted]), `at call ${fatalCall}`);
        assert.ok(state !== 'torn' || readFileSync(join(directory.path, completeName)).equals(bytes));
        assert.equal(await rollBackAs(shape, path, bytes, place), undefined);
        assertOnlyTheFile();
        assert.deepEqual(readFileSync(path), state === 'new' ? wanted : bytes, `at call ${fatalCall}`);
        assert.equal(await updateAs(shape, path, bytes, place), state === 'new' ? 'already' : 'written');
        assert.deepEqual(readFileSync(path), wanted);
        assert.equal(statSync(path).ino, ino);
      }
      assert.ok(counts.old > 10 && counts.new > 3 && counts.torn > 1, JSON.stringify(counts));
      process.stdout.write(`        ${JSON.stringify(counts)}\n`);
    });
  }

  it('can repeat a rollback that was killed at any call', async () => {
    const shape = 'longer';
    const original = join(own.path, 'original');
    const torn = Buffer.concat([reshaped(bytes, shape).subarray(0, 9000), bytes.subarray(9000)]);
    writeFileSync(original, bytes);
    let kills = 0;
    for (let isKilled = true; isKilled; kills += 1) {
      writeFileSync(path, torn);
      copyFileSync(original, join(directory.path, completeName));
      ({ isKilled } = run({ shape, fatalCall: kills, original, ownFolder: join(own.path, 'new') }));
      assert.equal(await rollBackAs(shape, path, bytes), undefined);
      assert.deepEqual(readFileSync(path), bytes, `at call ${kills}`);
      assert.deepEqual(readdirSync(directory.path), ['a.conf']);
    }
    assert.ok(kills > 15, `${kills} kills`);
  });

  it("finds a killed process's backup in the extension's own folder", async () => {
    writeFileSync(path, bytes);
    chmodSync(path, 0o666);
    chmodSync(directory.path, 0o555);
    const user = isRoot ? { uid: nobodyId, gid: nobodyId } : {};
    if (isRoot) {
      chownSync(own.path, nobodyId, nobodyId);
    }
    let backups = 0;
    for (let fatalCall = 0, isKilled = true; isKilled; fatalCall += 1) {
      writeFileSync(path, bytes);
      ({ isKilled } = run({ fatalCall, ownFolder: own.path }, user));
      backups += Number(readdirSync(own.path).includes(completeName));
      assert.equal(await rollBackAs('same length', path, bytes, testPlace(own.path)), undefined);
      assertOnlyTheFile();
    }
    chmodSync(directory.path, 0o755);
    assert.ok(backups > 8, `${backups} backups`);
  });
});
