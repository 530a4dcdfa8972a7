import assert from 'node:assert/strict';
import type { Barrier, FoundFile } from '../../../src/content/foundFile.ts';
import { mergeFoundFiles } from '../../../src/content/mergeFoundFiles.ts';

/** `/link` is a link to `/real`. */
const sameFile = (path: string) => path.replace('/link/', '/real/');

describe('mergeFoundFiles', () => {
  it('returns a file only once if it was found twice, with its path in the folder', () => {
    const inFolder = found('/link/a.env');
    assert.deepEqual(mergeFoundFiles([inFolder], [found('/real/a.env')], sameFile), [inFolder]);
  });

  it('prefers the file itself to a link in a folder', () => {
    const single = found('/real/a.env');
    assert.deepEqual(mergeFoundFiles([found('/link/a.env', 'link')], [single], sameFile), [single]);
    const link = found('/link/a.env', 'link');
    assert.deepEqual(
      mergeFoundFiles([link], [found('/real/a.env', 'link')], sameFile),
      [link],
      'only one of two links is returned',
    );
  });

  it('keeps all different files', () => {
    const files = mergeFoundFiles([found('/w/a')], [found('/x/b'), found('/x/b'), found('/x/c')], sameFile);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['/w/a', '/x/b', '/x/c'],
    );
  });
});

function found(path: string, barrier?: Barrier): FoundFile {
  return { folder: '', file: path, path, fingerprint: '', occurrences: [], barrier };
}
