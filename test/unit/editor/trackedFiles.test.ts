import assert from 'node:assert/strict';
import { TrackedFiles } from '../../../src/editor/trackedFiles.ts';

describe('TrackedFileCache', () => {
  let now = 0;
  let queried: string[] = [];
  let tracked = new Set<string>();
  let files: TrackedFiles;

  beforeEach(() => {
    now = 0;
    queried = [];
    tracked = new Set(['/a']);
    files = new TrackedFiles(
      (paths) => {
        queried.push(...paths);
        return Promise.resolve(tracked);
      },
      () => now,
    );
  });

  it('queries Git once in 30 seconds for each file, even for concurrent calls', async () => {
    assert.deepEqual(await Promise.all([files.has('/a'), files.has('/a'), files.has('/b')]), [true, true, false]);
    now = 29_000;
    assert.equal(await files.has('/a'), true);
    assert.deepEqual(queried, ['/a', '/b']);
    now = 31_000;
    tracked = new Set();
    assert.equal(await files.has('/a'), false);
  });

  it('queries Git again after a file was invalidated', async () => {
    await files.has('/a');
    tracked = new Set();
    files.invalidate('/a');
    assert.equal(await files.has('/a'), false);
  });

  it('queries Git again after an error', async () => {
    let fails = true;
    const flaky = new TrackedFiles(() => (fails ? Promise.reject(new Error('no git')) : Promise.resolve(tracked)));
    await assert.rejects(flaky.has('/a'), /no git/);
    fails = false;
    assert.equal(await flaky.has('/a'), true);
  });

  it('aborts a pending query when it is disposed', async () => {
    const waiting = new TrackedFiles(
      (_paths, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    );
    const result = waiting.has('/a');
    waiting.dispose();
    await assert.rejects(result, /aborted/);
  });
});
