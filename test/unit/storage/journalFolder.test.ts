import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { JournalFolder } from '../../../src/storage/journalFolder.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';

interface Entry {
  readonly id: string;
  readonly startedAt: string;
}

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('JournalFolder', () => {
  it('syncs the file and its folders, so that an entry survives a power cut', async function () {
    assert.equal(process.platform, 'linux', 'the paths of open files are read from /proc');
    const directory = createDirectory();
    const probe = await open(directory.path, 'r');
    const prototype = Object.getPrototypeOf(probe) as FileHandle;
    await probe.close();
    const original = Object.getOwnPropertyDescriptor(prototype, 'sync');
    assert.ok(original !== undefined);
    const synced: string[] = [];
    prototype.sync = async function (this: FileHandle) {
      synced.push(readlinkSync(`/proc/self/fd/${this.fd}`).slice(directory.path.length));
      await this.datasync();
    };
    try {
      const folder = new JournalFolder<Entry>(
        join(directory.path, 'journals'),
        (value): value is Entry => value !== undefined,
        silent,
      );
      await folder.write({ id: 'one', startedAt: '2026-11-28T12:00:00.000Z' });
      assert.deepEqual(synced.splice(0), ['/journals/one.json.new', '/journals', '']);
      await folder.create({ id: 'two', startedAt: '2026-11-28T12:00:00.000Z' });
      assert.deepEqual(synced.splice(0).sort(), ['/journals', '/journals/two.json']);
    } finally {
      Object.defineProperty(prototype, 'sync', original);
      directory.remove();
    }
  });

  it('leaves no entry when it could not be synced', async () => {
    const directory = createDirectory();
    const probe = await open(directory.path, 'r');
    const prototype = Object.getPrototypeOf(probe) as FileHandle;
    await probe.close();
    const original = Object.getOwnPropertyDescriptor(prototype, 'sync');
    assert.ok(original !== undefined);
    prototype.sync = () => Promise.reject(Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' }));
    try {
      const folder = new JournalFolder<Entry>(directory.path, (value): value is Entry => value !== undefined, silent);
      await assert.rejects(folder.create({ id: 'one', startedAt: '2026-11-28T12:00:00.000Z' }), { name: 'UserError' });
      assert.deepEqual(readdirSync(directory.path), []);
    } finally {
      Object.defineProperty(prototype, 'sync', original);
      directory.remove();
    }
  });
});
