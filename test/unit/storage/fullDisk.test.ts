import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../influxdb3/helpers/directory.ts';
import { onFailingDisk, type Moment } from './helpers/failingDisk.ts';
import { OwnFiles } from './helpers/ownFiles.ts';

/** A shell in which a disk can be mounted that nobody else sees; not every container lets one. */
const mounting = ['--user', '--map-root-user', '--mount', 'sh', '-ec'];
const mayMount = spawnSync('unshare', [...mounting, 'mount -t tmpfs none /mnt']).status === 0;

const onceFull = join(import.meta.dirname, 'helpers', 'onFullDisk.ts');
interface Told {
  readonly before: readonly string[];
  readonly full: Readonly<Record<'journal' | 'id' | 'lock', string>>;
  readonly after: { readonly files: readonly string[]; readonly stage: string };
  readonly freed: Told['full'];
  readonly stage: string;
}

describe('Where the disk has no room for the files that the extension keeps', () => {
  let directory: ReturnType<typeof makeDirectory>;
  let folder: string;
  let here: OwnFiles;

  beforeEach(() => {
    directory = makeDirectory();
    folder = join(directory.path, 'state');
    here = new OwnFiles(folder);
  });

  afterEach(() => directory.remove());

  const saysWhatToDo = (said: string, where: string) => {
    assert.ok(said.startsWith('The disk is full: '), said);
    assert.ok(said.includes(`"${where}`), said);
    assert.match(said, /Make room there and try again\.$/);
  };

  for (const moment of ['making', 'writing', 'syncing'] satisfies Moment[]) {
    it(`a journal is refused that is full while ${moment}, and the one before it stays whole`, async () => {
      assert.equal(await here.writeJournal('creating'), 'done');
      const before = here.list();
      const full = { code: moment === 'syncing' ? 'EDQUOT' : 'ENOSPC', moment };
      const said = await onFailingDisk(folder, full, () => here.writeJournal('placing'));
      saysWhatToDo(said, join(folder, 'rotations'));
      assert.equal(await here.stageOfJournal(), 'creating');
      assert.deepEqual(here.list(), before, 'nothing half written is left');
      assert.equal(await here.writeJournal('placing'), 'done');
      assert.equal(await here.stageOfJournal(), 'placing');
    });
  }

  for (const moment of ['making', 'writing'] satisfies Moment[]) {
    it(`this machine gets no id that is lost again (full while ${moment})`, async () => {
      const said = await onFailingDisk(folder, { code: 'ENOSPC', moment }, () => here.askForId());
      saysWhatToDo(said, folder);
      assert.deepEqual(here.list(), []);
      assert.equal(await here.askForId(), 'done');
      assert.deepEqual(here.list(), ['machine-id']);
    });
  }

  it('a lock is refused, so that nothing is begun under it', async () => {
    const said = await onFailingDisk(folder, { code: 'ENOSPC', moment: 'making' }, () => here.takeLock());
    saysWhatToDo(said, join(folder, 'locks'));
    assert.deepEqual(here.list(), []);
    assert.equal(await here.takeLock(), 'done');
    assert.deepEqual(here.list(), []);
  });

  it('or may not be written at all, that is told, and what to see to', async () => {
    for (const [code, work] of [
      ['EROFS', () => here.askForId()],
      ['EACCES', () => here.writeJournal('creating')],
      ['EPERM', () => here.takeLock()],
    ] as const) {
      const said = await onFailingDisk(folder, { code, moment: 'making' }, work);
      assert.match(said, /may not use its own files in ".*"\. See that the folder can be read and written/);
    }
    const said = await onFailingDisk(folder, { code: 'EIO', moment: 'making' }, () => here.askForId());
    assert.match(said, /could not use its own files in ".*": EIO/);
  });

  if (mayMount) {
    for (const [filledWith, lockHasRoom] of [
      ['bytes', true],
      ['empty files', false],
    ] as const) {
      it(`nothing half written is left on one that is really full of ${filledWith}, and all of it works again`, () => {
        const disk = join(directory.path, 'disk');
        mkdirSync(disk);
        const script = `mount -t tmpfs -o size=64k,nr_inodes=40 none '${disk}'
          '${process.execPath}' '${onceFull}' '${disk}' '${filledWith}'`;
        const told = JSON.parse(execFileSync('unshare', [...mounting, script], { encoding: 'utf8' })) as Told;
        saysWhatToDo(told.full.journal, join(disk, 'state', 'rotations'));
        saysWhatToDo(told.full.id, join(disk, 'state'));
        if (lockHasRoom) {
          assert.equal(told.full.lock, 'done', 'a claim has no bytes');
        } else {
          saysWhatToDo(told.full.lock, join(disk, 'state', 'locks'));
        }
        assert.deepEqual(told.after, { files: told.before, stage: 'creating' });
        assert.deepEqual(told.freed, { journal: 'done', id: 'done', lock: 'done' });
        assert.equal(told.stage, 'placing');
      });
    }
  } else {
    console.warn('No file system may be mounted here: a disk that is really full was not tried, only a double of one.');
  }
});
