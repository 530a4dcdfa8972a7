import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundFile } from '../../../../src/content/foundFile.ts';
import { Token } from '../../../../src/core/token/token.ts';
import { createTree, namesOf, randomTokenString, utf16be, utf16le, type Tree } from '../helpers/searchTree.ts';
import { withAndWithoutRipgrep } from '../helpers/searchVariants.ts';

describe('findInFolders', () => {
  withAndWithoutRipgrep((search) => {
    let tree: Tree;
    let token: string;

    beforeEach(() => {
      tree = createTree();
      token = randomTokenString();
    });

    afterEach(() => tree.remove());

    const locationsIn = async (content: string | Buffer, name = 'some.txt'): Promise<string[]> => {
      tree.write(name, content);
      const { files } = await search(tree.path);
      return files.flatMap(({ occurrences }) => occurrences.map(({ line, column }) => `${line}:${column}`));
    };

    it('returns all details of a file', async () => {
      const path = tree.write('conf/telegraf.conf', `# ours\n  token = "${token}"\n`);
      const { files, unsearched } = await search(tree.path);
      assert.deepEqual(unsearched, []);
      assert.equal(files.length, 1);
      const [{ occurrences, ...file }] = files as [FoundFile];
      assert.deepEqual(file, {
        folder: 'work',
        file: 'conf/telegraf.conf',
        path,
        fingerprint: createHash('sha256').update(readFileSync(path)).digest('hex'),
        barrier: undefined,
      });
      assert.deepEqual(
        occurrences.map(({ line, column, token: found }) => [line, column, found.reveal()]),
        [[2, 12, token]],
      );
    });

    it('searches hidden files and files that Git ignores', async () => {
      tree.write('.gitignore', '.env\nignored/\n');
      tree.write('.ignore', '*\n');
      tree.write('.rgignore', '*\n');
      for (const file of ['.env', '.hidden/.deep/.conf', 'ignored/a.txt']) {
        tree.write(file, token);
      }
      tree.createFolder('.git');
      assert.deepEqual(namesOf(await search(tree.path)), ['.env', '.hidden/.deep/.conf', 'ignored/a.txt']);
    });

    it('skips node_modules and .git folders, but not files with these names', async () => {
      tree.write('a/node_modules/pack/.env', token);
      tree.write('node_modules/.env', token);
      tree.write('.git/config', token);
      tree.write('sub/.git', token);
      tree.write('sub/sub/node_modules', token);
      tree.write('my_node_modules/x', token);
      assert.deepEqual(namesOf(await search(tree.path)), ['my_node_modules/x', 'sub/.git', 'sub/sub/node_modules']);
    });

    it('lists binary files that contain a known token, which cannot be updated', async () => {
      const isKnown = (found: Token) => found.hash === new Token(token).hash;
      tree.write('processEnvironment', `PATH=/bin\0INFLUX_TOKEN=${token}\0`);
      tree.write('database', Buffer.concat([Buffer.alloc(100_000), Buffer.from(token), Buffer.alloc(100)]));
      tree.write('other', `\0${randomTokenString()}`);
      const { files, unsearched } = await search(tree.path, { isKnown });
      assert.deepEqual(
        files.map(({ file, barrier, occurrences }) => [file, barrier, occurrences.length]),
        [
          ['database', 'binary', 1],
          ['processEnvironment', 'binary', 1],
        ],
      );
      assert.deepEqual(unsearched, []);
    });

    it('treats a file as binary only when its first 8 KiB contain a NUL', async () => {
      tree.write('binary', Buffer.concat([Buffer.alloc(8191, 'a'), Buffer.from([0, 10]), Buffer.from(token)]));
      tree.write('text', Buffer.concat([Buffer.alloc(8192, 'a'), Buffer.from([0, 10]), Buffer.from(token)]));
      assert.deepEqual(namesOf(await search(tree.path)), ['text']);
    });

    it('reads UTF-16 in both byte orders, and UTF-8 with a byte order mark', async () => {
      assert.deepEqual(await locationsIn(utf16le(`ä\r\n ${token}`)), ['2:2']);
      assert.deepEqual(await locationsIn(utf16be(`ä\r\n ${token}`)), ['2:2']);
      assert.deepEqual(await locationsIn(Buffer.concat([utf16be(`ä\n${token}`), Buffer.from('x')])), ['2:1']);
      assert.deepEqual(await locationsIn(`\ufeff${token}`), ['1:1']);
    });

    it('finds a token across the boundary of two chunks', async () => {
      for (const before of [65_520, 65_535, 65_536, 131_060]) {
        const padding = '.'.repeat(before - 3);
        assert.deepEqual(await locationsIn(`${padding}\n${token}`), ['2:1'], `${before}`);
        assert.deepEqual(await locationsIn(utf16le(`${padding.slice(0, before / 2)}\n${token}`)), ['2:1'], `${before}`);
      }
    });

    it('finds a token in Latin-1, between mixed line endings, and at the end of a file', async () => {
      assert.deepEqual(await locationsIn(Buffer.from(`# größe\n${token}`, 'latin1')), ['2:1']);
      assert.deepEqual(await locationsIn(`a\r\nb\n\r${token}\r\n`), ['4:1']);
    });

    it('finds two tokens on one line, and 500 in one file', async () => {
      assert.deepEqual(await locationsIn(`${token} ${randomTokenString()}`), ['1:1', '1:94']);
      assert.equal((await locationsIn(`${token}\n`.repeat(500))).length, 500);
    });

    it('finds a token in a Base64 Kubernetes secret and in a notebook', async () => {
      assert.deepEqual(await locationsIn(`data:\n  t: ${Buffer.from(token).toString('base64')}\n`, 's.yaml'), ['2:6']);
      tree.write('s.yaml', '');
      assert.deepEqual(await locationsIn(JSON.stringify({ cells: [{ source: [`t = '${token}'`] }] }), 'n.ipynb'), [
        '1:28',
      ]);
    });

    it('ignores placeholders, parts of longer words, and tokens cut by a line break', async () => {
      for (const text of [`x${token}`, `${token}A`, `${token.slice(0, 40)}\n${token.slice(40)}`, 'apiv3_YOUR_TOKEN']) {
        assert.deepEqual(await locationsIn(text), []);
      }
    });

    it('finds a known token of another length', async () => {
      tree.write('a', 'apiv3_offline apiv3_other');
      const { files } = await search(tree.path, { isKnown: (found) => found.reveal() === 'apiv3_offline' });
      assert.deepEqual(
        files.map(({ occurrences }) => occurrences.length),
        [1],
      );
    });

    it('handles unusual file names', async () => {
      const names = ['-e', '--files', ' two  words ', 'line\nend', 'quo\'"te', '*?[!x]', 'ünï ☃', 'rg: ', 'a\nrg: '];
      names.forEach((name) => tree.write(join(name, name), token));
      assert.deepEqual(namesOf(await search(tree.path)), names.map((name) => `${name}/${name}`).sort());
    });

    it('reports files while searching, and returns them sorted', async () => {
      ['b', 'a/z', 'a.b', 'B', 'a/b'].forEach((name) => tree.write(name, token));
      const reported: FoundFile[] = [];
      const { files } = await search(tree.path, { onFile: (file) => reported.push(file) });
      assert.deepEqual(
        files.map(({ file }) => file),
        ['B', 'a.b', 'a/b', 'a/z', 'b'],
      );
      assert.deepEqual(new Set(reported), new Set(files));
    });

    it('rethrows an error of onFile', async () => {
      tree.write('a', token);
      const broken = new Error('listener');
      await assert.rejects(
        search(tree.path, {
          onFile: () => {
            throw broken;
          },
        }),
        broken,
      );
    });
  });
});
