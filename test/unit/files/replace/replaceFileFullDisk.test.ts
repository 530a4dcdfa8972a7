import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { diskFullError, systemError } from '../helpers/errors.ts';
import { writeTestFile } from '../helpers/git.ts';
import { beforeEachStep } from '../helpers/fileSteps.ts';
import type { Task } from '../helpers/replaceOnce.ts';
import { completeName, oldTokenString, rollBackUpdate, updateToken, withNewToken } from '../helpers/tokens.ts';

const content = `${'x'.repeat(300_000)}\ntoken = "${oldTokenString}"\n`;
const bytes = Buffer.from(content);
const once = join(import.meta.dirname, '..', 'helpers', 'replaceOnce.ts');

/** A shell that can mount private file systems, which not every container allows. */
const mounting = ['--user', '--map-root-user', '--mount', 'sh', '-ec'];
const canMount = spawnSync('unshare', [...mounting, 'mount -t tmpfs none /mnt']).status === 0;

describe('replaceFile on a full or read-only disk', () => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;

  beforeEach(() => {
    directory = createDirectory();
    path = writeTestFile(directory.path, 'a.conf', content);
  });

  afterEach(() => directory.remove());

  const hasNewBytes = () => readFileSync(path).equals(withNewToken(bytes));
  const assertUnchanged = () => {
    assert.deepEqual(readdirSync(directory.path), ['a.conf']);
    assert.ok(readFileSync(path).equals(bytes));
  };
  /** Returns the output of the process in the mounted folder `disk`, and the contents of that folder. */
  const runOnMountedDisk = (options: string, prepare: string, task: Partial<Task> = {}) => {
    const disk = writeTestFile(directory.path, 'disk/.keep').replace('/.keep', '');
    const script = `mount -t tmpfs -o ${options} none '${disk}'; cp '${path}' '${disk}'; ${prepare}
      '${process.execPath}' '${once}' '${JSON.stringify({ path: `${disk}/a.conf`, ...task })}'; ls -A '${disk}'; cmp -s '${path}' '${disk}/a.conf' && echo same || echo other`;
    return execFileSync('unshare', [...mounting, script], { encoding: 'utf8' })
      .trim()
      .split('\n');
  };

  it('leaves the file unchanged when the disk fills up midway', async () => {
    const fill = async (step: string, _: number, file: { write(bytes: Buffer): Promise<unknown> }) => {
      if (step === 'writeFile') {
        await file.write(bytes.subarray(0, 1000));
        throw diskFullError();
      }
    };
    assert.equal(await beforeEachStep(fill, () => updateToken(path, bytes)), 'noSpace');
    assertUnchanged();
  });

  for (const [code, outcome] of [
    ['ENOSPC', 'noSpace'],
    ['EDQUOT', 'noSpace'],
    ['EROFS', 'failed'],
    ['EIO', 'failed'],
  ] as const) {
    it(`leaves the file unchanged when syncing fails with ${code}, as on a network drive`, async () => {
      const fail = (step: string) => {
        if (step === 'sync') {
          throw systemError(code);
        }
      };
      assert.equal(await beforeEachStep(fail, () => updateToken(path, bytes)), outcome);
      assertUnchanged();
    });
  }

  for (const [code, outcome] of [
    ['ENOSPC', 'noSpace'],
    ['EIO', 'failed'],
  ] as const) {
    it(`restores the file when it can't be synced once because of ${code}`, async () => {
      let failures = 0;
      const fail = (step: string) => {
        if (step === 'sync' && readdirSync(directory.path).includes(completeName) && hasNewBytes()) {
          failures += 1;
          if (failures === 1) {
            throw systemError(code);
          }
        }
      };
      assert.equal(await beforeEachStep(fail, () => updateToken(path, bytes)), outcome);
      assert.equal(failures, 1);
      assertUnchanged();
    });
  }

  it('keeps the backup when the restored file cannot be synced either', async () => {
    let hasFailed = false;
    const fail = (step: string) => {
      hasFailed ||= step === 'sync' && hasNewBytes();
      if (step === 'sync' && hasFailed) {
        throw systemError('EIO');
      }
    };
    assert.equal(await beforeEachStep(fail, () => updateToken(path, bytes)), 'failed');
    assert.ok(readFileSync(join(directory.path, completeName)).equals(bytes));
    assert.equal(await rollBackUpdate(path, bytes), undefined);
    assertUnchanged();
  });

  it('writes the file when only its folder cannot be synced', async () => {
    const fail = async (step: string, _: number, file: { stat(): Promise<{ isDirectory(): boolean }> }) => {
      if (step === 'sync' && (await file.stat()).isDirectory()) {
        throw systemError('EINVAL');
      }
    };
    assert.equal(await beforeEachStep(fail, () => updateToken(path, bytes)), 'written');
  });

  it('leaves the file unchanged when it exceeds the file size limit', () => {
    const limited = ['-c', 'ulimit -f 64; exec "$@"', 'bash', process.execPath, once, JSON.stringify({ path })];
    assert.equal(execFileSync('bash', limited, { encoding: 'utf8' }), 'failed\n');
    assertUnchanged();
  });

  if (canMount) {
    it('leaves the file unchanged on a full disk', () =>
      assert.deepEqual(runOnMountedDisk('size=400k', ''), ['noSpace', 'a.conf', 'same']));

    it('writes the file on the same disk with enough space', () =>
      assert.deepEqual(runOnMountedDisk('size=800k', ''), ['written', 'a.conf', 'other']));

    it('leaves the file unchanged when it would grow on a full disk, and the backup is elsewhere', () => {
      // The file is exactly as large as the disk, and its folder has a mount of it.
      const pages = writeTestFile(directory.path, 'pages.conf', content.padEnd(400 * 1024, ' '));
      const view = writeTestFile(directory.path, 'view/a.conf');
      const prepare = `rm '${directory.path}/disk/a.conf'; cp '${pages}' '${directory.path}/disk/a.conf';
        mount --bind '${directory.path}/disk/a.conf' '${view}'; cp '${pages}' '${path}';`;
      const output = runOnMountedDisk('size=400k', prepare, { path: view, shape: 'longer' });
      assert.deepEqual(output, ['noSpace', 'a.conf', 'same']);
      assert.deepEqual(readdirSync(join(directory.path, 'view')), ['a.conf']);
    });

    it('leaves the file unchanged on a read-only disk', () =>
      assert.deepEqual(runOnMountedDisk('size=800k', `mount -o remount,bind,ro '${directory.path}/disk';`), [
        'readOnly',
        'a.conf',
        'same',
      ]));

    it('leaves the file unchanged when only the file is mounted read-only', () => {
      const mountFile = `cd '${directory.path}/disk'; mount --bind a.conf a.conf; mount -o remount,bind,ro a.conf;`;
      assert.deepEqual(runOnMountedDisk('size=800k', mountFile), ['readOnly', 'a.conf', 'same']);
    });
  } else {
    console.warn("Skipped the tests on full and read-only disks: file systems can't be mounted here.");
  }
});
