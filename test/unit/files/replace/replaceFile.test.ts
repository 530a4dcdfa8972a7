import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from '../../../../src/content/wholeBytes.ts';
import { backupPlace } from '../../../../src/files/replace/backupPlace.ts';
import { replaceFile } from '../../../../src/files/replace/replaceFile.ts';
import { createDirectory } from '../../support/influxdb3/helpers/temporaryDirectory.ts';
import { beforeEachStep } from '../helpers/fileSteps.ts';
import { writeTestFile } from '../helpers/git.ts';
import {
  backupNames,
  testPlace,
  newTokenString,
  oldTokenString,
  restoreToken,
  updateToken,
  withNewToken,
} from '../helpers/tokens.ts';

const text = (token: string) => `# first\r\nINFLUX_TOKEN=${token}\nlast ${token}`;
const base64 = (token: string) => Buffer.from(token).toString('base64');
const utf16 = (characters: string) => Buffer.from(`\ufeff${characters}`, 'utf16le');

const guard = { place: testPlace(), isUnsaved: () => false };

describe('replaceFile', () => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;

  beforeEach(() => {
    directory = createDirectory();
    path = join(directory.path, 'telegraf.conf');
  });

  afterEach(() => {
    const leftovers = readdirSync(directory.path).filter((name) => backupNames.includes(name));
    assert.deepEqual(leftovers, [], 'no backup is left');
    directory.remove();
  });

  const write = (bytes: Buffer | string): Buffer => {
    writeFileSync(path, bytes);
    return readFileSync(path);
  };

  for (const [what, bytesWith] of Object.entries<(token: string) => Buffer>({
    'mixed line endings, and none at the end': (token) => Buffer.from(text(token)),
    'lone CRs': (token) => Buffer.from(`a\r${token}\r\r\nb`),
    'a UTF-8 byte order mark': (token) => Buffer.from(`\ufeff${text(token)}`),
    Latin1: (token) => Buffer.from(`# caf\xe9 \xff\xfe\n${text(token)}`, 'latin1'),
    'bytes that are invalid in every encoding': (token) =>
      Buffer.concat([Buffer.from([0xc0, 0x80, 0xf5, 0xfe, 0x00]), Buffer.from(text(token))]),
    'little-endian UTF-16': (token) => utf16(text(token)),
    'big-endian UTF-16': (token) => utf16(text(token)).swap16(),
    'UTF-16 that ends inside a character': (token) => Buffer.concat([utf16(`${text(token)} \ud83d`), Buffer.from('x')]),
    base64: (token) => Buffer.from(`token: ${base64(token)}\n`),
    'only the token': (token) => Buffer.from(token),
    '500 tokens': (token) => Buffer.from(`${token},`.repeat(500)),
  })) {
    it(`changes only the token in a file with ${what}, and back`, async () => {
      const bytes = write(bytesWith(oldTokenString));
      assert.equal(await updateToken(path, bytes), 'written');
      assert.deepEqual(readFileSync(path), bytesWith(newTokenString));
      assert.equal(await restoreToken(path, bytes), 'written');
      assert.deepEqual(readFileSync(path), bytes);
    });
  }

  it('returns "already" and writes nothing the second time', async () => {
    const bytes = write(text(oldTokenString));
    assert.equal(await updateToken(path, bytes), 'written');
    const inode = statSync(path).ino;
    assert.equal(await updateToken(path, bytes), 'already');
    assert.equal(statSync(path).ino, inode);
  });

  it('replaces a file of three megabytes', async () => {
    const bytes = write(Buffer.concat([Buffer.alloc(3_000_000, 'x'), Buffer.from(`\n${oldTokenString}\n`)]));
    assert.equal(await updateToken(path, bytes), 'written');
    assert.equal(fingerprint(readFileSync(path)), fingerprint(withNewToken(bytes)));
  });

  for (const name of ['with space.conf', 'with\na line break', '-rf', 'zażółć 🙂.yaml', '.env', '%41.conf', '~']) {
    it(`replaces a file named ${JSON.stringify(name)}`, async () => {
      const bytes = Buffer.from(text(oldTokenString));
      const odd = writeTestFile(directory.path, name, text(oldTokenString));
      assert.equal(await updateToken(odd, bytes), 'written');
      assert.equal(readFileSync(odd, 'utf8'), text(newTokenString));
    });
  }

  it('does not replace a file that changed since it was read', async () => {
    const bytes = write(text(oldTokenString));
    const other = write(`${text(oldTokenString)} `);
    assert.equal(await updateToken(path, bytes), 'changed');
    assert.deepEqual(readFileSync(path), other);
  });

  it('does not replace a file when the new bytes are missing or unexpected', async () => {
    const bytes = write(text(oldTokenString));
    const before = fingerprint(bytes);
    const after = fingerprint(withNewToken(bytes));
    for (const wrong of [undefined, Buffer.from('else')]) {
      assert.equal(await replaceFile(path, before, after, () => Promise.resolve(wrong), guard), 'changed');
    }
    assert.deepEqual(readFileSync(path), bytes);
  });

  it('rethrows an error of the transform function', async () => {
    const bytes = write(text(oldTokenString));
    const bug = new TypeError('bug');
    const transform = () => {
      throw bug;
    };
    await assert.rejects(replaceFile(path, fingerprint(bytes), fingerprint(Buffer.from('')), transform, guard), bug);
    assert.deepEqual(readFileSync(path), bytes);
  });
});

describe('Backup', () => {
  let directory: ReturnType<typeof createDirectory>;

  beforeEach(() => {
    directory = createDirectory();
  });

  afterEach(() => directory.remove());

  it('has a hidden name that is unique for each file', () => {
    const nameOf = (...[id, index]: [string, number]) => backupPlace(id, index, '/own').name;
    assert.equal(nameOf('0f3c', 7), '.influxdb3-tokens-0f3c-7');
    assert.notEqual(nameOf('a', 1), nameOf('a', 2));
    assert.notEqual(nameOf('a', 1), nameOf('b', 1));
  });

  it('is not next to the file where a new file inherits access rights', async () => {
    const path = writeTestFile(directory.path, 'a.conf', text(oldTokenString));
    const place = { ...testPlace(join(directory.path, 'own')), isNextToFile: false };
    const seen = new Set<string>();
    const look = () =>
      readdirSync(directory.path, { recursive: true, encoding: 'utf8' }).forEach((name) => seen.add(name));
    const bytes = readFileSync(path);
    assert.equal(await beforeEachStep(look, () => updateToken(path, bytes, () => false, place)), 'written');
    assert.deepEqual([...seen].sort(), ['a.conf', 'own', ...backupNames.map((name) => join('own', name))].sort());
    assert.deepEqual(readdirSync(place.ownFolder), []);
  });

  it('never overwrites an existing file with its name', async () => {
    for (const name of backupNames) {
      const bytes = Buffer.from(text(oldTokenString));
      const path = writeTestFile(directory.path, 'a.conf', text(oldTokenString));
      const existing = writeTestFile(directory.path, name, 'foreign');
      assert.notEqual(await updateToken(path, bytes), 'written');
      assert.deepEqual(readFileSync(path), bytes);
      assert.equal(readFileSync(existing, 'utf8'), 'foreign');
      unlinkSync(existing);
    }
  });
});
