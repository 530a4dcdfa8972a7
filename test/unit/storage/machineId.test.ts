import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { machineId } from '../../../src/storage/machineId.ts';
import { makeDirectory } from '../influxdb3/helpers/directory.ts';
import { callAtOnce } from './helpers/atOnce.ts';
import { refusal } from './helpers/errors.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe("This machine's id", () => {
  let directory: ReturnType<typeof makeDirectory>;
  let folder: string;

  beforeEach(() => {
    directory = makeDirectory();
    folder = join(directory.path, 'not', 'there', 'yet');
  });

  afterEach(() => directory.remove());

  it('is made at the first call, and is the same ever after', async () => {
    const id = await machineId(folder);
    assert.match(id, uuid);
    assert.equal(await machineId(folder), id);
    assert.deepEqual(await readdir(folder), ['machine-id'], 'nothing is left beside it');
    assert.equal((await stat(join(folder, 'machine-id'))).mode & 0o077, 0, 'only its owner can read it');
  });

  it('is another one in another place', async () => {
    assert.notEqual(await machineId(folder), await machineId(join(directory.path, 'elsewhere')));
  });

  it('is one, though 20 windows ask for it for the first time at the same moment', async function () {
    this.timeout(120_000);
    const ids = await callAtOnce(folder, 20);
    assert.equal(ids.length, 20);
    assert.equal(new Set(ids).size, 1, ids.join('\n'));
    assert.equal((await readFile(join(folder, 'machine-id'), 'utf8')).trim(), ids[0]);
    assert.deepEqual(await readdir(folder), ['machine-id']);
  });

  it('is one, though a single window asks 50 times at once', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => machineId(folder)));
    assert.equal(new Set(ids).size, 1);
  });

  for (const damaged of ['', '\0'.repeat(36), 'not an id', '7a0c0d9e-0000-4000-8000']) {
    it(`is made anew where the file holds ${JSON.stringify(damaged.slice(0, 24))}`, async () => {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'machine-id'), damaged);
      const id = await machineId(folder);
      assert.match(id, uuid);
      assert.equal(await machineId(folder), id);
      assert.deepEqual((await readdir(folder)).sort(), ['machine-id', 'machine-id.1']);
      assert.equal(await readFile(join(folder, 'machine-id'), 'utf8'), damaged, 'what is damaged is left alone');
    });
  }

  for (const [what, damaged] of [
    ['is damaged', '\0'.repeat(36)],
    ['is empty', ''],
    ['is of a newer version', '{"version":2,"id":"7a0c0d9e-0000-4000-8000-000000000000"}'],
  ] as const) {
    it(`is one, though 20 windows ask for it at the same moment and its file ${what}`, async function () {
      this.timeout(120_000);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'machine-id'), damaged);
      const ids = await callAtOnce(folder, 20);
      assert.match(ids[0] ?? '', uuid);
      assert.equal(new Set(ids).size, 1, ids.join('\n'));
      assert.equal(await machineId(folder), ids[0]);
      assert.deepEqual((await readdir(folder)).sort(), ['machine-id', 'machine-id.1'], 'nothing else is left');
    });
  }

  it('is one where the file system has no links, as on many sticks, though 20 windows ask at once', async function () {
    this.timeout(120_000);
    const ids = await callAtOnce(folder, 20, 'no links');
    assert.match(ids[0] ?? '', uuid);
    assert.equal(new Set(ids).size, 1, ids.join('\n'));
    assert.equal(await machineId(folder), ids[0]);
    assert.deepEqual(await readdir(folder), ['machine-id']);
  });

  it('is waited for a moment where another window is about to write it', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'machine-id'), '');
    const asked = machineId(folder);
    const id = '7a0c0d9e-0000-4000-8000-000000000000';
    await writeFile(join(folder, 'machine-id'), id);
    assert.equal(await asked, id);
  });

  it('is refused where ten files in a row are damaged, with what to do', async () => {
    await mkdir(folder, { recursive: true });
    for (let number = 0; number < 10; number += 1) {
      await writeFile(join(folder, number === 0 ? 'machine-id' : `machine-id.${number}`), '\0'.repeat(36));
    }
    assert.match((await refusal(machineId(folder))).message, /are damaged\. Remove them and try again\.$/);
  });

  it('may have a line end behind it, as an editor leaves one', async () => {
    const id = await machineId(folder);
    await writeFile(join(folder, 'machine-id'), `${id}\r\n`);
    assert.equal(await machineId(folder), id);
  });

  it('fails where a file stands in the place of its folder, rather than being another one at each call', async () => {
    await writeFile(join(directory.path, 'not'), '');
    assert.match((await refusal(machineId(folder))).message, /could not use its own files in ".*": ENOTDIR/);
  });

  it('fails where its folder takes no file', async function () {
    // Root may write anywhere, so that only a folder in place of the file stops it.
    await mkdir(join(folder, 'machine-id', 'full'), { recursive: true });
    assert.match((await refusal(machineId(folder))).message, /could not use its own files in ".*": EISDIR/);
    assert.deepEqual(await readdir(folder), ['machine-id']);
  });
});
