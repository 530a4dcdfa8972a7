import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { History, type HistoryEntry } from '../../../src/storage/history.ts';

const token = `apiv3_${'a'.repeat(86)}`;
const hash = 'f'.repeat(128);

function entry(name: string): Omit<HistoryEntry, 'version' | 'time'> {
  const server = { name: 'Local', url: 'http://localhost:8181' };
  return { action: 'createNamedToken', outcome: 'done', server, token: { name, hash } };
}

describe('History', () => {
  let folder: string;
  let log: string[];
  let history: History;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'history-'));
    log = [];
    const record = (message: string) => void log.push(message);
    history = new History(folder, { debug: record, info: record, warn: record, error: record });
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const path = (name = 'history.jsonl') => join(folder, name);
  const names = async () => (await history.read()).map((each) => each.token?.name);

  it('is empty at first', async () => assert.deepEqual(await history.read(), []));

  it('returns the newest entry first, with its time', async () => {
    await history.add(entry('one'));
    await history.add({ ...entry('two'), command: 'influxdb3Tokens.createNamedToken', caller: 'row' });
    const [newest] = await history.read();
    assert.deepEqual(await names(), ['two', 'one']);
    assert.ok(Math.abs(Date.now() - Date.parse(newest?.time ?? '')) < 10_000);
    assert.equal(newest?.caller, 'row');
    assert.deepEqual(log, []);
  });

  it('is readable only by its owner, where files have modes', async () => {
    await history.add(entry('one'));
    // Windows reports every writable file as readable and writable by all. There, the user's folder is protected.
    const expected = process.platform === 'win32' ? 0o666 : 0o600;
    assert.equal(statSync(path()).mode & 0o777, expected);
  });

  it('contains no token string, wherever it came from', async () => {
    await history.add({
      ...entry(`named ${token}`),
      server: { name: token, url: `http://localhost/${token}` },
      replaced: { name: token, hash: token },
    });
    assert.ok(!readFileSync(path(), 'utf8').includes(token));
    assert.equal((await history.read()).length, 1);
  });

  it('shortens a name of any length', async () => {
    await history.add(entry('x'.repeat(10_000_000)));
    assert.ok(statSync(path()).size < 2000);
    assert.equal((await history.read()).length, 1);
  });

  for (const [what, text] of [
    ['a line that is cut off', '{"version":1,"time":"2026-'],
    ['a line that is no entry', '\n"hello"\n'],
    ['an entry of a newer version', '\n{"version":2,"time":"2026-11-28T00:00:00Z"}\n'],
    ['binary data', '\n\u0000\ufffd\u0000\n'],
  ] as const) {
    it(`skips ${what}`, async () => {
      await history.add(entry('before'));
      appendFileSync(path(), text);
      await history.add(entry('after'));
      assert.deepEqual(await names(), ['after', 'before']);
    });
  }

  it('never throws while adding, and logs why', async () => {
    await rm(folder, { recursive: true });
    writeFileSync(folder, 'not a folder');
    await history.add(entry('one'));
    assert.equal(log.length, 1);
    await assert.rejects(history.read());
  });

  it('keeps at least the last entries that fit, in two files of limited size', async () => {
    for (let count = 0; count < 1300; count += 1) {
      await history.add(entry(`${count} ${'x'.repeat(280)}`));
    }
    const files = readdirSync(folder).filter((name) => name.startsWith('history'));
    assert.deepEqual(files.sort(), ['history.earlier.jsonl', 'history.jsonl']);
    for (const name of files) {
      assert.ok(statSync(path(name)).size < 257 * 1024, `${name}: ${statSync(path(name)).size}`);
    }
    const left = (await names()).map((name) => Number(name?.split(' ')[0]));
    assert.ok(left.length >= 400 && left.length <= 1000, String(left.length));
    assert.deepEqual(
      left,
      Array.from({ length: left.length }, (_, index) => 1299 - index),
    );
  });

  it('returns no more than 1,000 entries', async () => {
    const lines = Array.from({ length: 1100 }, (_, count) =>
      JSON.stringify({ version: 1, time: '2026-11-28T00:00:00.000Z', ...entry(String(count)) }),
    );
    writeFileSync(path(), lines.join('\n'));
    assert.equal((await names()).length, 1000);
    assert.equal((await names())[0], '1099');
  });

  it('is empty after it was cleared, and can be written again', async () => {
    await history.add(entry('one'));
    writeFileSync(path('history.earlier.jsonl'), readFileSync(path()));
    await history.clear();
    assert.deepEqual(readdirSync(folder), []);
    await history.add(entry('two'));
    assert.deepEqual(await names(), ['two']);
  });

  it('loses no entry when several processes add to it and start a new file', async () => {
    const each = 250;
    const writers = ['a', 'b', 'c'].map((name) =>
      fork(join(import.meta.dirname, 'helpers', 'historyWriter.ts'), [folder, name, String(each)]),
    );
    const codes = await Promise.all(writers.map(async (writer) => (await once(writer, 'exit'))[0] as number));
    assert.deepEqual(codes, [0, 0, 0]);
    const found = await names();
    const written = ['a', 'b', 'c'].flatMap((name) => Array.from({ length: each }, (_, count) => `${name}${count}`));
    assert.deepEqual([...found].sort(), written.sort());
    assert.ok(readdirSync(folder).includes('history.earlier.jsonl'));
  }).timeout(60_000);
});
