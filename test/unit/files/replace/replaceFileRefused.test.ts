import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { removeSibling } from '../../../../src/files/replace/replaceFile.ts';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { writeTestFile } from '../helpers/git.ts';
import { asNobody, isRoot, nobodyId } from '../helpers/nobody.ts';
import { sibling, oldTokenString, updateToken } from '../helpers/tokens.ts';

const content = `token = "${oldTokenString}"\n`;
const bytes = Buffer.from(content);

describe('replaceFile', () => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;

  beforeEach(() => {
    directory = createDirectory();
    chmodSync(directory.path, 0o755);
    path = writeTestFile(directory.path, 'folder/a.conf', content);
  });

  afterEach(() => directory.remove());

  const folder = () => join(directory.path, 'folder');
  const assertUnchanged = (where = path) => {
    assert.deepEqual(readFileSync(where), bytes);
    assert.ok(!readdirSync(folder()).includes(sibling));
  };

  it('returns "gone" when the file or its folder is missing', async () => {
    unlinkSync(path);
    assert.equal(await updateToken(path, bytes), 'gone');
    assert.equal(await updateToken(join(directory.path, 'nowhere/a.conf'), bytes), 'gone');
    assert.equal(await updateToken(join(writeTestFile(directory.path, 'file'), 'a.conf'), bytes), 'gone');
  });

  it('returns "link" for a symbolic link', async () => {
    const link = join(folder(), 'link.conf');
    symlinkSync(path, link);
    assert.equal(await updateToken(link, bytes), 'link');
    assert.ok(lstatSync(link).isSymbolicLink());
    assertUnchanged();
    unlinkSync(path);
    assert.equal(await updateToken(link, bytes), 'link');
  });

  it('returns "hardLink" for a file with a second hard link', async () => {
    const second = join(directory.path, 'second.conf');
    linkSync(path, second);
    assert.equal(await updateToken(path, bytes), 'hardLink');
    assertUnchanged();
    assertUnchanged(second);
  });

  it('returns "gone" for a folder, a pipe, or a socket', async () => {
    unlinkSync(path);
    mkdirSync(path);
    assert.equal(await updateToken(path, bytes), 'gone');
    const pipe = join(folder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    assert.equal(await updateToken(pipe, bytes), 'gone');
    const server = createServer().listen(join(folder(), 'socket'));
    await once(server, 'listening');
    assert.equal(await updateToken(join(folder(), 'socket'), bytes), 'gone');
    server.close();
  });

  it('returns "readOnly" for a file without a write bit, even for root', async () => {
    chmodSync(path, 0o444);
    assert.equal(await updateToken(path, bytes), 'readOnly');
    assertUnchanged();
    assert.equal(lstatSync(path).mode & 0o777, 0o444);
  });

  it('returns "readOnly" when the folder is not writable', async () => {
    chmodSync(path, 0o666);
    chmodSync(folder(), 0o555);
    if (isRoot) {
      chownSync(path, nobodyId, nobodyId);
    }
    const [readable, outcome] = await asNobody(async () => [
      readFileSync(path).equals(bytes),
      await updateToken(path, bytes),
    ]);
    assert.ok(readable, 'the file is readable');
    assert.equal(outcome, 'readOnly');
    assertUnchanged();
    chmodSync(folder(), 0o755);
  });

  if (isRoot) {
    it('returns "failed" when the owner cannot be kept', async () => {
      chmodSync(path, 0o666);
      chmodSync(folder(), 0o777);
      assert.equal(await asNobody(() => updateToken(path, bytes)), 'failed');
      assertUnchanged();
      assert.equal(lstatSync(path).uid, 0);
    });
  } else {
    // Only root can create a file with another owner.
    it('returns "readOnly" when only other users may write to the file', async () => {
      chmodSync(path, 0o426);
      assert.equal(await updateToken(path, bytes), 'readOnly');
      assertUnchanged();
    });
  }

  it('does not remove a folder or a link with the temporary name', async () => {
    mkdirSync(join(folder(), sibling));
    await removeSibling(path, sibling);
    assert.ok(lstatSync(join(folder(), sibling)).isDirectory());
    renameSync(join(folder(), sibling), join(folder(), 'away'));
    symlinkSync(path, join(folder(), sibling));
    await removeSibling(path, sibling);
    assert.ok(lstatSync(join(folder(), sibling)).isSymbolicLink());
    assert.deepEqual(readFileSync(path), bytes);
  });
});
