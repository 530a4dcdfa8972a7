import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { SearchFolder } from '../../../../src/files/search/searchTypes.ts';
import { createTree, randomTokenString, type Tree } from '../helpers/searchTree.ts';
import { withAndWithoutRipgrep } from '../helpers/searchVariants.ts';

describe('findInFolders in several folders', () => {
  withAndWithoutRipgrep((search) => {
    let tree: Tree;
    let token: string;
    const folder = (name: string): SearchFolder => ({ name, path: join(tree.path, name) });

    beforeEach(() => {
      tree = createTree();
      token = randomTokenString();
    });

    afterEach(() => tree.remove());

    const found = async (...folders: SearchFolder[]): Promise<string[]> =>
      (await search(folders)).files.map(({ folder: name, file, path }) => {
        assert.equal(path, join(folders.find((one) => one.name === name)?.path ?? '', file));
        return `${name}: ${file}`;
      });

    it('returns files in the order of the folders', async () => {
      tree.write('b/1', token);
      tree.write('a/1', token);
      assert.deepEqual(await found(folder('b'), folder('a')), ['b: 1', 'a: 1']);
    });

    it('assigns a file to the deepest of nested folders', async () => {
      tree.write('a/1', token);
      tree.write('a/b/2', token);
      tree.write('a/b/c/3', token);
      tree.write('a/bb/4', token);
      assert.deepEqual(await found(folder('a'), folder('a/b/c'), folder('a/b')), [
        'a: 1',
        'a: bb/4',
        'a/b/c: 3',
        'a/b: 2',
      ]);
    });

    it('searches a folder in node_modules when it was opened itself', async () => {
      tree.write('a/node_modules/pack/1', token);
      tree.write('a/node_modules/other/1', token);
      assert.deepEqual(await found(folder('a'), folder('a/node_modules/pack')), ['a/node_modules/pack: 1']);
      assert.deepEqual(await found(folder('a/node_modules')), ['a/node_modules: other/1', 'a/node_modules: pack/1']);
    });

    it('searches links, and each folder once', async () => {
      tree.write('a/b/1', token);
      symlinkSync(join(tree.path, 'a'), join(tree.path, 'link'));
      symlinkSync(join(tree.path, 'a/b'), join(tree.path, 'inner'));
      assert.deepEqual(await found(folder('link')), ['link: b/1']);
      assert.deepEqual(await found(folder('link'), folder('a')), ['link: b/1']);
      assert.deepEqual(await found(folder('a'), folder('a')), ['a: b/1']);
      assert.deepEqual(await found(folder('a'), folder('inner')), ['inner: 1']);
    });

    it('searches a folder with a name that starts with a dash', async () => {
      tree.write('-e/1', token);
      assert.deepEqual(await found(folder('-e')), ['-e: 1']);
    });

    it('reports missing folders, and files given as folders, as unsearched', async () => {
      tree.write('a/1', token);
      const result = await search([folder('gone'), folder('a'), folder('a/1')]);
      assert.equal(result.files.length, 1);
      assert.deepEqual(result.unsearched, [join(tree.path, 'a/1'), join(tree.path, 'gone')]);
    });

    it('returns nothing without folders', async () => {
      assert.deepEqual(await search([]), { files: [], unsearched: [] });
    });
  });
});
