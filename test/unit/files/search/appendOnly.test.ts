import assert from 'node:assert/strict';
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { withAppendOnly } from '../../../../src/files/search/appendOnly.ts';
import { findInFiles } from '../../../../src/files/search/findInFiles.ts';
import { tryTool } from '../helpers/fileTools.ts';
import { createTree, randomTokenString, type Tree } from '../helpers/searchTree.ts';

describe('withAppendOnly', () => {
  const { signal } = new AbortController();
  let tree: Tree;
  beforeEach(() => {
    tree = createTree();
  });
  afterEach(() => tree.remove());

  it('marks files that can only be appended to, also if another file is missing', async () => {
    const names = ['plain', 'append only', 'missing', 'line\nend', 'immutable'];
    const paths = names.map((name) => tree.write(name, randomTokenString()));
    const { code, text } = tryTool('chattr', '+a', join(tree.path, 'append only'));
    if (code !== 0) {
      console.warn(`        Not tested, because "chattr" failed: ${text}`);
      return;
    }
    try {
      tryTool('chattr', '+i', join(tree.path, 'immutable'));
      const { files } = await findInFiles(paths, () => false, signal);
      rmSync(join(tree.path, 'missing'));
      assert.deepEqual(
        (await withAppendOnly(files, signal)).map(({ barrier }) => barrier),
        [undefined, 'readOnly', undefined, undefined, 'readOnly'],
      );
    } finally {
      paths.forEach((path) => tryTool('chattr', '-ai', path));
    }
  });

  it('returns all files if the system shows no attributes', async () => {
    const { files } = await findInFiles([tree.write('a', randomTokenString())], () => false, signal);
    const { PATH } = process.env;
    process.env['PATH'] = tree.path;
    try {
      assert.deepEqual(await withAppendOnly(files, signal), files);
    } finally {
      process.env['PATH'] = PATH;
    }
    await assert.rejects(withAppendOnly(files, AbortSignal.abort(new Error('canceled'))), { message: 'canceled' });
  });
});
