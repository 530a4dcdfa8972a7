import assert from 'node:assert/strict';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { Token } from '../../../../src/core/token/token.ts';
import { sentence } from '../../../support/sentences.ts';
import { calls, changes, reads } from '../helpers/calls.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { freshServer } from '../helpers/freshServer.ts';
import { httpResponse, startRawServer, type RawServerOptions } from '../helpers/rawServer.ts';
import { expectServerError } from '../helpers/expectServerError.ts';
import { until } from '../helpers/until.ts';

const limit = 100;
const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);

async function assertEndsAtLimit<Result>(act: () => Promise<Result>, milliseconds = limit): Promise<Result> {
  const start = performance.now();
  const result = await act();
  const elapsed = performance.now() - start;
  assert.ok(elapsed >= milliseconds - 5 && elapsed < milliseconds + 1_000, `${elapsed} ms`);
  return result;
}

const endlessResponses: Record<string, RawServerOptions & { https?: boolean; isSent: boolean }> = {
  'a TLS handshake without a response': { https: true, isSent: false },
  'a response that never begins': { isSent: true },
  'headers that never end': {
    isSent: true,
    onRequest: (socket) => void socket.write('HTTP/1.1 201 Created\r\nx: y\r\n'),
  },
  'a header that arrives byte by byte': {
    isSent: true,
    onRequest: (socket) => drip(socket, `HTTP/1.1 201 Created\r\nx: ${'y'.repeat(5_000)}`),
  },
  'endless interim responses': {
    isSent: true,
    onRequest: (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(5_000)),
  },
  'a body that never begins': {
    isSent: true,
    onRequest: (socket) => void socket.write(httpResponse('201 Created', '', { 'content-length': '9' })),
  },
  'a body that arrives byte by byte': {
    isSent: true,
    onRequest: (socket) => drip(socket, httpResponse('201 Created', ' '.repeat(5_000))),
  },
  'a body that never reaches its announced length': {
    isSent: true,
    onRequest: (socket) => void socket.write('HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{'),
  },
};

function drip(socket: Parameters<NonNullable<RawServerOptions['onRequest']>>[0], bytes: string): void {
  let next = 0;
  const timer = setInterval(() => void socket.write(bytes[next++] ?? ''), 5);
  socket.on('close', () => clearInterval(timer));
}

describe('time limit', () => {
  for (const [what, { https, isSent, ...options }] of Object.entries(endlessResponses)) {
    it(`ends ${what}`, async () => {
      const server = await startRawServer(options);
      const url = https === true ? server.url.replace('http:', 'https:') : server.url;
      const endpoint = endpointOf({ url }, { timeout: limit });
      const create = changes['creating a named token'];
      const error = await assertEndsAtLimit(() =>
        expectServerError(create(endpoint, bearer), { kind: 'timedOut', outcome: isSent ? 'unknown' : 'nothing' }),
      );
      assert.equal(error.message, sentence('timedOut', new URL(url).host, 0.1));
      await until('the connection was closed', () => server.openConnections === 0);
      assert.equal(server.received.length, 1);
    });
  }

  it("ends a request that the server doesn't read", async () => {
    const server = await startRawServer({ reads: false });
    const longer = 400;
    const endpoint = endpointOf(server, { timeout: longer });
    const call = () => createNamedToken(endpoint, bearer, 'x'.repeat(20_000_000), undefined);
    await assertEndsAtLimit(() => expectServerError(call(), { kind: 'timedOut', outcome: 'unknown' }), longer);
  });
});

describe('time limit of each call', () => {
  const fresh = freshServer();

  for (const [what, call] of Object.entries(calls)) {
    it(`ends ${what}`, async () => {
      fresh.server.faults.add({ kind: 'delay', when: 'beforeWork', milliseconds: 60_000 });
      const expected = { kind: 'timedOut', outcome: what in reads ? 'nothing' : 'unknown' } as const;
      await assertEndsAtLimit(() =>
        expectServerError(call({ ...fresh.endpoint, timeout: limit }, fresh.operator), expected),
      );
      await until('the connection was closed', () => fresh.server.openConnections === 0);
      assert.equal(fresh.server.requests.length, 1);
    });
  }

  it('covers the whole response, even if every piece arrives in time', async () => {
    fresh.server.faults.add({ kind: 'drip', bytes: 1, milliseconds: 10 });
    const list = reads['listing the tokens'];
    await assertEndsAtLimit(() =>
      expectServerError(list({ ...fresh.endpoint, timeout: limit }, fresh.operator), { kind: 'timedOut' }),
    );
  });

  it('lets a slow response finish in time', async () => {
    fresh.server.faults.add({ kind: 'drip', bytes: 20, milliseconds: 2 });
    await reads['listing the tokens'](fresh.endpoint, fresh.operator);
  });

  it('can be as long as the setting allows', async () => {
    await reads['getting the version']({ ...fresh.endpoint, timeout: 600_000 }, fresh.operator);
  });
});
