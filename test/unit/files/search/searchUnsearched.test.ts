import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { TooManyCandidates } from '../../../../src/content/tokensInText.ts';
import { findInFiles } from '../../../../src/files/search/findInFiles.ts';
import { maxFileSize } from '../../../../src/files/search/inspection.ts';
import { readRegularFile } from '../../../../src/files/search/openFile.ts';
import type { SearchResult } from '../../../../src/files/search/searchTypes.ts';
import { snippetsOf } from '../../../../src/files/search/snippets.ts';
import { longestBlock, maxBlock } from '../../../support/longestBlock.ts';
import { createTree, namesOf, randomTokenString, type Tree } from '../helpers/searchTree.ts';
import { withAndWithoutRipgrep } from '../helpers/searchVariants.ts';

const placeholders = 'apiv3_a\n'.repeat(1_000_000);
const givesUp = () => {
  throw new TooManyCandidates();
};
const { signal } = new AbortController();
const isLinux = process.platform === 'linux';
const linuxOnly = isLinux ? '' : ' (not checked: this system has neither)';

describe('Search with files that cannot be searched', () => {
  let tree: Tree;
  let outside: Tree;
  const link = (name: string, target: string) => {
    symlinkSync(target, join(tree.path, name));
    return join(tree.path, name);
  };
  const createPipe = (): string => {
    execFileSync('mkfifo', [join(outside.path, 'pipe')]);
    return join(outside.path, 'pipe');
  };

  beforeEach(() => {
    tree = createTree();
    outside = createTree();
  });
  afterEach(() => {
    tree.remove();
    outside.remove();
  });

  withAndWithoutRipgrep((search) => {
    it(`reports links to /proc and /sys, which are never opened${linuxOnly}`, async () => {
      if (!isLinux) {
        return;
      }
      const links = [
        link('environment', '/proc/self/environ'),
        link('messages', '/proc/kmsg'),
        link('process', `/proc/${process.pid}`),
        link('system', '/sys/kernel'),
      ];
      const { files, unsearched } = await search(tree.path);
      assert.deepEqual([files, unsearched], [[], links]);
    });

    it('reports links to pipes, sockets, and devices, which are never opened', async () => {
      const server = createServer().listen(join(outside.path, 'socket'));
      await once(server, 'listening');
      try {
        const links = [link('a', createPipe()), link('b', join(outside.path, 'socket')), link('c', '/dev/zero')];
        link('masked.service', '/dev/null');
        tree.write('token', randomTokenString());
        const result = await search(tree.path);
        assert.deepEqual(result.unsearched, links);
        assert.deepEqual(namesOf(result), ['token']);
      } finally {
        server.close();
      }
    });

    it('reports a link to a folder that is too large', async () => {
      tree.write('work/a', 'text');
      const links = [link('work/root', '/'), link('work/up', tree.path)];
      assert.deepEqual((await search(join(tree.path, 'work'))).unsearched, links);
    });

    it('finds a token after a million placeholders, while other work goes on', async () => {
      tree.write('placeholders', placeholders + randomTokenString());
      let result: SearchResult | undefined;
      const longest = await longestBlock(async () => (result = await search(tree.path)));
      assert.deepEqual(result && [namesOf(result), result.unsearched], [['placeholders'], []]);
      assert.ok(longest < maxBlock, `${longest} ms`);
    });

    it('finds a token after thousands of distinct words that could be tokens', async () => {
      const words = Array.from({ length: 20_000 }, (_, index) => `apiv3_${`${index}-`.padEnd(86, 'word')}`);
      tree.write('words', [...words, randomTokenString()].join('\n'));
      const { files, unsearched } = await search(tree.path);
      assert.equal(files[0]?.occurrences.length, words.length + 1);
      assert.deepEqual(unsearched, []);
    });

    it('reports a file with too many candidates', async () => {
      const path = tree.write('a', randomTokenString());
      assert.deepEqual(await search(tree.path, { isKnown: givesUp }), { files: [], unsearched: [path] });
    });

    it('reports a file that is too large', async () => {
      const path = tree.write('large', `${randomTokenString()}\n`.repeat(200));
      truncateSync(path, maxFileSize + 1);
      assert.deepEqual((await search(tree.path)).unsearched, [path]);
    });
  });

  it('reports the same when single files are searched', async () => {
    const large = tree.write('large', 'text');
    truncateSync(large, maxFileSize + 1);
    const paths = [link('pipe', createPipe()), link('zero', '/dev/zero'), large, tree.write('p', placeholders)];
    const result = await findInFiles([...paths, tree.path], givesUp, signal);
    assert.deepEqual(result, { files: [], unsearched: paths });
  });

  it('can be canceled in a file with many placeholders', async () => {
    const path = tree.write('p', placeholders);
    const controller = new AbortController();
    setImmediate(() => controller.abort(new Error('canceled')));
    await assert.rejects(
      findInFiles([path], () => false, controller.signal),
      /canceled/,
    );
  });
});

describe('readRegularFile', () => {
  let tree: Tree;

  beforeEach(() => {
    tree = createTree();
  });
  afterEach(() => tree.remove());

  it('reads a file through a link, and refuses anything else or a larger file', async () => {
    const path = tree.write('a', 'text');
    symlinkSync(path, join(tree.path, 'link'));
    const { bytes, stats } = await readRegularFile(join(tree.path, 'link'), { maxSize: 4 });
    assert.deepEqual([bytes.toString(), stats.size], ['text', 4]);
    await assert.rejects(readRegularFile(path, { maxSize: 3 }), { name: 'UnsuitableFile' });
    for (const other of ['/dev/zero', '/dev/null', ...(isLinux ? ['/proc/self/environ'] : []), tree.path]) {
      await assert.rejects(readRegularFile(other, { maxSize: 4 }), { name: 'UnsuitableFile' });
    }
    await assert.rejects(readRegularFile(path, { maxSize: 4, signal: AbortSignal.abort(new Error('canceled')) }), {
      message: 'canceled',
    });
  });

  it('reads the text around a token, so that a pipe does not block', async () => {
    const pipe = join(tree.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const { files } = await findInFiles([tree.write('a', randomTokenString())], () => false, signal);
    const [file = assert.fail()] = files;
    assert.deepEqual(await snippetsOf({ ...file, path: pipe }), ['']);
  });
});
