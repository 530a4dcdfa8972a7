import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { reshaped, rollBackAs, shapes, updateAs, type Shape } from '../../unit/files/helpers/shapes.ts';
import { completeName, oldTokenString, partialName, testPlace } from '../../unit/files/helpers/tokens.ts';
import { createDirectory } from '../../unit/support/influxdb3/helpers/temporaryDirectory.ts';
import { isMixOf } from '../../support/withoutPauses.ts';
import { assertCanTrace, countSystemCalls, killAt, type Program } from './trace.ts';

/** So long that it takes several writes. */
const bytes = Buffer.from(`${'x\n'.repeat(300_000)}${oldTokenString}\n${'y\n'.repeat(900_000)}`);

describe('replaceFile and rollBack, killed at every system call', function () {
  this.timeout(3_600_000);
  this.slow(600_000);
  let scratch: ReturnType<typeof createDirectory>;
  let folder: string;
  let own: string;
  let path: string;
  let bundle: string;

  before(async () => {
    assertCanTrace();
    scratch = createDirectory();
    const root = realpathSync(scratch.path);
    [folder, own, bundle] = [join(root, 'files'), join(root, 'own'), join(root, 'once.mjs')];
    [folder, own].forEach((one) => mkdirSync(one));
    path = join(folder, 'a.conf');
    const entryPoints = [join(import.meta.dirname, '..', '..', 'unit', 'files', 'helpers', 'replaceOnce.ts')];
    await build({ entryPoints, outfile: bundle, bundle: true, platform: 'node', format: 'esm', target: 'node22' });
  });
  after(() => scratch.remove());

  const program = (task: object): Program => ({
    bundle,
    task: { path, ownFolder: own, ...task },
    paths: [folder, path, join(folder, partialName), join(folder, completeName)],
  });

  /** Returns the number of kills. */
  const killEverywhere = async (killed: Program, prepare: () => void, check: (at: string) => Promise<void>) => {
    prepare();
    const calls = countSystemCalls(killed, scratch.path);
    assert.ok(['openat', 'pwrite64', 'fsync', 'unlink', 'close'].every((name) => calls.has(name)));
    let kills = 0;
    for (const name of calls.keys()) {
      for (let number = 1, isKilled = true; isKilled; number += 1) {
        prepare();
        ({ isKilled } = killAt(killed, name, number));
        kills += Number(isKilled);
        await check(`${name} ${number}`);
        assert.ok(isKilled || number > (calls.get(name) ?? 0), `${name} ${number} was not reached`);
      }
    }
    return kills;
  };

  for (const shape of Object.keys(shapes) as Shape[]) {
    it(`can finish and undo the update (${shape})`, async () => {
      const wanted = reshaped(bytes, shape);
      const place = testPlace(own);
      writeFileSync(path, bytes);
      const { ino } = statSync(path);
      const counts = { old: 0, new: 0, torn: 0 };
      const check = async (at: string) => {
        const found = readFileSync(path);
        const state = found.equals(bytes) ? 'old' : found.equals(wanted) ? 'new' : 'torn';
        counts[state] += 1;
        assert.ok(isMixOf(found, bytes, [wanted]), at);
        assert.ok(state !== 'torn' || readFileSync(join(folder, completeName)).equals(bytes), at);
        assert.equal(await rollBackAs(shape, path, bytes, place), undefined, at);
        assert.deepEqual([readdirSync(folder), readdirSync(own)], [['a.conf'], []], at);
        assert.ok(readFileSync(path).equals(state === 'new' ? wanted : bytes), at);
        assert.equal(await updateAs(shape, path, bytes, place), state === 'new' ? 'already' : 'written', at);
        assert.ok(readFileSync(path).equals(wanted), at);
        assert.equal(statSync(path).ino, ino);
      };
      const kills = await killEverywhere(program({ shape }), () => writeFileSync(path, bytes), check);
      const isOneWrite = shape === 'same length' || shape === 'appended';
      assert.ok(counts.old > 20 && counts.new > 10 && counts.torn > 0 !== isOneWrite, JSON.stringify(counts));
      process.stdout.write(`        ${kills} kills: ${JSON.stringify(counts)}\n`);
    });
  }

  it('can repeat the rollback', async () => {
    const shape = 'longer';
    const original = join(scratch.path, 'original');
    const wanted = reshaped(bytes, shape);
    const torn = Buffer.concat([wanted.subarray(0, 700_000), bytes.subarray(700_000)]);
    writeFileSync(original, bytes);
    const prepare = () => {
      writeFileSync(path, torn);
      copyFileSync(original, join(folder, completeName));
    };
    const kills = await killEverywhere(program({ shape, original }), prepare, async (at) => {
      assert.equal(await rollBackAs(shape, path, bytes, testPlace(own)), undefined, at);
      assert.ok(readFileSync(path).equals(bytes), at);
      assert.deepEqual(readdirSync(folder), ['a.conf'], at);
    });
    process.stdout.write(`        ${kills} kills\n`);
  });
});
