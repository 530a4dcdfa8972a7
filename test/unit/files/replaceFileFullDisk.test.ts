import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../influxdb3/helpers/directory.ts';
import { errorOfFullDisk, systemError } from './helpers/errors.ts';
import { put } from './helpers/git.ts';
import { atEachStep } from './helpers/steps.ts';
import { oldString, renew } from './helpers/tokens.ts';

const content = `${'x'.repeat(300_000)}\ntoken = "${oldString}"\n`;
const bytes = Buffer.from(content);
const once = join(import.meta.dirname, 'helpers', 'replaceOnce.ts');

/** A shell in which file systems can be mounted that nobody else sees; not every container lets one. */
const mounting = ['--user', '--map-root-user', '--mount', 'sh', '-ec'];
const mayMount = spawnSync('unshare', [...mounting, 'mount -t tmpfs none /mnt']).status === 0;

describe('Where a disk has no room, or may not be written, a file', () => {
  let directory: ReturnType<typeof makeDirectory>;
  let path: string;

  beforeEach(() => {
    directory = makeDirectory();
    path = put(directory.path, 'a.conf', content);
  });

  afterEach(() => directory.remove());

  const assertUntouched = () => {
    assert.deepEqual(readdirSync(directory.path), ['a.conf']);
    assert.ok(readFileSync(path).equals(bytes));
  };
  /** Gives what the process said in the folder `disk`, which ends with the shell, and what was found there then. */
  const inMounted = (options: string, thenRun: string) => {
    const disk = put(directory.path, 'disk/.keep').replace('/.keep', '');
    const script = `mount -t tmpfs -o ${options} none '${disk}'; cp '${path}' '${disk}'; ${thenRun}
      '${process.execPath}' '${once}' '${disk}/a.conf'; ls -A '${disk}'; cmp -s '${path}' '${disk}/a.conf' && echo same || echo other`;
    return execFileSync('unshare', [...mounting, script], { encoding: 'utf8' })
      .trim()
      .split('\n');
  };

  it('stays as it was when the disk fills up half way', async () => {
    const fill = async (step: string, _: number, file: { write(bytes: Buffer): Promise<unknown> }) => {
      if (step === 'writeFile') {
        await file.write(bytes.subarray(0, 1000));
        throw errorOfFullDisk();
      }
    };
    assert.equal(await atEachStep(fill, () => renew(path, bytes)), 'noSpace');
    assertUntouched();
  });

  for (const [code, outcome] of [
    ['ENOSPC', 'noSpace'],
    ['EDQUOT', 'noSpace'],
    ['EROFS', 'readOnly'],
    ['EIO', 'failed'],
  ] as const) {
    it(`stays as it was when ${code} is told only as the bytes are synced, as over a network`, async () => {
      const fail = (step: string) => {
        if (step === 'sync') {
          throw systemError(code);
        }
      };
      assert.equal(await atEachStep(fail, () => renew(path, bytes)), outcome);
      assertUntouched();
    });
  }

  it('is written all the same when only its folder cannot be synced', async () => {
    const fail = async (step: string, _: number, file: { stat(): Promise<{ isDirectory(): boolean }> }) => {
      if (step === 'sync' && (await file.stat()).isDirectory()) {
        throw systemError('EINVAL');
      }
    };
    assert.equal(await atEachStep(fail, () => renew(path, bytes)), 'written');
  });

  it('stays as it was when a file may not become that long', () => {
    const limited = ['-c', 'ulimit -f 64; exec "$@"', 'bash', process.execPath, once, path];
    assert.equal(execFileSync('bash', limited, { encoding: 'utf8' }), 'failed\n');
    assertUntouched();
  });

  if (mayMount) {
    it('stays as it was on a disk that is really full', () =>
      assert.deepEqual(inMounted('size=400k', ''), ['noSpace', 'a.conf', 'same']));

    it('is written on one that has room, by the very same way', () =>
      assert.deepEqual(inMounted('size=800k', ''), ['written', 'a.conf', 'other']));

    it('stays as it was on a disk that is mounted read-only', () =>
      assert.deepEqual(inMounted('size=800k', `mount -o remount,bind,ro '${directory.path}/disk';`), [
        'readOnly',
        'a.conf',
        'same',
      ]));

    it('stays as it was where it alone is mounted read-only', () => {
      const mountFile = `cd '${directory.path}/disk'; mount --bind a.conf a.conf; mount -o remount,bind,ro a.conf;`;
      assert.deepEqual(inMounted('size=800k', mountFile), ['readOnly', 'a.conf', 'same']);
    });
  } else {
    console.warn('No file system may be mounted here: a disk that is really full, or read-only, was not tried.');
  }
});
