import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../../src/files/outcome.ts';
import { removeBeside } from '../../../src/files/replaceFile.ts';
import { makeDirectory } from '../influxdb3/helpers/directory.ts';
import { beside, oldString, renew, renewed } from './helpers/tokens.ts';

const helper = (name: string) => join(import.meta.dirname, 'helpers', name);

describe('A file that is replaced', () => {
  let directory: ReturnType<typeof makeDirectory>;
  let path: string;

  beforeEach(() => {
    directory = makeDirectory();
    path = join(directory.path, 'a.conf');
  });

  afterEach(() => directory.remove());

  it('never loses what was written meanwhile, at whatever moment that came', async () => {
    const outcomes: Record<string, number> = {};
    /** Writes it after so many turns of the event loop, if it is being replaced that long. */
    const round = async (writeAfter: number) => {
      const before = Buffer.from(`# before ${writeAfter}\n${oldString}\n`);
      const foreign = `# meanwhile\n${oldString}\n`;
      writeFileSync(path, before);
      let outcome: Outcome | undefined;
      const replacing = renew(path, before).then((became) => (outcome = became));
      let turns = 0;
      while (outcome === undefined && turns < writeAfter) {
        await new Promise(setImmediate);
        turns += 1;
      }
      const wroteMeanwhile = outcome === undefined;
      if (wroteMeanwhile) {
        writeFileSync(path, foreign);
      }
      const became = await replacing;
      outcomes[became] = (outcomes[became] ?? 0) + 1;
      assert.equal(readFileSync(path, 'utf8'), wroteMeanwhile ? foreign : renewed(before).toString());
      assert.deepEqual(readdirSync(directory.path), ['a.conf']);
    };
    for (let number = 0; number < 200; number += 1) {
      await round(number % 10 === 0 ? Infinity : number);
    }
    assert.ok((outcomes['changed'] ?? 0) > 10, 'many changes came in time to be seen');
    assert.ok((outcomes['written'] ?? 0) > 10, 'and where none came, it was written');
  });

  it('is whole whenever another process looks, which rewrites it now and then', async () => {
    writeFileSync(path, `0${'x'.repeat(20_000)}\n${oldString}\n0`);
    const other = fork(helper('rewriteAndRead.ts'), [path]);
    await once(other, 'message');
    const outcomes: Record<string, number> = {};
    const atLeast = (number: number) => (outcomes['written'] ?? 0) >= number && (outcomes['changed'] ?? 0) >= number;
    const end = performance.now() + 10_000;
    while (!atLeast(8) && performance.now() < end) {
      const bytes = readFileSync(path);
      assert.equal(bytes[0], bytes.at(-1));
      const outcome = await renew(path, bytes);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    const told = once(other, 'message');
    other.send('stop');
    const [{ reads, halves }] = (await told) as [{ reads: number; halves: number }];
    assert.ok(atLeast(8), `both came about: ${JSON.stringify(outcomes)}`);
    assert.ok(reads > 100);
    assert.equal(halves, 0);
    assert.ok(!existsSync(join(directory.path, beside)));
  });

  it('is the old one or the new one when the process is killed at any step, and what is left goes when asked', async () => {
    const bytes = Buffer.from(`${'x\n'.repeat(100_000)}${oldString}\n`);
    const left = { old: 0, new: 0, beside: 0 };
    for (let step = 0, ended = false; !ended; step += 1) {
      writeFileSync(path, bytes);
      const { signal } = spawnSync(process.execPath, [helper('replaceOnce.ts'), path, String(step)]);
      ended = signal === null;
      const found = readFileSync(path);
      const isNew = found.equals(renewed(bytes));
      assert.ok(isNew || found.equals(bytes), `half at step ${step}`);
      left[isNew ? 'new' : 'old'] += 1;
      left.beside += Number(existsSync(join(directory.path, beside)));
      await removeBeside(path, beside);
      assert.deepEqual(readdirSync(directory.path), ['a.conf']);
      assert.equal(await renew(path, bytes), isNew ? 'already' : 'written');
      assert.deepEqual(readFileSync(path), renewed(bytes));
    }
    assert.ok(left.old > 5 && left.new > 1 && left.beside > 3, JSON.stringify(left));
  });
});
