import assert from 'node:assert/strict';
import type { Barrier, FoundFile } from '../../../src/core/foundFile.ts';
import { foundOnce } from '../../../src/core/foundOnce.ts';

/** Everything below `/link` is what lies below `/real`. */
const sameFile = (path: string) => path.replace('/link/', '/real/');

describe('A file that is found under two names', () => {
  it('counts once, under the name that the folder gives it', () => {
    const inFolder = found('/link/a.env');
    assert.deepEqual(foundOnce([inFolder], [found('/real/a.env')], sameFile), [inFolder]);
  });

  it('counts under its own name where the folder has only a link to it', () => {
    const single = found('/real/a.env');
    assert.deepEqual(foundOnce([found('/link/a.env', 'link')], [single], sameFile), [single]);
    const link = found('/link/a.env', 'link');
    assert.deepEqual(foundOnce([link], [found('/real/a.env', 'link')], sameFile), [link], 'of two links one is enough');
  });

  it('stands beside others', () => {
    const files = foundOnce([found('/w/a')], [found('/x/b'), found('/x/b'), found('/x/c')], sameFile);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['/w/a', '/x/b', '/x/c'],
    );
  });
});

function found(path: string, barrier?: Barrier): FoundFile {
  return { folder: '', file: path, path, fingerprint: '', places: [], barrier };
}
