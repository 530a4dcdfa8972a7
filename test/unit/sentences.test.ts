import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlePath, sentencesInCode } from '../support/l10nBundle.ts';

const root = join(import.meta.dirname, '..', '..');

describe('l10n/bundle.l10n.json', () => {
  it('contains exactly the sentences in the code (to update it, use npm run l10n)', async () => {
    const bundle: unknown = JSON.parse(await readFile(bundlePath, 'utf8'));
    assert.deepEqual(bundle, await sentencesInCode());
  });
});

describe('l10n.t', () => {
  it('is never called with a template string', async () => {
    const paths = (await readdir(join(root, 'src'), { recursive: true })).filter((path) => path.endsWith('.ts'));
    for (const path of paths) {
      const source = await readFile(join(root, 'src', path), 'utf8');
      assert.doesNotMatch(source, /l10n\.t\(\s*`/, `${path}: l10n can't look up template strings`);
    }
  });
});
