import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from '../../../src/core/edits.ts';
import { besideName, removeBeside, replaceFile } from '../../../src/files/replaceFile.ts';
import { makeDirectory } from '../influxdb3/helpers/directory.ts';
import { put } from './helpers/git.ts';
import { beside, newString, oldString, putBack, renew, renewed } from './helpers/tokens.ts';

const text = (token: string) => `# first\r\nINFLUX_TOKEN=${token}\nlast ${token}`;
const base64 = (token: string) => Buffer.from(token).toString('base64');
const utf16 = (characters: string) => Buffer.from(`\ufeff${characters}`, 'utf16le');

describe('Replacing a file', () => {
  let directory: ReturnType<typeof makeDirectory>;
  let path: string;

  beforeEach(() => {
    directory = makeDirectory();
    path = join(directory.path, 'telegraf.conf');
  });

  afterEach(() => {
    assert.ok(!readdirSync(directory.path).includes(beside), 'nothing is left beside it');
    directory.remove();
  });

  const write = (bytes: Buffer | string): Buffer => {
    writeFileSync(path, bytes);
    return readFileSync(path);
  };

  for (const [what, bytesWith] of Object.entries<(token: string) => Buffer>({
    'CRLF and LF mixed, and no line end at the end': (token) => Buffer.from(text(token)),
    'lone CRs': (token) => Buffer.from(`a\r${token}\r\r\nb`),
    'a UTF-8 mark at the beginning': (token) => Buffer.from(`\ufeff${text(token)}`),
    Latin1: (token) => Buffer.from(`# caf\xe9 \xff\xfe\n${text(token)}`, 'latin1'),
    'bytes that no encoding knows': (token) =>
      Buffer.concat([Buffer.from([0xc0, 0x80, 0xf5, 0xfe, 0x00]), Buffer.from(text(token))]),
    'little-endian UTF-16': (token) => utf16(text(token)),
    'big-endian UTF-16': (token) => utf16(text(token)).swap16(),
    'UTF-16 that is cut off in the middle of a character': (token) =>
      Buffer.concat([utf16(`${text(token)} \ud83d`), Buffer.from('x')]),
    base64: (token) => Buffer.from(`token: ${base64(token)}\n`),
    'the token and nothing else': (token) => Buffer.from(token),
    'the token five hundred times': (token) => Buffer.from(`${token},`.repeat(500)),
  })) {
    it(`leaves every other byte of one with ${what}, there and back`, async () => {
      const bytes = write(bytesWith(oldString));
      assert.equal(await renew(path, bytes), 'written');
      assert.deepEqual(readFileSync(path), bytesWith(newString));
      assert.equal(await putBack(path, bytes), 'written');
      assert.deepEqual(readFileSync(path), bytes);
    });
  }

  it('is done once: who does it again is told that it is done', async () => {
    const bytes = write(text(oldString));
    assert.equal(await renew(path, bytes), 'written');
    const inode = statSync(path).ino;
    assert.equal(await renew(path, bytes), 'already');
    assert.equal(statSync(path).ino, inode);
  });

  it('works for more bytes than are written at once', async () => {
    const bytes = write(Buffer.concat([Buffer.alloc(3_000_000, 'x'), Buffer.from(`\n${oldString}\n`)]));
    assert.equal(await renew(path, bytes), 'written');
    assert.equal(fingerprint(readFileSync(path)), fingerprint(renewed(bytes)));
  });

  for (const name of ['with space.conf', 'with\na line end', '-rf', 'zażółć 🙂.yaml', '.env', '%41.conf', '~']) {
    it(`works for the name ${JSON.stringify(name)}`, async () => {
      const bytes = Buffer.from(text(oldString));
      const odd = put(directory.path, name, text(oldString));
      assert.equal(await renew(odd, bytes), 'written');
      assert.equal(readFileSync(odd, 'utf8'), text(newString));
    });
  }

  it('does not happen to other bytes than those that were read', async () => {
    const bytes = write(text(oldString));
    const other = write(`${text(oldString)} `);
    assert.equal(await renew(path, bytes), 'changed');
    assert.deepEqual(readFileSync(path), other);
  });

  it('does not happen where the new bytes cannot be made, or are not those that were promised', async () => {
    const bytes = write(text(oldString));
    const before = fingerprint(bytes);
    const after = fingerprint(renewed(bytes));
    assert.equal(await replaceFile(path, before, after, () => undefined, beside), 'changed');
    assert.equal(await replaceFile(path, before, after, () => Buffer.from('else'), beside), 'changed');
    assert.deepEqual(readFileSync(path), bytes);
  });

  it('does not hide a fault of ours behind an outcome', async () => {
    const bytes = write(text(oldString));
    const fault = new TypeError('a fault');
    const make = () => {
      throw fault;
    };
    await assert.rejects(replaceFile(path, fingerprint(bytes), fingerprint(Buffer.from('')), make, beside), fault);
    assert.deepEqual(readFileSync(path), bytes);
  });
});

describe('What is written beside a file', () => {
  let directory: ReturnType<typeof makeDirectory>;

  beforeEach(() => {
    directory = makeDirectory();
  });

  afterEach(() => directory.remove());

  it('has a hidden name that no pattern for configuration loads, another for each file', () => {
    assert.equal(besideName('0f3c', 7), '.influxdb3-tokens-0f3c-7.tmp');
    assert.notEqual(besideName('a', 1), besideName('a', 2));
    assert.notEqual(besideName('a', 1), besideName('b', 1));
  });

  it('never overwrites what has its name already', async () => {
    const bytes = Buffer.from(text(oldString));
    const path = put(directory.path, 'a.conf', text(oldString));
    const inTheWay = put(directory.path, beside, 'somebody’s');
    assert.equal(await renew(path, bytes), 'failed');
    assert.deepEqual(readFileSync(path), bytes);
    assert.equal(readFileSync(inTheWay, 'utf8'), 'somebody’s');
  });

  it('is removed after a crash, and is not missed where it is not there', async () => {
    const path = join(directory.path, 'a.conf');
    put(directory.path, beside);
    await removeBeside(path, beside);
    assert.deepEqual(readdirSync(directory.path), []);
    await removeBeside(path, beside);
    await removeBeside(join(directory.path, 'gone', 'a.conf'), beside);
  });
});
