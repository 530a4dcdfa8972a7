import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverIdentity } from '../../../src/core/server/serverUrl.ts';
import { readHost } from '../../../src/storage/host.ts';
import { machineId } from '../../../src/storage/machineId.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { callConcurrently } from './helpers/concurrentCalls.ts';
import { expectUserError } from './helpers/errors.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const earlierId = '7a0c0d9e-0000-4000-8000-000000000000';
const key = 'a'.repeat(16);
const host = { key };
const otherHost = { key: 'b'.repeat(16) };
const thirdHost = { key: 'c'.repeat(16) };
const twentyTimes = Array.from({ length: 20 }, () => key);
const owner = 'earlier-id-owner';

describe('machineId', () => {
  let directory: ReturnType<typeof createDirectory>;
  let folder: string;
  let machines: string;

  beforeEach(() => {
    directory = createDirectory();
    folder = join(directory.path, 'not', 'there', 'yet');
    machines = join(folder, 'machines');
  });

  afterEach(() => directory.remove());

  it('creates an ID on the first call and returns it from then on', async () => {
    const id = await machineId(folder);
    assert.match(id, uuid);
    assert.equal(await machineId(folder), id);
    const file = (await readHost()).key;
    assert.deepEqual(await readdir(folder), ['machines']);
    assert.deepEqual(await readdir(machines), [file], 'no temporary file is left');
    assert.equal((await stat(join(machines, file))).mode & 0o077, 0, 'only its owner can read the file');
  });

  it('returns different IDs for different folders', async () => {
    assert.notEqual(await machineId(folder), await machineId(join(directory.path, 'elsewhere')));
  });

  it('gives localhost another identity on each host that shares the folder', async () => {
    const url = 'http://localhost:8181';
    const here = serverIdentity(url, await machineId(folder, host));
    assert.notEqual(serverIdentity(url, await machineId(folder, otherHost)), here);
    assert.equal(serverIdentity(url, await machineId(folder, host)), here);
  });

  it('returns the same ID to 20 processes that create it at the same time', async function () {
    this.timeout(120_000);
    const ids = await callConcurrently(folder, twentyTimes);
    assert.equal(ids.length, 20);
    assert.equal(new Set(ids).size, 1, ids.join('\n'));
    assert.equal((await readFile(join(machines, key), 'utf8')).trim(), ids[0]);
    assert.deepEqual(await readdir(machines), [key]);
  });

  it('returns the same ID to 50 concurrent calls in one process', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => machineId(folder)));
    assert.equal(new Set(ids).size, 1);
  });

  for (const corrupt of ['', '\0'.repeat(36), 'not an id', '7a0c0d9e-0000-4000-8000']) {
    it(`creates another file when the first one contains ${JSON.stringify(corrupt).slice(0, 24)}`, async () => {
      await mkdir(machines, { recursive: true });
      await writeFile(join(machines, key), corrupt);
      const id = await machineId(folder, host);
      assert.match(id, uuid);
      assert.equal(await machineId(folder, host), id);
      assert.deepEqual((await readdir(machines)).sort(), [key, `${key}.1`]);
      assert.equal(await readFile(join(machines, key), 'utf8'), corrupt, 'the corrupt file is unchanged');
    });
  }

  for (const [what, corrupt] of [
    ['corrupt', '\0'.repeat(36)],
    ['empty', ''],
    ['from a newer version', '{"version":2,"id":"7a0c0d9e-0000-4000-8000-000000000000"}'],
  ] as const) {
    it(`returns the same ID to 20 processes when the file is ${what}`, async function () {
      this.timeout(120_000);
      await mkdir(machines, { recursive: true });
      await writeFile(join(machines, key), corrupt);
      const ids = await callConcurrently(folder, twentyTimes);
      assert.match(ids[0] ?? '', uuid);
      assert.equal(new Set(ids).size, 1, ids.join('\n'));
      assert.equal(await machineId(folder, host), ids[0]);
      assert.deepEqual((await readdir(machines)).sort(), [key, `${key}.1`], 'no temporary file is left');
    });
  }

  it('returns the same ID to 20 processes on a file system without links', async function () {
    this.timeout(120_000);
    const ids = await callConcurrently(folder, twentyTimes, 'no links');
    assert.match(ids[0] ?? '', uuid);
    assert.equal(new Set(ids).size, 1, ids.join('\n'));
    assert.equal(await machineId(folder, host), ids[0]);
    assert.deepEqual(await readdir(machines), [key]);
  });

  it('waits while another window is writing the file', async () => {
    await mkdir(machines, { recursive: true });
    await writeFile(join(machines, key), '');
    const result = machineId(folder, host);
    await writeFile(join(machines, key), earlierId);
    assert.equal(await result, earlierId);
  });

  it('fails when ten files are corrupt', async () => {
    await mkdir(machines, { recursive: true });
    for (let number = 0; number < 10; number += 1) {
      await writeFile(join(machines, number === 0 ? key : `${key}.${number}`), '\0'.repeat(36));
    }
    const { message } = await expectUserError(machineId(folder, host));
    assert.equal(message, sentence('machineIdFilesCorrupt', key, machines));
  });

  it('accepts a trailing line break, as editors add one', async () => {
    const id = await machineId(folder, host);
    await writeFile(join(machines, key), `${id}\r\n`);
    assert.equal(await machineId(folder, host), id);
  });

  it('fails when a parent of its folder is a file', async () => {
    await writeFile(join(directory.path, 'not'), '');
    assert.match(
      (await expectUserError(machineId(folder))).message,
      sentencePattern('extensionFilesFailed', folder, '"ENOTDIR'),
    );
  });

  for (const path of [join('machines', key), 'machine-id']) {
    it(`fails when ${path.replace(key, 'its file')} cannot be read`, async () => {
      // Root can read and write anywhere, so only a folder with the file's name stops it.
      await mkdir(join(folder, path, 'full'), { recursive: true });
      const { message } = await expectUserError(machineId(folder, host));
      assert.match(message, sentencePattern('extensionFilesFailed', folder, '"EISDIR'));
      assert.deepEqual(
        (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.new')),
        [],
      );
    });
  }

  describe('after an update from a version with one ID for all hosts', () => {
    const writeEarlier = async (name = 'machine-id', content = earlierId): Promise<void> => {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, name), content);
    };

    it('returns the earlier ID to the first host, and new ones to the others', async () => {
      await writeEarlier();
      assert.equal(await machineId(folder, host), earlierId);
      const others = [await machineId(folder, otherHost), await machineId(folder, thirdHost)];
      assert.equal(new Set([earlierId, ...others]).size, 3);
      assert.equal(await machineId(folder, host), earlierId);
      assert.deepEqual([await machineId(folder, otherHost), await machineId(folder, thirdHost)], others);
      assert.equal(await readFile(join(folder, 'machine-id'), 'utf8'), earlierId, 'the earlier version still reads it');
    });

    it('returns the ID from the file that the earlier version used when others are corrupt', async () => {
      await writeEarlier('machine-id', '\0'.repeat(36));
      await writeEarlier('machine-id.1', '');
      await writeEarlier('machine-id.2');
      assert.equal(await machineId(folder, host), earlierId);
      assert.notEqual(await machineId(folder, otherHost), earlierId);
    });

    it('creates a new ID when all earlier files are corrupt', async () => {
      await writeEarlier('machine-id', '\0'.repeat(36));
      const id = await machineId(folder, host);
      assert.match(id, uuid);
      assert.equal(await machineId(folder, host), id);
    });

    it('returns the earlier ID to the host that took it over before it was killed', async () => {
      await writeEarlier();
      await machineId(folder, host);
      await rm(join(machines, key));
      assert.deepEqual(await readdir(machines), [owner]);
      assert.notEqual(await machineId(folder, otherHost), earlierId);
      assert.equal(await machineId(folder, host), earlierId);
    });

    it('returns the earlier ID again when the file of the host is corrupt', async () => {
      await writeEarlier();
      await machineId(folder, host);
      await writeFile(join(machines, key), '\0'.repeat(36));
      assert.equal(await machineId(folder, host), earlierId);
    });

    it('lets one host take over the ID when a killed one did not finish writing its name', async () => {
      await writeEarlier();
      await mkdir(machines);
      await writeFile(join(machines, owner), 'aaaa');
      assert.equal(await machineId(folder, otherHost), earlierId);
      assert.notEqual(await machineId(folder, host), earlierId);
    });

    for (const links of ['links', 'no links'] as const) {
      it(`lets exactly one of 3 hosts with 8 processes take over the ID, with ${links}`, async function () {
        this.timeout(120_000);
        for (let round = 0; round < 3; round += 1) {
          await rm(folder, { recursive: true, force: true });
          await writeEarlier();
          const hosts = [host, otherHost, thirdHost];
          const keys = Array.from({ length: 8 }, (_, index) => hosts[index % 3]?.key ?? '');
          const ids = await callConcurrently(folder, keys, links);
          const ofHosts = hosts.map((one) => new Set(ids.filter((_, index) => keys[index] === one.key)));
          assert.deepEqual(
            ofHosts.map(({ size }) => size),
            [1, 1, 1],
            ids.join('\n'),
          );
          assert.equal(new Set(ids).size, 3, ids.join('\n'));
          assert.equal(ofHosts.filter((set) => set.has(earlierId)).length, 1, ids.join('\n'));
          for (const [index, one] of hosts.entries()) {
            assert.ok(ofHosts[index]?.has(await machineId(folder, one)), 'the next start finds the same ID');
          }
          assert.deepEqual((await readdir(machines)).sort(), [...hosts.map((one) => one.key), owner].sort());
        }
      });
    }
  });
});
