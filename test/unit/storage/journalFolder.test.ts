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

/** Replaces `sync` of all open files during the work. */
async function withSync(
  directory: { readonly path: string; remove(): void },
  sync: (this: FileHandle) => Promise<void>,
  work: () => Promise<void>,
): Promise<void> {
  const probe = await open(directory.path, 'r');
  const prototype = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  const original = Object.getOwnPropertyDescriptor(prototype, 'sync');
  assert.ok(original !== undefined);
  prototype.sync = sync;
  try {
    await work();
  } finally {
    Object.defineProperty(prototype, 'sync', original);
    directory.remove();
  }
}

const isEntry = (value: unknown): value is Entry => value !== undefined;
const entry = (id: string): Entry => ({ id, startedAt: '2026-11-28T12:00:00.000Z' });

describe('JournalFolder', () => {
  it('syncs the file and its folders, so that an entry survives a power cut', async () => {
    assert.equal(process.platform, 'linux', 'the paths of open files are read from /proc');
    const directory = createDirectory();
    const synced: string[] = [];
    async function sync(this: FileHandle): Promise<void> {
      synced.push(readlinkSync(`/proc/self/fd/${this.fd}`).slice(directory.path.length));
      await this.datasync();
    }
    await withSync(directory, sync, async () => {
      const folder = new JournalFolder(join(directory.path, 'journals'), isEntry, silent);
      await folder.write(entry('one'));
      assert.deepEqual(synced.splice(0), ['/journals/one.json.new', '/journals', '']);
      await folder.create(entry('two'));
      assert.deepEqual(synced.splice(0).sort(), ['/journals', '/journals/two.json']);
    });
  });

  it('leaves no entry when it could not be synced', async () => {
    const directory = createDirectory();
    const fail = () => Promise.reject(Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' }));
    await withSync(directory, fail, async () => {
      const folder = new JournalFolder(directory.path, isEntry, silent);
      await assert.rejects(folder.create(entry('one')), { name: 'UserError' });
      assert.deepEqual(readdirSync(directory.path), []);
    });
  });
});
