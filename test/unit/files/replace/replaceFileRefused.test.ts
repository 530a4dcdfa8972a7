import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
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
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { writeTestFile } from '../helpers/git.ts';
import { asNobody, isRoot, nobodyId } from '../helpers/nobody.ts';
import {
  backupNames,
  testPlace,
  newTokenString,
  oldTokenString,
  partialName,
  rollBackUpdate,
  updateToken,
} from '../helpers/tokens.ts';

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
  const assertNoBackup = () => assert.ok(!readdirSync(folder()).some((name) => backupNames.includes(name)));
  const assertUnchanged = (where = path) => {
    assert.deepEqual(readFileSync(where), bytes);
    assertNoBackup();
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

  it('writes the backup to its own folder when the folder is not writable', async () => {
    const own = createDirectory();
    chmodSync(path, 0o666);
    chmodSync(folder(), 0o555);
    if (isRoot) {
      chownSync(path, nobodyId, nobodyId);
      chownSync(own.path, nobodyId, nobodyId);
    }
    const { ino } = lstatSync(path);
    const outcome = await asNobody(() => updateToken(path, bytes, () => false, testPlace(own.path)));
    assert.equal(outcome, 'written');
    assert.equal(lstatSync(path).ino, ino);
    assert.ok(readFileSync(path, 'utf8').includes(newTokenString));
    assert.deepEqual([readdirSync(own.path), readdirSync(folder())], [[], ['a.conf']]);
    chmodSync(folder(), 0o755);
    own.remove();
  });

  it('returns "failed" when the backup can be written nowhere', async () => {
    const own = createDirectory();
    chmodSync(path, 0o666);
    chmodSync(folder(), 0o555);
    chmodSync(own.path, 0o555);
    const outcome = await asNobody(() => updateToken(path, bytes, () => false, testPlace(join(own.path, 'new'))));
    assert.equal(outcome, 'failed');
    chmodSync(folder(), 0o755);
    assertUnchanged();
    own.remove();
  });

  it('returns "readOnly" when only other users may write to the file', async () => {
    chmodSync(path, isRoot ? 0o644 : 0o426);
    assert.equal(await asNobody(() => updateToken(path, bytes)), 'readOnly');
    assertUnchanged();
  });

  it('does not remove a folder or a link with the name of a backup', async () => {
    for (const name of backupNames) {
      const planted = join(folder(), name);
      mkdirSync(planted);
      await assert.doesNotReject(rollBackUpdate(path, bytes));
      assert.ok(lstatSync(planted).isDirectory());
      renameSync(planted, join(folder(), `away${name}`));
      symlinkSync(path, planted);
      await rollBackUpdate(path, bytes);
      assert.ok(lstatSync(planted).isSymbolicLink());
      assert.deepEqual(readFileSync(path), bytes);
    }
  });

  it('removes what an earlier version left: the new content in a file that was not yet renamed', async () => {
    writeTestFile(folder(), partialName, content.replace(oldTokenString, newTokenString));
    assert.equal(await rollBackUpdate(path, bytes), undefined);
    assertUnchanged();
  });
});
