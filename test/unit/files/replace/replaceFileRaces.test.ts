import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReplaceResult } from '../../../../src/files/replace/replaceResult.ts';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { oldTokenString, restoreToken, updateToken, withNewToken } from '../helpers/tokens.ts';

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

  it('shows a reader at most a mix of the old and the new bytes, and never an empty file', async () => {
    const bytes = Buffer.from(`${'x'.repeat(20_000)}\n${oldTokenString}\n${'y'.repeat(20_000)}`);
    const [before, after] = [join(directory.path, 'before'), join(directory.path, 'after')];
    writeFileSync(path, bytes);
    writeFileSync(before, bytes);
    writeFileSync(after, withNewToken(bytes));
    const reader = fork(join(import.meta.dirname, '..', 'helpers', 'readAgain.ts'), [path, before, after]);
    await once(reader, 'message');
    for (let number = 0; number < 100; number += 1) {
      assert.equal(await updateToken(path, bytes), 'written');
      assert.equal(await restoreToken(path, bytes), 'written');
    }
    const report = once(reader, 'message');
    reader.send('stop');
    const [{ reads, others }] = (await report) as [{ reads: number; others: number }];
    assert.ok(reads > 50, `${reads} reads`);
    assert.equal(others, 0);
  });
});
