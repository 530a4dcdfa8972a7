import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReplaceResult } from '../../../../src/files/replace/replaceResult.ts';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { oldTokenString, updateToken, withNewToken } from '../helpers/tokens.ts';

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
});
