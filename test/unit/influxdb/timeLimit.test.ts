import assert from 'node:assert/strict';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { Token } from '../../../src/core/token.ts';
import { calls, changes, looks } from './helpers/changes.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { freshServer } from './helpers/freshServer.ts';
import { answer, startRaw, type RawOptions } from './helpers/rawServer.ts';
import { refused } from './helpers/refused.ts';
import { until } from './helpers/until.ts';

const limit = 100;
const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);

/** Fails unless something gives up at the limit: not before it, and not long after. */
async function assertEndsAtLimit<Result>(act: () => Promise<Result>, milliseconds = limit): Promise<Result> {
  const start = performance.now();
  const result = await act();
  const elapsed = performance.now() - start;
  assert.ok(elapsed >= milliseconds - 5 && elapsed < milliseconds + 1_000, `${elapsed} ms`);
  return result;
}

/** The server never comes to an end with its answer. */
const endlessResponses: Record<string, RawOptions & { https?: boolean; isSent: boolean }> = {
  'a TLS handshake that nobody answers': { https: true, isSent: false },
  'an answer that never begins': { isSent: true },
  'headers that never end': {
    isSent: true,
    onRequest: (socket) => void socket.write('HTTP/1.1 201 Created\r\nx: y\r\n'),
  },
  'a header that comes letter by letter': {
    isSent: true,
    onRequest: (socket) => drip(socket, `HTTP/1.1 201 Created\r\nx: ${'y'.repeat(5_000)}`),
  },
  'hints that go on': {
    isSent: true,
    onRequest: (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(5_000)),
  },
  'a body that never begins': {
    isSent: true,
    onRequest: (socket) => void socket.write(answer('201 Created', '', { 'content-length': '9' })),
  },
  'a body that comes letter by letter': {
    isSent: true,
    onRequest: (socket) => drip(socket, answer('201 Created', ' '.repeat(5_000))),
  },
  'a length that is never reached': {
    isSent: true,
    onRequest: (socket) => void socket.write('HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{'),
  },
};

function drip(socket: Parameters<NonNullable<RawOptions['onRequest']>>[0], bytes: string): void {
  let next = 0;
  const timer = setInterval(() => void socket.write(bytes[next++] ?? ''), 5);
  socket.on('close', () => clearInterval(timer));
}

describe('The time limit holds', () => {
  for (const [what, { https, isSent, ...options }] of Object.entries(endlessResponses)) {
    it(`for ${what}`, async () => {
      const server = await startRaw(options);
      const url = https === true ? server.url.replace('http:', 'https:') : server.url;
      const endpoint = endpointOf({ url }, { timeout: limit });
      const create = changes['creating a named token'];
      const error = await assertEndsAtLimit(() =>
        refused(create(endpoint, bearer), { kind: 'timedOut', outcome: isSent ? 'unknown' : 'nothing' }),
      );
      assert.match(error.message, /0\.1 seconds.*requestTimeoutSeconds/);
      await until('the connection was closed', () => server.openConnections === 0);
      assert.equal(server.received.length, 1);
    });
  }

  it('for a request that nobody reads', async () => {
    const server = await startRaw({ reads: false });
    // It takes a while to have so much on the way.
    const longer = 400;
    const endpoint = endpointOf(server, { timeout: longer });
    const call = () => createNamedToken(endpoint, bearer, 'x'.repeat(20_000_000), undefined);
    await assertEndsAtLimit(() => refused(call(), { kind: 'timedOut', outcome: 'unknown' }), longer);
  });
});

describe('The time limit holds for every call', () => {
  const fresh = freshServer();

  for (const [what, call] of Object.entries(calls)) {
    it(what, async () => {
      fresh.server.faults.add({ kind: 'delay', when: 'beforeWork', milliseconds: 60_000 });
      const expected = { kind: 'timedOut', outcome: what in looks ? 'nothing' : 'unknown' } as const;
      await assertEndsAtLimit(() => refused(call({ ...fresh.endpoint, timeout: limit }, fresh.operator), expected));
      await until('the connection was closed', () => fresh.server.openConnections === 0);
      assert.equal(fresh.server.requests.length, 1);
    });
  }

  it('and is on the whole: a list of which every piece comes in time', async () => {
    fresh.server.faults.add({ kind: 'drip', bytes: 1, milliseconds: 10 });
    const list = looks['listing the tokens'];
    await assertEndsAtLimit(() =>
      refused(list({ ...fresh.endpoint, timeout: limit }, fresh.operator), { kind: 'timedOut' }),
    );
  });

  it('and does not hurry an answer that comes in time', async () => {
    fresh.server.faults.add({ kind: 'drip', bytes: 20, milliseconds: 2 });
    await looks['listing the tokens'](fresh.endpoint, fresh.operator);
  });

  it('a time limit as long as the setting allows is none that breaks', async () => {
    await looks['getting the version']({ ...fresh.endpoint, timeout: 600_000 }, fresh.operator);
  });
});
