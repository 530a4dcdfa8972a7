import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { startRaw } from './helpers/rawServer.ts';
import { until } from './helpers/until.ts';

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

/** Lists the tokens of a server in a process of its own, because what was the most that it held is known of it alone. */
const program = `
  const { listTokens } = await import(${JSON.stringify(new URL('../../../src/influxdb/listTokens.ts', import.meta.url).href)});
  const { Token } = await import(${JSON.stringify(new URL('../../../src/core/token.ts', import.meta.url).href)});
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const most = () => process.resourceUsage().maxRSS * 1024;
  const list = (url) => listTokens({ url, verifyCertificate: true, timeout: 20000, logger }, new Token('x'));
  const [usual, url] = process.argv.slice(1);
  await list(usual);
  const before = most();
  const kind = await list(url).then(() => 'none', (error) => error.kind);
  console.log(JSON.stringify({ kind, grown: most() - before }));
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

const startEmptyListServer = () => startRaw({ onRequest: (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n[]') });

describe('Little memory is taken', () => {
  it('by a list of 1 GiB: what is beyond the limit is not even read', async () => {
    let written = 0;
    const piece = Buffer.alloc(mebibyte, ' ');
    const server = await startRaw({
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

    assert.equal(kind, 'answerTooLarge');
    // The limit is 32 MiB; the rest is what both sides of a connection hold.
    assert.ok(written > 32 * mebibyte && written < 64 * mebibyte, `${written} bytes written`);
    assert.ok(grown < 100 * mebibyte, `${grown} bytes more`);
    await until('the connection was closed', () => server.openConnections === 0);
  });

  it('by 1 MB of gzip that would come to 1 GiB', async () => {
    // Gzip goes on where a piece of it ends.
    const piece = gzipSync(Buffer.alloc(mebibyte, ' '));
    const bomb = Buffer.concat(Array.from({ length: 1024 }, () => piece));
    assert.ok(bomb.length < 2 * mebibyte, `${bomb.length} bytes`);
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`;
    const server = await startRaw({ onRequest: (socket) => socket.end(Buffer.concat([Buffer.from(head), bomb])) });
    const { kind, grown } = await listInChildProcess((await startEmptyListServer()).url, server.url);
    assert.equal(kind, 'unexpectedAnswer');
    assert.ok(grown < 150 * mebibyte, `${grown} bytes more`);
  });
});
