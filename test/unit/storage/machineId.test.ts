import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { machineId } from '../../../src/storage/machineId.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { callConcurrently } from './helpers/concurrentCalls.ts';
import { expectUserError } from './helpers/errors.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('machineId', () => {
  let directory: ReturnType<typeof createDirectory>;
  let folder: string;

  beforeEach(() => {
    directory = createDirectory();
    folder = join(directory.path, 'not', 'there', 'yet');
  });

  afterEach(() => directory.remove());

  it('creates an ID on the first call and returns it from then on', async () => {
    const id = await machineId(folder);
    assert.match(id, uuid);
    assert.equal(await machineId(folder), id);
    assert.deepEqual(await readdir(folder), ['machine-id'], 'no temporary file is left');
    assert.equal((await stat(join(folder, 'machine-id'))).mode & 0o077, 0, 'only its owner can read the file');
  });

  it('returns different IDs for different folders', async () => {
    assert.notEqual(await machineId(folder), await machineId(join(directory.path, 'elsewhere')));
  });

  it('returns the same ID to 20 processes that create it at the same time', async function () {
    this.timeout(120_000);
    const ids = await callConcurrently(folder, 20);
    assert.equal(ids.length, 20);
    assert.equal(new Set(ids).size, 1, ids.join('\n'));
    assert.equal((await readFile(join(folder, 'machine-id'), 'utf8')).trim(), ids[0]);
    assert.deepEqual(await readdir(folder), ['machine-id']);
  });

  it('returns the same ID to 50 concurrent calls in one process', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => machineId(folder)));
    assert.equal(new Set(ids).size, 1);
  });

  for (const corrupt of ['', '\0'.repeat(36), 'not an id', '7a0c0d9e-0000-4000-8000']) {
    it(`creates another file when the first one contains ${JSON.stringify(corrupt).slice(0, 24)}`, async () => {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'machine-id'), corrupt);
      const id = await machineId(folder);
      assert.match(id, uuid);
      assert.equal(await machineId(folder), id);
      assert.deepEqual((await readdir(folder)).sort(), ['machine-id', 'machine-id.1']);
      assert.equal(await readFile(join(folder, 'machine-id'), 'utf8'), corrupt, 'the corrupt file is unchanged');
    });
  }

  for (const [what, corrupt] of [
    ['corrupt', '\0'.repeat(36)],
    ['empty', ''],
    ['from a newer version', '{"version":2,"id":"7a0c0d9e-0000-4000-8000-000000000000"}'],
  ] as const) {
    it(`returns the same ID to 20 processes when the file is ${what}`, async function () {
      this.timeout(120_000);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'machine-id'), corrupt);
      const ids = await callConcurrently(folder, 20);
      assert.match(ids[0] ?? '', uuid);
      assert.equal(new Set(ids).size, 1, ids.join('\n'));
      assert.equal(await machineId(folder), ids[0]);
      assert.deepEqual((await readdir(folder)).sort(), ['machine-id', 'machine-id.1'], 'no temporary file is left');
    });
  }

  it('returns the same ID to 20 processes on a file system without links', async function () {
    this.timeout(120_000);
    const ids = await callConcurrently(folder, 20, 'no links');
    assert.match(ids[0] ?? '', uuid);
    assert.equal(new Set(ids).size, 1, ids.join('\n'));
    assert.equal(await machineId(folder), ids[0]);
    assert.deepEqual(await readdir(folder), ['machine-id']);
  });

  it('waits while another window is writing the file', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'machine-id'), '');
    const result = machineId(folder);
    const id = '7a0c0d9e-0000-4000-8000-000000000000';
    await writeFile(join(folder, 'machine-id'), id);
    assert.equal(await result, id);
  });

  it('fails when ten files are corrupt', async () => {
    await mkdir(folder, { recursive: true });
    for (let number = 0; number < 10; number += 1) {
      await writeFile(join(folder, number === 0 ? 'machine-id' : `machine-id.${number}`), '\0'.repeat(36));
    }
    assert.equal((await expectUserError(machineId(folder))).message, sentence('machineIdFilesCorrupt', folder));
  });

  it('accepts a trailing line break, as editors add one', async () => {
    const id = await machineId(folder);
    await writeFile(join(folder, 'machine-id'), `${id}\r\n`);
    assert.equal(await machineId(folder), id);
  });

  it('fails when a parent of its folder is a file', async () => {
    await writeFile(join(directory.path, 'not'), '');
    assert.match(
      (await expectUserError(machineId(folder))).message,
      sentencePattern('extensionFilesFailed', folder, 'ENOTDIR'),
    );
  });

  it('fails when the file cannot be created', async function () {
    // Root can write anywhere, so only a folder with the file's name stops it.
    await mkdir(join(folder, 'machine-id', 'full'), { recursive: true });
    assert.match(
      (await expectUserError(machineId(folder))).message,
      sentencePattern('extensionFilesFailed', folder, 'EISDIR'),
    );
    assert.deepEqual(await readdir(folder), ['machine-id']);
  });
});
