import assert from 'node:assert/strict';
import { TrackedFiles } from '../../../src/editor/trackedFiles.ts';

describe('Whether git tracks a file', () => {
  let now = 0;
  let asked: string[] = [];
  let tracked = new Set<string>();
  let files: TrackedFiles;

  beforeEach(() => {
    now = 0;
    asked = [];
    tracked = new Set(['/a']);
    files = new TrackedFiles(
      (paths) => {
        asked.push(...paths);
        return Promise.resolve(tracked);
      },
      () => now,
    );
  });

  it('is asked once in thirty seconds for each file, even by two at a time', async () => {
    assert.deepEqual(await Promise.all([files.has('/a'), files.has('/a'), files.has('/b')]), [true, true, false]);
    now = 29_000;
    assert.equal(await files.has('/a'), true);
    assert.deepEqual(asked, ['/a', '/b']);
    now = 31_000;
    tracked = new Set();
    assert.equal(await files.has('/a'), false);
  });

  it('is asked anew when the file was saved', async () => {
    await files.has('/a');
    tracked = new Set();
    files.forget('/a');
    assert.equal(await files.has('/a'), false);
  });

  it('is asked anew after git failed', async () => {
    let fails = true;
    const flaky = new TrackedFiles(() => (fails ? Promise.reject(new Error('no git')) : Promise.resolve(tracked)));
    await assert.rejects(flaky.has('/a'), /no git/);
    fails = false;
    assert.equal(await flaky.has('/a'), true);
  });

  it('ends what git is still doing when the part goes away', async () => {
    const waiting = new TrackedFiles(
      (_paths, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('ended')))),
    );
    const answer = waiting.has('/a');
    waiting.dispose();
    await assert.rejects(answer, /ended/);
  });
});
