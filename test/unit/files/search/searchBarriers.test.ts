import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, openSync, closeSync, ftruncateSync, readdirSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { createTree, namesOf, randomTokenString, type Tree } from '../helpers/searchTree.ts';
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

    it('reports a file under each of its names, without a barrier', async () => {
      const path = tree.write('a', token);
      linkSync(path, join(tree.path, 'b'));
      tree.write('c', token);
      assert.deepEqual(
        (await search(tree.path)).files.map(({ file, barrier }) => [file, barrier]),
        [
          ['a', undefined],
          ['b', undefined],
          ['c', undefined],
        ],
      );
    });

    it('reports a file without a write bit as read-only, even for root', async () => {
      chmodSync(tree.write('a', token), 0o444);
      assert.deepEqual(
        (await search(tree.path)).files.map(({ barrier }) => barrier),
        ['readOnly'],
      );
    });

    it('never opens pipes or sockets, and reports pipes as unsearched', async () => {
      tree.write('a', token);
      execFileSync('mkfifo', [join(tree.path, 'pipe')]);
      const server = createServer().listen(join(tree.path, 'socket'));
      await once(server, 'listening');
      try {
        const result = await search(tree.path);
        assert.deepEqual(namesOf(result), ['a']);
        assert.deepEqual(result.unsearched, [join(tree.path, 'pipe')]);
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

    it('reports files over 256 MiB that might contain a token as unsearched', async () => {
      const long = writeLong('long', token, 256 * 1024 * 1024 + 1);
      const binary = writeLong('binary', Buffer.from(`\0${token}`), 256 * 1024 * 1024 + 1);
      const result = await search(tree.path);
      assert.deepEqual(namesOf(result), []);
      assert.deepEqual(result.unsearched, [binary, long]);
    });

    it('reads files over 1 MiB', async () => {
      writeLong('a', token, 3 * 1024 * 1024);
      writeLong('b', token, 1024 * 1024 + 1);
      assert.deepEqual(namesOf(await search(tree.path)), ['a', 'b']);
    });

    it('reports a file as unsearched when its name is not valid UTF-8', async () => {
      // The shell can pass a byte that a string can't represent. Some file systems refuse such a name.
      execFileSync('sh', ['-c', `printf %s "$TEXT" > "$(printf 'n\\377')" || true`], {
        cwd: tree.path,
        env: { ...process.env, TEXT: token },
        stdio: 'ignore',
      });
      const written = readdirSync(tree.path, 'buffer').length;
      assert.equal(written, process.platform === 'linux' ? 1 : written);
      assert.deepEqual((await search(tree.path)).unsearched, written === 1 ? [join(tree.path, 'n\ufffd')] : []);
    });
  });
});
