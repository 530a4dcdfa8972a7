import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from '../../../src/content/wholeBytes.ts';
import { isUpdatable } from '../../../src/content/tokenEncoding.ts';
import { Token } from '../../../src/core/token/token.ts';
import { planUpdate, restoreFile, updateFile } from '../../../src/rotation/fileEdits.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { findOccurrences } from '../../support/withoutPauses.ts';

const old = new Token(`apiv3_${'o-'.repeat(43)}`);
const next = new Token(`apiv3_${'n_'.repeat(43)}`);

describe('restoreFile', () => {
  let directory: ReturnType<typeof createDirectory>;
  beforeEach(() => {
    directory = createDirectory();
  });
  afterEach(() => directory.remove());

  const updated = async (text: string) => {
    const path = join(directory.path, '.env');
    writeFileSync(path, text);
    const bytes = readFileSync(path);
    const occurrences = findOccurrences(bytes, path, () => false);
    const edits = occurrences.filter(isUpdatable).map(({ start, writing }) => ({ start, writing, reference: null }));
    const found = { folder: 'w', file: '.env', path, fingerprint: fingerprint(bytes), occurrences, barrier: undefined };
    const file = await planUpdate(found, edits, old, next);
    assert.ok(typeof file !== 'string');
    const place = { name: '.beside', ownFolder: join(directory.path, 'own'), isNextToFile: true };
    const guard = { place, isUnsaved: () => false };
    assert.equal(await updateFile(file, old, next, guard), 'written');
    return { path, restore: () => restoreFile(file, old, next, guard) };
  };

  it('reports a file that still contains the new token after UTF-16 was appended', async () => {
    const { path, restore } = await updated(`A=${old.reveal()}\n`);
    appendFileSync(path, Buffer.from('B=12345678\r\n', 'utf16le'));
    const before = readFileSync(path);
    assert.equal(await restore(), 'changed');
    assert.deepEqual(readFileSync(path), before);
  });

  it('reports a file in which it could restore only a part', async () => {
    const { path, restore } = await updated(`A=${old.reveal()}\n${'# A comment.\n'.repeat(1000)}`);
    appendFileSync(path, Buffer.from(`B=${next.reveal()}\r\n`, 'utf16le'));
    assert.equal(await restore(), 'changed');
    assert.ok(readFileSync(path, 'latin1').startsWith(`A=${old.reveal()}\n`));
  });

  it('reports nothing about a changed file without the new token', async () => {
    const { path, restore } = await updated(`A=${old.reveal()}\n`);
    writeFileSync(path, 'A=1\n');
    assert.equal(await restore(), 'already');
  });
});
