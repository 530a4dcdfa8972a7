import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, openSync, closeSync, ftruncateSync, readdirSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { makeTree, namesOf, newTokenString, type Tree } from './helpers/searchTree.ts';
import { inBothWays } from './helpers/searchWays.ts';

describe('A file that a search cannot simply read or rewrite', () => {
  inBothWays((search) => {
    let tree: Tree;
    let token: string;

    beforeEach(() => {
      tree = makeTree();
      token = newTokenString();
    });

    afterEach(() => tree.remove());

    it('is said to have a second hard link', async () => {
      const path = tree.write('a', token);
      linkSync(path, join(tree.path, 'b'));
      tree.write('c', token);
      assert.deepEqual(
        (await search(tree.path)).files.map(({ file, barrier }) => [file, barrier]),
        [
          ['a', 'hardLink'],
          ['b', 'hardLink'],
          ['c', undefined],
        ],
      );
    });

    it('is said to be read-only when it has no write bit, whoever runs', async () => {
      chmodSync(tree.write('a', token), 0o444);
      assert.deepEqual(
        (await search(tree.path)).files.map(({ barrier }) => barrier),
        ['readOnly'],
      );
    });

    it('is never opened when it is a pipe or a socket', async () => {
      tree.write('a', token);
      execFileSync('mkfifo', [join(tree.path, 'pipe')]);
      const server = createServer().listen(join(tree.path, 'socket'));
      await once(server, 'listening');
      try {
        const result = await search(tree.path);
        assert.deepEqual(namesOf(result), ['a']);
        assert.deepEqual(result.unread, []);
      } finally {
        server.close();
      }
    });

    const writeLong = (name: string, head: string | Buffer, size: number): string => {
      const path = tree.write(name, '');
      const file = openSync(path, 'w');
      writeSync(file, Buffer.concat([Buffer.from(head), Buffer.from('\n'.repeat(9000))]));
      ftruncateSync(file, size);
      closeSync(file);
      return path;
    };

    it('counts as unread over 256 MiB, if it is a text that may hold a token', async () => {
      const long = writeLong('long', token, 256 * 1024 * 1024 + 1);
      writeLong('binary', Buffer.from(`\0${token}`), 256 * 1024 * 1024 + 1);
      const result = await search(tree.path);
      assert.deepEqual(namesOf(result), []);
      assert.deepEqual(result.unread, [long]);
    });

    it('is read in any length below', async () => {
      writeLong('a', token, 3 * 1024 * 1024);
      writeLong('b', token, 1024 * 1024 + 1);
      assert.deepEqual(namesOf(await search(tree.path)), ['a', 'b']);
    });

    it('counts as unread when its name is no UTF-8, so that no string can say it', async () => {
      // The shell can say the byte that a string cannot. Some file systems refuse it, and have no such files.
      execFileSync('sh', ['-c', `printf %s "$TEXT" > "$(printf 'n\\377')" || true`], {
        cwd: tree.path,
        env: { ...process.env, TEXT: token },
        stdio: 'ignore',
      });
      const written = readdirSync(tree.path, 'buffer').length;
      assert.equal(written, process.platform === 'linux' ? 1 : written);
      assert.deepEqual((await search(tree.path)).unread, written === 1 ? [join(tree.path, 'n\ufffd')] : []);
    });
  });
});
