import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { sendRequest } from './helpers/sendRequest.ts';
import { createOperator } from './helpers/tokenCalls.ts';

describe('logEntry', () => {
  let server: TokenServer;
  afterEach(() => server.close());

  it('records the scheme and whether a token was sent, but never the token', async () => {
    server = await startTokenServer();
    const operator = await createOperator(server.url);
    const basic = Buffer.from(`:${operator}`).toString('base64');
    server.requests.length = 0;
    for (const authorization of [`Bearer ${operator}`, `Basic ${basic}`, 'Bearer', operator, 'Bearer apiv3_x']) {
      await sendRequest(server.url, '/ping', { headers: { authorization } });
    }
    await sendRequest(server.url, '/ping');
    const logged = server.requests.map(({ number, scheme, hasToken, authenticatedAs, status }) => [
      number,
      scheme,
      hasToken,
      authenticatedAs,
      status,
    ]);
    assert.deepEqual(logged, [
      [1, 'Bearer', true, '_admin', 200],
      [2, 'Basic', true, '_admin', 200],
      [3, 'Bearer', false, undefined, 400],
      [4, '', false, undefined, 400],
      [5, 'Bearer', true, undefined, 401],
      [6, undefined, false, undefined, 401],
    ]);
    const text = JSON.stringify(server.requests);
    assert.ok(!text.includes(operator) && !text.includes(basic));
  });
});

describe('TokenServer', () => {
  it('counts open connections, and closes them in close()', async () => {
    const server = await startTokenServer();
    const agent = new Agent({ keepAlive: true });
    await Promise.all([1, 2, 3].map(() => sendRequest(server.url, '/ping', { agent })));
    assert.equal(server.openConnections, 3);
    await server.close();
    assert.equal(server.openConnections, 0);
    agent.destroy();
  });
});
