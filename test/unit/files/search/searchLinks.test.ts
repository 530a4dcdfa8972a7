import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createTree, namesOf, randomTokenString, type Tree } from '../helpers/searchTree.ts';
import { withAndWithoutRipgrep } from '../helpers/searchVariants.ts';

describe('findInFolders with symbolic links', () => {
  withAndWithoutRipgrep((search) => {
    let outside: Tree;
    let tree: Tree;
    let token: string;
    const link = (name: string, target: string) => symlinkSync(target, join(tree.path, name));

    beforeEach(() => {
      outside = createTree();
      tree = createTree();
      token = randomTokenString();
    });

    afterEach(() => {
      tree.remove();
      outside.remove();
    });

    const found = async (): Promise<(readonly [string, string | undefined])[]> =>
      (await search(tree.path)).files.map(({ file, barrier }) => [file, barrier] as const);

    it('does not follow links into the folder itself', async () => {
      tree.write('folder/a', token);
      link('file', 'folder/a');
      link('again', 'folder');
      link('self', '.');
      assert.deepEqual(await found(), [['folder/a', undefined]]);
    });

    it('returns a file outside the folder under the path of the link, with a barrier', async () => {
      link('config', outside.write('config', token));
      const { files } = await search(tree.path);
      assert.deepEqual(
        files.map(({ file, path, barrier }) => [file, path, barrier]),
        [['config', join(tree.path, 'config'), 'link']],
      );
    });

    it('returns the files of a linked folder outside the folder', async () => {
      outside.write('shared/a/b', token);
      outside.write('shared/node_modules/x', token);
      outside.write('shared/plain', 'no token');
      link('deep', join(outside.path, 'shared'));
      assert.deepEqual(await found(), [['deep/a/b', 'link']]);
    });

    it('returns each file once, under the first link', async () => {
      const file = outside.write('shared/a', token);
      link('c', join(outside.path, 'shared'));
      link('b', join(outside.path, 'shared'));
      link('d', file);
      assert.deepEqual(await found(), [['b/a', 'link']]);
    });

    it('follows links to links, and handles cycles', async () => {
      const other = createTree();
      try {
        other.write('far', token);
        symlinkSync(other.path, join(outside.path, 'on'));
        symlinkSync(outside.path, join(outside.path, 'loop'));
        symlinkSync(outside.path, join(other.path, 'back'));
        outside.write('near', token);
        link('first', join(outside.path, 'toLink'));
        symlinkSync(outside.path, join(outside.path, 'toLink'));
        assert.deepEqual(await found(), [
          ['first/near', 'link'],
          ['first/on/far', 'link'],
        ]);
      } finally {
        other.remove();
      }
    });

    it('ignores broken links', async () => {
      tree.write('a', token);
      link('broken', 'nothing');
      link('itself', 'itself');
      link('ping', 'pong');
      link('pong', 'ping');
      link('below', 'a/b');
      link('long', 'x'.repeat(300));
      const result = await search(tree.path);
      assert.deepEqual(namesOf(result), ['a']);
      assert.deepEqual(result.unsearched, []);
    });

    it('does not follow a link to a parent of the folder', async () => {
      tree.write('beside', token);
      tree.write('work/a', token);
      link('work/up', tree.path);
      assert.deepEqual(namesOf(await search(join(tree.path, 'work'))), ['a']);
    });

    it('does not follow links to a drive, a home folder, or node_modules', async () => {
      const home = process.env['HOME'];
      process.env['HOME'] = outside.createFolder('home/me');
      try {
        outside.write('home/me/x', token);
        outside.write('node_modules/x', token);
        outside.write('modules/x', token);
        link('root', '/');
        link('home', join(outside.path, 'home/me'));
        link('homes', join(outside.path, 'home'));
        link('modules', join(outside.path, 'node_modules'));
        link('node_modules', join(outside.path, 'modules'));
        assert.deepEqual(await found(), []);
        link('allowed', join(outside.path, 'modules'));
        assert.deepEqual(await found(), [['allowed/x', 'link']]);
      } finally {
        if (home === undefined) {
          delete process.env['HOME'];
        } else {
          process.env['HOME'] = home;
        }
      }
    });
  });
});
