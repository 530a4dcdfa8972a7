import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { withFailingDisk, type FailingOperation } from './helpers/failingDisk.ts';
import { ExtensionFiles } from './helpers/extensionFiles.ts';

/** Runs a shell with its own mounts, which not every container allows. */
const shellWithMounts = ['--user', '--map-root-user', '--mount', 'sh', '-ec'];
const canMount = spawnSync('unshare', [...shellWithMounts, 'mount -t tmpfs none /mnt']).status === 0;

const diskProgram = join(import.meta.dirname, 'helpers', 'onFullDisk.ts');
interface DiskReport {
  readonly before: readonly string[];
  readonly full: Readonly<Record<'journal' | 'id' | 'lock', string>>;
  readonly after: { readonly files: readonly string[]; readonly stage: string };
  readonly freed: DiskReport['full'];
  readonly stage: string;
}

describe("The extension's files on a full disk", () => {
  let directory: ReturnType<typeof createDirectory>;
  let folder: string;
  let files: ExtensionFiles;

  beforeEach(() => {
    directory = createDirectory();
    folder = join(directory.path, 'state');
    files = new ExtensionFiles(folder);
  });

  afterEach(() => directory.remove());

  const assertDiskFull = (message: string, where: string) => assert.equal(message, sentence('diskFull', where));

  for (const operation of ['creating', 'writing', 'syncing'] satisfies FailingOperation[]) {
    it(`keeps the previous journal when the disk is full while ${operation}`, async () => {
      assert.equal(await files.writeJournal('creating'), 'done');
      const before = files.list();
      const code = operation === 'syncing' ? 'EDQUOT' : 'ENOSPC';
      const message = await withFailingDisk(folder, { code, operation }, () => files.writeJournal('placing'));
      assertDiskFull(message, join(folder, 'rotations'));
      assert.equal(await files.stageOfJournal(), 'creating');
      assert.deepEqual(files.list(), before, 'no partial file is left');
      assert.equal(await files.writeJournal('placing'), 'done');
      assert.equal(await files.stageOfJournal(), 'placing');
    });
  }

  for (const operation of ['creating', 'writing'] satisfies FailingOperation[]) {
    it(`creates no machine ID when the disk is full while ${operation}`, async () => {
      const message = await withFailingDisk(folder, { code: 'ENOSPC', operation }, () => files.createId());
      assertDiskFull(message, folder);
      assert.deepEqual(files.list(), []);
      assert.equal(await files.createId(), 'done');
      assert.match(files.list().join(), /^machines\/[0-9a-f]{16}$/);
    });
  }

  it('fails to take a lock when the disk is full', async () => {
    const message = await withFailingDisk(folder, { code: 'ENOSPC', operation: 'creating' }, () => files.takeLock());
    assertDiskFull(message, join(folder, 'locks'));
    assert.deepEqual(files.list(), []);
    assert.equal(await files.takeLock(), 'done');
    assert.deepEqual(files.list(), []);
  });

  it('reports a lack of permission, and other errors', async () => {
    for (const [code, work] of [
      ['EROFS', () => files.createId()],
      ['EACCES', () => files.writeJournal('creating')],
      ['EPERM', () => files.takeLock()],
    ] as const) {
      const message = await withFailingDisk(folder, { code, operation: 'creating' }, work);
      assert.match(message, sentencePattern('extensionFilesNoAccess'));
    }
    const message = await withFailingDisk(folder, { code: 'EIO', operation: 'creating' }, () => files.createId());
    assert.match(message, sentencePattern('extensionFilesFailed', folder, '"EIO'));
  });

  if (canMount) {
    for (const [filledWith, canLock] of [
      ['bytes', true],
      ['empty files', false],
    ] as const) {
      it(`leaves no partial file on a real disk full of ${filledWith}, and works again later`, () => {
        const disk = join(directory.path, 'disk');
        mkdirSync(disk);
        const script = `mount -t tmpfs -o size=64k,nr_inodes=40 none '${disk}'
          '${process.execPath}' '${diskProgram}' '${disk}' '${filledWith}'`;
        const report = JSON.parse(
          execFileSync('unshare', [...shellWithMounts, script], { encoding: 'utf8' }),
        ) as DiskReport;
        assertDiskFull(report.full.journal, join(disk, 'state', 'rotations'));
        assertDiskFull(report.full.id, join(disk, 'state'));
        if (canLock) {
          assert.equal(report.full.lock, 'done', 'a claim is an empty file');
        } else {
          assertDiskFull(report.full.lock, join(disk, 'state', 'locks'));
        }
        assert.deepEqual(report.after, { files: report.before, stage: 'creating' });
        assert.deepEqual(report.freed, { journal: 'done', id: 'done', lock: 'done' });
        assert.equal(report.stage, 'placing');
      });
    }
  } else {
    console.warn('Skipped the tests with a real full disk: mounting a file system is not allowed here.');
  }
});
