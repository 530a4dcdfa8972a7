import assert from 'node:assert/strict';
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReplaceResult } from '../../../../src/files/replace/replaceResult.ts';
import { removeSibling } from '../../../../src/files/replace/replaceFile.ts';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { sibling, oldTokenString, updateToken, withNewToken } from '../helpers/tokens.ts';

const helper = (name: string) => join(import.meta.dirname, '..', 'helpers', name);

describe('replaceFile races', () => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;

  beforeEach(() => {
    directory = createDirectory();
    path = join(directory.path, 'a.conf');
  });

  afterEach(() => directory.remove());

  it('never loses a concurrent change, at any moment', async () => {
    const outcomes: Record<string, number> = {};
    /** Writes the file after this many turns of the event loop, if the replacement takes that long. */
    const round = async (writeAfter: number) => {
      const before = Buffer.from(`# before ${writeAfter}\n${oldTokenString}\n`);
      const foreign = `# foreign\n${oldTokenString}\n`;
      writeFileSync(path, before);
      let outcome: ReplaceResult | undefined;
      const replacing = updateToken(path, before).then((result) => (outcome = result));
      let turns = 0;
      while (outcome === undefined && turns < writeAfter) {
        await new Promise(setImmediate);
        turns += 1;
      }
      const hasWritten = outcome === undefined;
      if (hasWritten) {
        writeFileSync(path, foreign);
      }
      const result = await replacing;
      outcomes[result] = (outcomes[result] ?? 0) + 1;
      assert.equal(readFileSync(path, 'utf8'), hasWritten ? foreign : withNewToken(before).toString());
      assert.deepEqual(readdirSync(directory.path), ['a.conf']);
    };
    for (let number = 0; number < 200; number += 1) {
      await round(number % 10 === 0 ? Infinity : number);
    }
    assert.ok((outcomes['changed'] ?? 0) > 10, 'many changes were detected');
    assert.ok((outcomes['written'] ?? 0) > 10, 'the file was written without a change');
  });

  it('is never half written when another process reads and writes the file', async () => {
    writeFileSync(path, `0${'x'.repeat(20_000)}\n${oldTokenString}\n0`);
    const other = fork(helper('replaceAndRead.ts'), [path]);
    await once(other, 'message');
    const outcomes: Record<string, number> = {};
    const atLeast = (number: number) => (outcomes['written'] ?? 0) >= number && (outcomes['changed'] ?? 0) >= number;
    const end = performance.now() + 10_000;
    while (!atLeast(8) && performance.now() < end) {
      const bytes = readFileSync(path);
      assert.equal(bytes[0], bytes.at(-1));
      const outcome = await updateToken(path, bytes);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    const report = once(other, 'message');
    other.send('stop');
    const [{ reads, halves }] = (await report) as [{ reads: number; halves: number }];
    assert.ok(atLeast(8), `both results occurred: ${JSON.stringify(outcomes)}`);
    assert.ok(reads > 100);
    assert.equal(halves, 0);
    assert.ok(!existsSync(join(directory.path, sibling)));
  });

  it('leaves the old or the new file when the process is killed at any step', async () => {
    const bytes = Buffer.from(`${'x\n'.repeat(100_000)}${oldTokenString}\n`);
    const counts = { old: 0, new: 0, temporary: 0 };
    for (let step = 0, ended = false; !ended; step += 1) {
      writeFileSync(path, bytes);
      const { signal } = spawnSync(process.execPath, [helper('replaceOnce.ts'), path, String(step)]);
      ended = signal === null;
      const found = readFileSync(path);
      const isNew = found.equals(withNewToken(bytes));
      assert.ok(isNew || found.equals(bytes), `half written at step ${step}`);
      counts[isNew ? 'new' : 'old'] += 1;
      counts.temporary += Number(existsSync(join(directory.path, sibling)));
      await removeSibling(path, sibling);
      assert.deepEqual(readdirSync(directory.path), ['a.conf']);
      assert.equal(await updateToken(path, bytes), isNew ? 'already' : 'written');
      assert.deepEqual(readFileSync(path), withNewToken(bytes));
    }
    assert.ok(counts.old > 5 && counts.new > 1 && counts.temporary > 3, JSON.stringify(counts));
  });
});
