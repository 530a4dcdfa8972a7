import assert from 'node:assert/strict';
import { excludedFolders } from '../../../src/files/paths.ts';
import { sentence } from '../../support/sentences.ts';

describe('excludedFolders', () => {
  it('are all named where no files were found', () => {
    assert.deepEqual(
      excludedFolders.filter((name) => !sentence('noFilesContainToken').includes(name)),
      [],
    );
  });
});
