import assert from 'node:assert/strict';
import { TrackedFileCache } from '../../../src/editor/trackedFileCache.ts';

describe('TrackedFileCache', () => {
  let now = 0;
  let queried: string[] = [];
  let tracked = new Set<string>();
  let files: TrackedFileCache;

  beforeEach(() => {
    now = 0;
    queried = [];
    tracked = new Set(['/a']);
    files = new TrackedFileCache(
      (paths) => {
        queried.push(...paths);
        return Promise.resolve(tracked);
      },
      () => now,
    );
  });

  it('queries Git once in 30 seconds for each file, even for concurrent calls', async () => {
    assert.deepEqual(await Promise.all([files.isTracked('/a'), files.isTracked('/a'), files.isTracked('/b')]), [
      true,
      true,
      false,
    ]);
    now = 29_000;
    assert.equal(await files.isTracked('/a'), true);
    assert.deepEqual(queried, ['/a', '/b']);
    now = 31_000;
    tracked = new Set();
    assert.equal(await files.isTracked('/a'), false);
  });

  it('queries Git again after a file was invalidated', async () => {
    await files.isTracked('/a');
    tracked = new Set();
    files.invalidate('/a');
    assert.equal(await files.isTracked('/a'), false);
  });

  it('queries Git again after an error', async () => {
    let fails = true;
    const flaky = new TrackedFileCache(() => (fails ? Promise.reject(new Error('no git')) : Promise.resolve(tracked)));
    await assert.rejects(flaky.isTracked('/a'), /no git/);
    fails = false;
    assert.equal(await flaky.isTracked('/a'), true);
  });

  it('aborts a pending query when it is disposed', async () => {
    const waiting = new TrackedFileCache(
      (_paths, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    );
    const result = waiting.isTracked('/a');
    waiting.dispose();
    await assert.rejects(result, /aborted/);
  });
});
