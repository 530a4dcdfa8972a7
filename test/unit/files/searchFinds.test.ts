import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundFile } from '../../../src/core/foundFile.ts';
import { makeTree, namesOf, newTokenString, utf16be, utf16le, type Tree } from './helpers/searchTree.ts';
import { inBothWays } from './helpers/searchWays.ts';

describe('A search for tokens', () => {
  inBothWays((search) => {
    let tree: Tree;
    let token: string;

    beforeEach(() => {
      tree = makeTree();
      token = newTokenString();
    });

    afterEach(() => tree.remove());

    /** Line and column of each place in a file with this content. */
    const placesIn = async (content: string | Buffer, name = 'some.txt'): Promise<string[]> => {
      tree.write(name, content);
      const { files } = await search(tree.path);
      return files.flatMap(({ places }) => places.map(({ line, column }) => `${line}:${column}`));
    };

    it('tells all about a file that it found', async () => {
      const path = tree.write('conf/telegraf.conf', `# ours\n  token = "${token}"\n`);
      const { files, unread } = await search(tree.path);
      assert.deepEqual(unread, []);
      assert.equal(files.length, 1);
      const [{ places, ...file }] = files as [FoundFile];
      assert.deepEqual(file, {
        folder: 'work',
        file: 'conf/telegraf.conf',
        path,
        fingerprint: createHash('sha256').update(readFileSync(path)).digest('hex'),
        barrier: undefined,
      });
      assert.deepEqual(
        places.map(({ line, column, token: found }) => [line, column, found.reveal()]),
        [[2, 12, token]],
      );
    });

    it('comes to files that git ignores, and to hidden ones', async () => {
      tree.write('.gitignore', '.env\nignored/\n');
      tree.write('.ignore', '*\n');
      tree.write('.rgignore', '*\n');
      for (const file of ['.env', '.hidden/.deep/.conf', 'ignored/a.txt']) {
        tree.write(file, token);
      }
      tree.folder('.git');
      assert.deepEqual(namesOf(await search(tree.path)), ['.env', '.hidden/.deep/.conf', 'ignored/a.txt']);
    });

    it('never enters node_modules and .git, but reads files of these names', async () => {
      tree.write('a/node_modules/pack/.env', token);
      tree.write('node_modules/.env', token);
      tree.write('.git/config', token);
      tree.write('sub/.git', token);
      tree.write('sub/sub/node_modules', token);
      tree.write('my_node_modules/x', token);
      assert.deepEqual(namesOf(await search(tree.path)), ['my_node_modules/x', 'sub/.git', 'sub/sub/node_modules']);
    });

    it('knows a binary file by a NUL in its first 8 KiB, and by none behind them', async () => {
      tree.write('binary', Buffer.concat([Buffer.alloc(8191, 'a'), Buffer.from([0, 10]), Buffer.from(token)]));
      tree.write('text', Buffer.concat([Buffer.alloc(8192, 'a'), Buffer.from([0, 10]), Buffer.from(token)]));
      assert.deepEqual(namesOf(await search(tree.path)), ['text']);
    });

    it('reads UTF-16 of both byte orders, and UTF-8 with a mark', async () => {
      assert.deepEqual(await placesIn(utf16le(`ä\r\n ${token}`)), ['2:2']);
      assert.deepEqual(await placesIn(utf16be(`ä\r\n ${token}`)), ['2:2']);
      assert.deepEqual(await placesIn(Buffer.concat([utf16be(`ä\n${token}`), Buffer.from('x')])), ['2:1']);
      assert.deepEqual(await placesIn(`\ufeff${token}`), ['1:1']);
    });

    it('finds a token across any cut between the pieces in which files are read', async () => {
      for (const before of [65_520, 65_535, 65_536, 131_060]) {
        const padding = '.'.repeat(before - 3);
        assert.deepEqual(await placesIn(`${padding}\n${token}`), ['2:1'], `${before}`);
        assert.deepEqual(await placesIn(utf16le(`${padding.slice(0, before / 2)}\n${token}`)), ['2:1'], `${before}`);
      }
    });

    it('finds it in Latin-1, between mixed line ends, and at the very end', async () => {
      assert.deepEqual(await placesIn(Buffer.from(`# größe\n${token}`, 'latin1')), ['2:1']);
      assert.deepEqual(await placesIn(`a\r\nb\n\r${token}\r\n`), ['4:1']);
    });

    it('finds two on one line, and 500 in one file', async () => {
      assert.deepEqual(await placesIn(`${token} ${newTokenString()}`), ['1:1', '1:94']);
      assert.equal((await placesIn(`${token}\n`.repeat(500))).length, 500);
    });

    it('finds base64 in a Kubernetes secret, and a notebook', async () => {
      assert.deepEqual(await placesIn(`data:\n  t: ${Buffer.from(token).toString('base64')}\n`, 's.yaml'), ['2:6']);
      tree.write('s.yaml', '');
      assert.deepEqual(await placesIn(JSON.stringify({ cells: [{ source: [`t = '${token}'`] }] }), 'n.ipynb'), [
        '1:28',
      ]);
    });

    it('takes no placeholder, no part of a longer word and none that a line break cuts', async () => {
      for (const text of [`x${token}`, `${token}A`, `${token.slice(0, 40)}\n${token.slice(40)}`, 'apiv3_YOUR_TOKEN']) {
        assert.deepEqual(await placesIn(text), []);
      }
    });

    it('takes a token of another length that is known', async () => {
      tree.write('a', 'apiv3_offline apiv3_other');
      const { files } = await search(tree.path, { isKnown: (found) => found.reveal() === 'apiv3_offline' });
      assert.deepEqual(
        files.map(({ places }) => places.length),
        [1],
      );
    });

    it('survives whatever names files have', async () => {
      const names = ['-e', '--files', ' two  words ', 'line\nend', 'quo\'"te', '*?[!x]', 'ünï ☃', 'rg: ', 'a\nrg: '];
      names.forEach((name) => tree.write(join(name, name), token));
      assert.deepEqual(namesOf(await search(tree.path)), names.map((name) => `${name}/${name}`).sort());
    });

    it('tells of each file as soon as it is found, and sorts them in the end', async () => {
      ['b', 'a/z', 'a.b', 'B', 'a/b'].forEach((name) => tree.write(name, token));
      const told: FoundFile[] = [];
      const { files } = await search(tree.path, { onFile: (file) => told.push(file) });
      assert.deepEqual(
        files.map(({ file }) => file),
        ['B', 'a.b', 'a/b', 'a/z', 'b'],
      );
      assert.deepEqual(new Set(told), new Set(files));
    });

    it('lets nobody take an error of its listener for an unread file', async () => {
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
