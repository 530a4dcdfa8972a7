import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

const root = join(import.meta.dirname, '..', '..');

describe('Sentences for people', () => {
  it('are all in the bundle that translators get, and the bundle has no others (npm run l10n)', async () => {
    const paths = (await readdir(join(root, 'src'), { recursive: true })).filter((path) => path.endsWith('.ts'));
    const sources = await Promise.all(
      paths.map(async (path) => ({
        extension: '.ts' as const,
        contents: await readFile(join(root, 'src', path), 'utf8'),
      })),
    );
    const inCode = await getL10nJson(sources);
    const bundle: unknown = JSON.parse(await readFile(join(root, 'l10n', 'bundle.l10n.json'), 'utf8'));
    assert.deepEqual(bundle, inCode);
  });

  it('are never put together by the code where a translator could not follow', async () => {
    const paths = (await readdir(join(root, 'src'), { recursive: true })).filter((path) => path.endsWith('.ts'));
    for (const path of paths) {
      const source = await readFile(join(root, 'src', path), 'utf8');
      assert.doesNotMatch(source, /l10n\.t\(\s*`/, `${path}: a template string cannot be looked up`);
    }
  });
});
