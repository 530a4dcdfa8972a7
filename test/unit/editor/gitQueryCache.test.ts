import assert from 'node:assert/strict';
import { GitQueryCache } from '../../../src/editor/gitQueryCache.ts';

describe('GitQueryCache', () => {
  let now = 0;
  let queried: string[] = [];
  let tracked = new Set<string>();
  let files: GitQueryCache;

  beforeEach(() => {
    now = 0;
    queried = [];
    tracked = new Set(['/a']);
    files = new GitQueryCache(
      (path) => {
        queried.push(path);
        return Promise.resolve(tracked.has(path));
      },
      () => now,
    );
  });

  it('queries Git once in 30 seconds for each file, even for concurrent calls', async () => {
    assert.deepEqual(await Promise.all([files.get('/a'), files.get('/a'), files.get('/b')]), [true, true, false]);
    now = 29_000;
    assert.equal(await files.get('/a'), true);
    assert.deepEqual(queried, ['/a', '/b']);
    now = 31_000;
    tracked = new Set();
    assert.equal(await files.get('/a'), false);
  });

  it('queries Git again after a file was invalidated', async () => {
    await files.get('/a');
    tracked = new Set();
    files.invalidate('/a');
    assert.equal(await files.get('/a'), false);
  });

  it('queries Git again after an error', async () => {
    let fails = true;
    const flaky = new GitQueryCache(() => (fails ? Promise.reject(new Error('no git')) : Promise.resolve(true)));
    await assert.rejects(flaky.get('/a'), /no git/);
    fails = false;
    assert.equal(await flaky.get('/a'), true);
  });

  it('aborts a pending query when it is disposed', async () => {
    const waiting = new GitQueryCache(
      (_path, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    );
    const result = waiting.get('/a');
    waiting.dispose();
    await assert.rejects(result, /aborted/);
  });
});
