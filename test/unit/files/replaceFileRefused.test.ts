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
import { removeBeside } from '../../../src/files/replaceFile.ts';
import { makeDirectory } from '../influxdb3/helpers/directory.ts';
import { put } from './helpers/git.ts';
import { asNobody, isRoot, nobody } from './helpers/nobody.ts';
import { beside, oldString, renew } from './helpers/tokens.ts';

const content = `token = "${oldString}"\n`;
const bytes = Buffer.from(content);

describe('A file is left as it is, and that is told,', () => {
  let directory: ReturnType<typeof makeDirectory>;
  let path: string;

  beforeEach(() => {
    directory = makeDirectory();
    chmodSync(directory.path, 0o755);
    path = put(directory.path, 'folder/a.conf', content);
  });

  afterEach(() => directory.remove());

  const folder = () => join(directory.path, 'folder');
  const assertUntouched = (where = path) => {
    assert.deepEqual(readFileSync(where), bytes);
    assert.ok(!readdirSync(folder()).includes(beside));
  };

  it('where it is gone, or its folder is, or a file stands where that was', async () => {
    unlinkSync(path);
    assert.equal(await renew(path, bytes), 'gone');
    assert.equal(await renew(join(directory.path, 'nowhere/a.conf'), bytes), 'gone');
    assert.equal(await renew(join(put(directory.path, 'file'), 'a.conf'), bytes), 'gone');
  });

  it('where it is a link, wherever that leads', async () => {
    const link = join(folder(), 'link.conf');
    symlinkSync(path, link);
    assert.equal(await renew(link, bytes), 'link');
    assert.ok(lstatSync(link).isSymbolicLink());
    assertUntouched();
    unlinkSync(path);
    assert.equal(await renew(link, bytes), 'link');
  });

  it('where it has a second name', async () => {
    const second = join(directory.path, 'second.conf');
    linkSync(path, second);
    assert.equal(await renew(path, bytes), 'hardLink');
    assertUntouched();
    assertUntouched(second);
  });

  it('where something else has its name: a folder, a pipe, a socket', async () => {
    unlinkSync(path);
    mkdirSync(path);
    assert.equal(await renew(path, bytes), 'gone');
    const pipe = join(folder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    assert.equal(await renew(pipe, bytes), 'gone');
    const server = createServer().listen(join(folder(), 'socket'));
    await once(server, 'listening');
    assert.equal(await renew(join(folder(), 'socket'), bytes), 'gone');
    server.close();
  });

  it('where it has no write bit, whoever runs, root too', async () => {
    chmodSync(path, 0o444);
    assert.equal(await renew(path, bytes), 'readOnly');
    assertUntouched();
    assert.equal(lstatSync(path).mode & 0o777, 0o444);
  });

  it('where nothing may be written into its folder', async () => {
    chmodSync(path, 0o666);
    chmodSync(folder(), 0o555);
    if (isRoot) {
      chownSync(path, nobody, nobody);
    }
    const [readable, outcome] = await asNobody(async () => [
      readFileSync(path).equals(bytes),
      await renew(path, bytes),
    ]);
    assert.ok(readable, 'it is not for want of reading it');
    assert.equal(outcome, 'readOnly');
    assertUntouched();
    chmodSync(folder(), 0o755);
  });

  if (isRoot) {
    it('where its owner cannot be kept', async () => {
      chmodSync(path, 0o666);
      chmodSync(folder(), 0o777);
      assert.equal(await asNobody(() => renew(path, bytes)), 'failed');
      assertUntouched();
      assert.equal(lstatSync(path).uid, 0);
    });
  } else {
    // Only root can make a file of another owner, to whom it could then not be given back.
    it('where who runs may not write to it, though others may', async () => {
      chmodSync(path, 0o426);
      assert.equal(await renew(path, bytes), 'readOnly');
      assertUntouched();
    });
  }

  it('and what lies beside it is never removed but as a file', async () => {
    mkdirSync(join(folder(), beside));
    await removeBeside(path, beside);
    assert.ok(lstatSync(join(folder(), beside)).isDirectory());
    renameSync(join(folder(), beside), join(folder(), 'away'));
    symlinkSync(path, join(folder(), beside));
    await removeBeside(path, beside);
    assert.ok(lstatSync(join(folder(), beside)).isSymbolicLink());
    assert.deepEqual(readFileSync(path), bytes);
  });
});
