import assert from 'node:assert/strict';
import { linkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isOneOf } from '../../../src/files/sameFile.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { writeTestFile } from './helpers/git.ts';

describe('isOneOf', () => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;
  const at = (name: string) => join(directory.path, name);

  beforeEach(() => {
    directory = createDirectory();
    path = writeTestFile(directory.path, 'folder/a.env', 'A=1');
    writeTestFile(directory.path, 'folder/b.env', 'B=1');
    symlinkSync(at('folder'), at('linked'));
    symlinkSync(path, at('link.env'));
  });
  afterEach(() => directory.remove());

  it('finds the file itself, and no other', () => {
    assert.equal(isOneOf([at('folder/b.env'), path], path), true);
    assert.equal(isOneOf([at('folder/b.env')], path), false);
    assert.equal(isOneOf([], path), false);
  });

  it('finds the file through a link to its folder or to itself, in either direction', () => {
    for (const other of ['linked/a.env', 'link.env'].map(at)) {
      assert.equal(isOneOf([other], path), true, other);
      assert.equal(isOneOf([path], other), true, other);
    }
    assert.equal(isOneOf([at('linked/b.env')], path), false);
  });

  it('finds the file under another name, and no copy of it', () => {
    linkSync(path, at('second.env'));
    writeTestFile(directory.path, 'copy.env', 'A=1');
    assert.equal(isOneOf([at('second.env')], path), true);
    assert.equal(isOneOf([path], at('second.env')), true);
    assert.equal(isOneOf([at('copy.env')], path), false);
  });

  it('ignores paths that lead nowhere', () => {
    symlinkSync(at('gone'), at('dangling'));
    assert.equal(isOneOf([at('gone'), at('dangling')], path), false);
    assert.equal(isOneOf([at('gone')], at('gone')), true);
  });
});
