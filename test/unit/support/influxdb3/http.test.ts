import assert from 'node:assert/strict';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { bearerHeader, createOperator } from './helpers/tokenCalls.ts';
import { requestHead, sendRaw } from './helpers/rawRequest.ts';

describe('listen (HTTP)', () => {
  let server: TokenServer;
  before(async () => {
    server = await startTokenServer();
  });
  after(() => server.close());

  it('keeps a connection open without keep-alive headers', async () => {
    const twice = requestHead('OPTIONS', '/', { connection: 'keep-alive' }) + requestHead('OPTIONS', '/');
    const { received } = await sendRaw(server.url, twice);
    const [first = '', second = ''] = received.split('\r\n\r\n');
    assert.doesNotMatch(first, /keep-alive|connection/i);
    assert.match(second, /connection: close/i);
  });

  it('accepts targets of up to 65,534 characters', async () => {
    const status = async (length: number) =>
      (await sendRaw(server.url, requestHead('GET', `/?${'x'.repeat(length - 2)}`))).received.slice(9, 12);
    assert.deepEqual([await status(65_534), await status(65_535)], ['401', '414']);
  });

  it('responds with 431 to long headers, and with 400 to invalid HTTP', async () => {
    const many = await sendRaw(server.url, requestHead('GET', '/', { 'x-long': 'x'.repeat(500_000) }));
    assert.match(many.received, /^HTTP\/1\.1 431 /);
    const garbage = await sendRaw(server.url, 'garbage\r\n\r\n');
    assert.match(garbage.received, /^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  it('ignores a client that hangs up in the middle of its body', async () => {
    const operator = await createOperator(server.url);
    const headers = { ...bearerHeader(operator), 'content-type': 'application/json', 'content-length': '1000' };
    const cut = sendRaw(server.url, requestHead('POST', '/api/v3/configure/token/named_admin', headers) + '{"token_');
    while (server.openConnections === 0) await new Promise(setImmediate);
    server.faults.add({ kind: 'close', when: 'beforeWork', path: '/ping' });
    await sendRaw(server.url, requestHead('GET', '/ping'));
    assert.equal(server.tokens().length, 1);
    await server.close();
    await cut;
  });
});
