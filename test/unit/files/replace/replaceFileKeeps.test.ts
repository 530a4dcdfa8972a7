import assert from 'node:assert/strict';
import { chmodSync, chownSync, linkSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { barrierOf } from '../../../../src/files/search/barrier.ts';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { beforeEachStep } from '../helpers/fileSteps.ts';
import { canMount, mountingShell, runTool, tryTool } from '../helpers/fileTools.ts';
import { writeTestFile } from '../helpers/git.ts';
import { asNobody, isRoot, nobodyId } from '../helpers/nobody.ts';
import { backupNames, newTokenString, oldTokenString, restoreToken, updateToken } from '../helpers/tokens.ts';

const content = `token = "${oldTokenString}"\n`;
const updated = content.replace(oldTokenString, newTokenString);
const bytes = Buffer.from(content);
const once = join(import.meta.dirname, '..', 'helpers', 'replaceOnce.ts');

describe('replaceFile keeps everything but the token', () => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;

  beforeEach(() => {
    directory = createDirectory();
    chmodSync(directory.path, 0o755);
    path = writeTestFile(directory.path, 'a.conf', content);
  });

  afterEach(() => directory.remove());

  const updateAndRestore = async (describeFile: () => unknown) => {
    const before = describeFile();
    assert.equal(await updateToken(path, bytes), 'written');
    assert.equal(readFileSync(path, 'utf8'), updated);
    assert.deepEqual(describeFile(), before);
    assert.equal(await restoreToken(path, bytes), 'written');
    assert.equal(readFileSync(path, 'utf8'), content);
    assert.deepEqual(describeFile(), before);
  };
  const identity = () => {
    const { dev, ino, nlink, uid, gid, mode } = statSync(path);
    return { dev, ino, nlink, uid, gid, mode };
  };

  it('keeps the inode and the time of creation', () =>
    updateAndRestore(() => ({ ...identity(), birthtime: statSync(path).birthtimeMs })));

  it('updates all hard links of a file, which stay hard links', async () => {
    const second = join(directory.path, 'second.conf');
    linkSync(path, second);
    await updateAndRestore(() => [identity(), statSync(second).ino]);
    assert.equal(await updateToken(path, bytes), 'written');
    assert.equal(readFileSync(second, 'utf8'), updated);
    assert.equal(await updateToken(second, bytes), 'already');
  });

  it('keeps a file that a link leads to', async () => {
    symlinkSync(path, join(directory.path, 'link'));
    await updateAndRestore(() => [identity(), statSync(join(directory.path, 'link')).ino]);
  });

  const acl = tryTool('setfacl', '--version').code === 0 && isRoot;
  const attributes = tryTool('setfattr', '--version').code === 0;

  if (acl) {
    const aclOf = (file: string) => runTool('getfacl', '--omit-header', '--absolute-names', file);
    const canRead = (file: string) => {
      try {
        return readFileSync(file).length > 0;
      } catch {
        return false;
      }
    };
    const canNobodyRead = (file: string) => asNobody(() => Promise.resolve(canRead(file)));

    it('keeps an access control list, for which the group bits are only a mask', async () => {
      chmodSync(path, 0o600);
      runTool('setfacl', '-m', `u:${nobodyId}:r`, path);
      assert.match(aclOf(path), /group::---/);
      await updateAndRestore(() => [aclOf(path), identity()]);
      assert.ok(await canNobodyRead(path));
    });

    it('lets nobody read a token because of the default access control list of a folder', async () => {
      chmodSync(path, 0o600);
      runTool('setfacl', '-d', '-m', `u:${nobodyId}:rw`, directory.path);
      const seen: string[] = [];
      const look = async () => {
        for (const name of ['a.conf', ...backupNames]) {
          const hidden = join(directory.path, name);
          seen.push(...(readdirSync(directory.path).includes(name) ? [name] : []));
          assert.equal(await canNobodyRead(hidden), false, name);
        }
      };
      assert.equal(await beforeEachStep(look, () => updateToken(path, bytes)), 'written');
      assert.deepEqual(new Set(seen), new Set(['a.conf', ...backupNames]));
      assert.doesNotMatch(aclOf(path), new RegExp(`user:.+:`));
    });
  } else {
    console.warn('Skipped the tests of access control lists: they need root and the package "acl".');
  }

  if (attributes) {
    it('keeps extended attributes', async () => {
      const names = ['user.note', ...(isRoot ? ['trusted.note', 'security.selinux'] : [])];
      names.forEach((name) => runTool('setfattr', '-n', name, '-v', 'some:value', path));
      const values = () => names.map((name) => runTool('getfattr', '--absolute-names', '-n', name, path));
      await updateAndRestore(values);
      assert.ok(values().every((text) => text.includes('some:value')));
    });
  } else {
    console.warn('Skipped the tests of extended attributes: they need the package "attr".');
  }

  if (isRoot) {
    it('writes a group-writable file of another owner in a folder of another owner', () => {
      chownSync(path, 0, nobodyId);
      chmodSync(path, 0o664);
      assert.equal(barrierOf(path, statSync(path)), undefined);
      const own = createDirectory();
      chownSync(own.path, nobodyId, nobodyId);
      const task = JSON.stringify({ path, ownFolder: own.path });
      const before = identity();
      const user = ['--reuid', String(nobodyId), '--regid', String(nobodyId), '--clear-groups'];
      assert.equal(runTool('setpriv', ...user, process.execPath, once, task), 'written');
      assert.equal(readFileSync(path, 'utf8'), updated);
      assert.deepEqual(identity(), before);
      assert.deepEqual(readdirSync(own.path), []);
      own.remove();
    });
  } else {
    console.warn('Skipped the test of a file of another owner: only root can create one.');
  }

  if (canMount) {
    const runMounted = (script: string) => runTool('unshare', ...mountingShell, script).split('\n');
    const task = (where: string) => JSON.stringify({ path: where, ownFolder: join(directory.path, 'own') });

    it('writes what a container sees that mounts the single file', () => {
      const view = writeTestFile(directory.path, 'view/a.conf');
      const output = runMounted(
        `mount --bind '${path}' '${view}'; '${process.execPath}' '${once}' '${task(path)}'; cat '${view}'`,
      );
      assert.deepEqual(output, ['written', updated.trim()]);
    });

    it('writes a file that is a mount point, also in a read-only folder', () => {
      const view = writeTestFile(directory.path, 'view/a.conf');
      const folder = join(directory.path, 'view');
      const output = runMounted(
        `mount --bind '${folder}' '${folder}'; mount -o remount,bind,ro '${folder}'; mount --bind '${path}' '${view}'
        '${process.execPath}' '${once}' '${task(view)}'; cat '${view}'; ls -A '${folder}'`,
      );
      assert.deepEqual(output, ['written', updated.trim(), 'a.conf']);
      assert.equal(readFileSync(path, 'utf8'), updated);
      assert.deepEqual(readdirSync(join(directory.path, 'own')), []);
    });
  } else {
    console.warn("Skipped the tests of mounted files: file systems can't be mounted here.");
  }
});

describe('replaceFile and file attributes', () => {
  for (const [flag, meaning] of [
    ['i', 'immutable'],
    ['a', 'append-only'],
  ] as const) {
    it(`returns "readOnly" for an ${meaning} file, even for root`, async () => {
      const directory = createDirectory();
      const path = writeTestFile(directory.path, 'a.conf', content);
      const { code, text } = tryTool('chattr', `+${flag}`, path);
      try {
        if (code === 0) {
          assert.equal(await updateToken(path, bytes), 'readOnly');
          assert.equal(readFileSync(path, 'utf8'), content);
          assert.deepEqual(readdirSync(directory.path), ['a.conf']);
          assert.equal(barrierOf(path, statSync(path)), flag === 'i' ? 'readOnly' : undefined);
        } else {
          console.warn(`        Not tested, because "chattr" failed: ${text}`);
        }
      } finally {
        tryTool('chattr', `-${flag}`, path);
        directory.remove();
      }
    });
  }
});
