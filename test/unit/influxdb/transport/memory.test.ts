import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { startRawServer } from '../helpers/rawServer.ts';
import { until } from '../helpers/until.ts';

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

/** Lists the tokens in a new process, because the peak memory is only known per process. */
const program = `
  const { listTokens } = await import(${JSON.stringify(new URL('../../../../src/influxdb/listTokens.ts', import.meta.url).href)});
  const { Token } = await import(${JSON.stringify(new URL('../../../../src/core/token/token.ts', import.meta.url).href)});
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const peak = () => process.resourceUsage().maxRSS * 1024;
  const list = (url) => listTokens({ url, verifyCertificate: true, timeout: 20000, logger }, new Token('x'));
  const [emptyListUrl, url] = process.argv.slice(1);
  await list(emptyListUrl);
  const before = peak();
  const kind = await list(url).then(() => 'none', (error) => error.kind);
  console.log(JSON.stringify({ kind, grown: peak() - before }));
`;

async function listInChildProcess(emptyListUrl: string, url: string): Promise<{ kind: string; grown: number }> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    program,
    emptyListUrl,
    url,
  ]);
  return JSON.parse(stdout) as { kind: string; grown: number };
}

const startEmptyListServer = () => startRawServer({ onRequest: (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n[]') });

describe('memory use of listTokens', () => {
  it('stays small for a list of 1 GiB, which is not read beyond the limit', async () => {
    let written = 0;
    const piece = Buffer.alloc(mebibyte, ' ');
    const server = await startRawServer({
      onRequest(socket) {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${gibibyte}\r\n\r\n`);
        const writeMore = () => {
          do {
            written += piece.length;
          } while (!socket.destroyed && written < gibibyte && socket.write(piece));
        };
        socket.on('drain', writeMore);
        writeMore();
      },
    });
    const { kind, grown } = await listInChildProcess((await startEmptyListServer()).url, server.url);

    assert.equal(kind, 'responseTooLarge');
    // The limit is 32 MiB; both ends of the connection buffer more.
    assert.ok(written > 32 * mebibyte && written < 64 * mebibyte, `${written} bytes written`);
    assert.ok(grown < 100 * mebibyte, `${grown} bytes more`);
    await until('the connection was closed', () => server.openConnections === 0);
  });

  it('stays small for 1 MB of gzip that expands to 1 GiB', async () => {
    // Concatenated gzip streams decompress to one.
    const piece = gzipSync(Buffer.alloc(mebibyte, ' '));
    const bomb = Buffer.concat(Array.from({ length: 1024 }, () => piece));
    assert.ok(bomb.length < 2 * mebibyte, `${bomb.length} bytes`);
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`;
    const server = await startRawServer({
      onRequest: (socket) => socket.end(Buffer.concat([Buffer.from(head), bomb])),
    });
    const { kind, grown } = await listInChildProcess((await startEmptyListServer()).url, server.url);
    assert.equal(kind, 'unexpectedResponse');
    assert.ok(grown < 150 * mebibyte, `${grown} bytes more`);
  });
});
