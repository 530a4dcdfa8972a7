import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isUpdatable } from '../../../../src/content/tokenEncoding.ts';
import { Token } from '../../../../src/core/token/token.ts';
import { findInFiles } from '../../../../src/files/search/findInFiles.ts';
import { FileLocks } from '../../../../src/rotation/fileLocks.ts';
import { planUpdate, updateFile } from '../../../../src/rotation/fileEdits.ts';
import { ProcessLocks } from '../../../../src/storage/processLocks.ts';

// This process replaces one token in a file with another one each time it's told to, and reports the result.
const [, , root = '', letter = ''] = process.argv;
const path = join(root, 'a.env');
const locks = new FileLocks(new ProcessLocks(join(root, 'locks')));
const { signal } = new AbortController();
let round = 0;
process.on('message', () => void update());

async function update(): Promise<void> {
  round += 1;
  const token = (number: number) => new Token(`apiv3_${letter.repeat(80 + (number % 7))}${number}`);
  const [old, next] = [token(round - 1), token(round)];
  const { files } = await findInFiles([path], ({ hash }) => hash === old.hash, signal);
  const [found] = files;
  const edits = found?.occurrences
    .filter((occurrence) => occurrence.token.hash === old.hash)
    .filter(isUpdatable)
    .map(({ start, writing }) => ({ start, writing, reference: null }));
  if (found === undefined || edits?.length !== 1) {
    throw new Error(`The token is missing: ${readFileSync(path, 'latin1')}`);
  }
  const planned = await planUpdate(found, edits, old, next);
  const place = { name: `.influxdb3-tokens-${letter}`, ownFolder: join(root, 'own'), isNextToFile: true };
  const result =
    typeof planned === 'string'
      ? planned
      : await locks.whileLocked(path, signal, () => updateFile(planned, old, next, { place, isUnsaved: () => false }));
  if (result !== 'written') {
    round -= 1;
  }
  process.send?.({ result, token: (result === 'written' ? next : old).reveal() });
}
process.send?.('ready');
