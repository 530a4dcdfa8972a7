import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { Token } from '../../../../src/core/token/token.ts';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { deleteToken } from '../../../../src/influxdb/deleteToken.ts';
import { listTokens } from '../../../../src/influxdb/listTokens.ts';
import { ping } from '../../../../src/influxdb/ping.ts';
import { creations, reads } from '../helpers/calls.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { freshServer } from '../helpers/freshServer.ts';
import { httpResponse, startCannedServer, startRawServer, type RawServer } from '../helpers/rawServer.ts';
import { expectServerError } from '../helpers/expectServerError.ts';
import { until } from '../helpers/until.ts';

const mebibyte = 1024 * 1024;
const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);

function startEndless(status: string): Promise<RawServer> {
  const piece = ' '.repeat(64 * 1024);
  return startRawServer({
    onRequest(socket) {
      socket.write(`HTTP/1.1 ${status}\r\n\r\n`);
      const writeMore = () => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on('drain', writeMore);
      writeMore();
    },
  });
}

async function assertLittleMemory(act: () => Promise<unknown>): Promise<void> {
  const before = process.memoryUsage().arrayBuffers;
  await act();
  const grown = process.memoryUsage().arrayBuffers - before;
  assert.ok(grown < 100 * mebibyte, `${grown} bytes more`);
}

describe('endless response', () => {
  const fresh = freshServer();

  for (const [what, call] of Object.entries(creations)) {
    it(`is aborted when ${what}`, async () => {
      const server = await startEndless('201 Created');
      const result = () => call(endpointOf(server), bearer);
      await assertLittleMemory(() =>
        expectServerError(result(), { kind: 'responseTooLarge', outcome: 'unknown', status: 201 }),
      );
      await until('the connection was closed', () => server.openConnections === 0);
      assert.equal(server.received.length, 1);
    });
  }

  for (const [what, call] of Object.entries(reads)) {
    it(`is aborted when ${what}`, async () => {
      const server = await startEndless('200 OK');
      await assertLittleMemory(() => expectServerError(call(endpointOf(server), bearer), { kind: 'responseTooLarge' }));
      await until('the connection was closed', () => server.openConnections === 0);
    });
  }

  it('to a delete confirms the delete by its status', async () => {
    fresh.server.faults.add({ kind: 'oversized', bytes: 'endless' });
    await assertLittleMemory(() => deleteToken(fresh.endpoint, fresh.operator, 'old'));
    assert.deepEqual(fresh.names(), ['_admin']);
    await until('the connection was closed', () => fresh.server.openConnections === 0);
  });

  it('is aborted even when its length was announced', async () => {
    fresh.server.faults.add({ kind: 'oversized', bytes: 40 * mebibyte, isAnnounced: true });
    await expectServerError(ping(fresh.endpoint, fresh.operator), { kind: 'responseTooLarge' });
  });
});

describe('size limit', () => {
  const row = (name: string) => ({
    token_id: 1,
    name,
    hash: '012345678',
    created_at: '2025-04-18T14:02:45',
    permissions: '*:*:*',
  });

  async function listOf(bytes: number): Promise<unknown> {
    const body = JSON.stringify([row('x')]).padEnd(bytes);
    const server = await startCannedServer(httpResponse('200 OK', body));
    return await listTokens(endpointOf(server), bearer);
  }

  it('allows a list of 32 MiB and not one byte more', async () => {
    assert.equal(((await listOf(32 * mebibyte)) as unknown[]).length, 1);
    await expectServerError(listOf(32 * mebibyte + 1), { kind: 'responseTooLarge' });
  });

  it('counts the decompressed size of a response', async () => {
    const body = gzipSync(JSON.stringify({ token: `apiv3_${'x'.repeat(50 * mebibyte)}` }));
    const head = `HTTP/1.1 201 Created\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`;
    const server = await startCannedServer(Buffer.concat([Buffer.from(head), body]));
    const call = createNamedToken(endpointOf(server), bearer, 'x', undefined);
    await expectServerError(call, { kind: 'unexpectedResponse', outcome: 'unknown' });
  });

  it('includes the headers', async () => {
    const server = await startCannedServer(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(mebibyte)}\r\n\r\n[]`);
    await expectServerError(listTokens(endpointOf(server), bearer), { kind: 'responseTooLarge' });
  });
});
