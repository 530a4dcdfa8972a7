import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundFile } from '../../../../src/content/foundFile.ts';
import { snippetsOf } from '../../../../src/files/search/snippets.ts';
import { findOccurrences } from '../../../support/withoutPauses.ts';

const token = `apiv3_${'aB3_-'.repeat(17)}z`;
const other = `apiv3_${'Zy9-_'.repeat(17)}a`;

describe('snippetsOf', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'snippets-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const snippets = async (content: string | Buffer): Promise<string[]> => {
    const path = join(folder, 'file');
    const bytes = Buffer.from(content as string);
    await writeFile(path, bytes);
    const occurrences = findOccurrences(bytes, path, () => false);
    const file: FoundFile = {
      folder: 'w',
      file: 'file',
      path,
      fingerprint: '',
      occurrences,
      barrier: undefined,
    };
    return snippetsOf(file);
  };

  it('returns the line with the token masked', async () => {
    assert.deepEqual(await snippets(`before\r\n  token = "${token}" # Größe\r\nafter`), ['token = "apiv3_…" # Größe']);
  });

  it('masks other tokens on the line, even when they are cut off', async () => {
    const shown = await snippets(`${other},${token},${other}`);
    assert.equal(shown.length, 3);
    assert.ok(shown.every((text) => !text.includes('Zy9') && !text.includes('aB3')));
  });

  it('marks a Base64 token', async () => {
    assert.deepEqual(await snippets(`token: ${Buffer.from(token).toString('base64')}`), ['token: apiv3_… (base64)']);
  });

  it('shortens long lines', async () => {
    const [shown = ''] = await snippets(`${'x'.repeat(100_000)} ${token} ${'y'.repeat(100_000)}`);
    assert.ok(shown.length < 120);
  });

  it('returns an empty string when the file is gone', async () => {
    const occurrences = findOccurrences(Buffer.from(token), 'x', () => false);
    const path = join(folder, 'gone');
    assert.deepEqual(
      await snippetsOf({ folder: 'w', file: 'gone', path, fingerprint: '', occurrences, barrier: undefined }),
      [''],
    );
  });
});
