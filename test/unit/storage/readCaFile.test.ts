import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { readCaFile } from '../../../src/storage/readCaFile.ts';
import { createAuthority } from '../../support/influxdb3/certificates.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { expectUserError } from './helpers/errors.ts';

describe('readCaFile', () => {
  let directory: ReturnType<typeof createDirectory>;
  let one: string;
  let two: string;

  before(async () => {
    one = (await createAuthority('one')).caPem;
    two = (await createAuthority('two')).caPem;
  });

  beforeEach(() => {
    directory = createDirectory();
  });

  afterEach(() => directory.remove());

  const write = (content: string | Buffer): string => {
    const path = join(directory.path, 'ca.pem');
    writeFileSync(path, content);
    return path;
  };
  const certificatesIn = (pem: string): number => pem.split('-----BEGIN').length - 1;

  it('reads a file with one certificate or several', async () => {
    assert.equal(certificatesIn((await readCaFile(write(one))).pem), 1);
    const both = await readCaFile(write(`${one}\n${two}`));
    assert.equal(certificatesIn(both.pem), 2);
    createSecureContext({ ca: both.pem });
  });

  it('returns only certificates from a file with CRLF, a byte order mark, comments and a key', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIsecret\n-----END PRIVATE KEY-----';
    const content = `\ufeff# Issuer: CN=one\n${one}\nsome words\n${key}\n${two.trim()}`.replaceAll('\n', '\r\n');
    const { pem } = await readCaFile(write(content));
    assert.equal(certificatesIn(pem), 2);
    assert.ok(!pem.includes('PRIVATE KEY') && !pem.includes('words'));
    createSecureContext({ ca: pem });
  });

  it('returns the same hash only for the same certificates', async () => {
    const { sha256 } = await readCaFile(write(one));
    assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.equal((await readCaFile(write(`# a comment\n${one}\n\n`))).sha256, sha256);
    assert.notEqual((await readCaFile(write(two))).sha256, sha256);
    assert.notEqual((await readCaFile(write(`${one}\n${two}`))).sha256, sha256);
  });

  it('rejects a corrupt or truncated certificate', async () => {
    const lines = one.split('\n');
    const corrupt = [lines[0], 'AAAA', ...lines.slice(2)].join('\n');
    const truncated = lines.slice(0, 3).join('\n');
    for (const content of [corrupt, `${two}\n${corrupt}`, truncated, `${truncated}\n${two}`, `${two}\n${truncated}`]) {
      assert.match((await expectUserError(readCaFile(write(content)))).message, sentencePattern('caFileCorrupt'));
    }
  });

  it('rejects a file without a certificate', async () => {
    for (const content of ['', 'hello', Buffer.from([0x30, 0x82, 1, 0]), one.replaceAll('CERTIFICATE', 'KEY')]) {
      assert.match(
        (await expectUserError(readCaFile(write(content)))).message,
        sentencePattern('caFileWithoutCertificate'),
      );
    }
  });

  it('rejects a file that is too large', async () => {
    const path = write(Buffer.alloc(1024 * 1024 + 1, '#'));
    assert.match((await expectUserError(readCaFile(path))).message, sentencePattern('caFileNotCertificates', path));
  });

  it('parses a hostile file quickly', async () => {
    for (const piece of ['-----BEGIN CERTIFICATE-----\n', '-----BEGIN KEY-----\n', '-----', 'CERTIFICATE-----']) {
      const path = write(`${one}\n${piece.repeat(1_000_000 / piece.length)}`);
      const started = performance.now();
      await readCaFile(path).catch(() => undefined);
      assert.ok(performance.now() - started < 1500, `${performance.now() - started} ms for ${piece}`);
    }
  });

  it('rejects a folder, and a pipe without waiting for its writer', async () => {
    const folder = join(directory.path, 'folder');
    mkdirSync(folder);
    const pipe = join(directory.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [folder, pipe]) {
      assert.match((await expectUserError(readCaFile(path))).message, sentencePattern('caFileNotCertificates', path));
    }
  });

  it(`reads nothing from a virtual file${process.platform === 'linux' ? '' : ' (not checked: there is none)'}`, async () => {
    if (process.platform === 'linux') {
      const { message } = await expectUserError(readCaFile('/proc/self/environ'));
      assert.match(message, sentencePattern('caFileWithoutCertificate'));
    }
  });

  it('reports a path that is missing or invalid', async () => {
    const missing = join(directory.path, 'missing.pem');
    for (const path of [missing, join(write(one), 'ca.pem'), '', 'a\0b']) {
      const { message } = await expectUserError(readCaFile(path));
      assert.match(message, sentencePattern('caFileUnreadable'));
    }
    assert.match((await expectUserError(readCaFile(missing))).message, /missing\.pem/);
  });
});
