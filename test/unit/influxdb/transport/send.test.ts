import assert from 'node:assert/strict';
import { Token } from '../../../../src/core/token/token.ts';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import { deleteToken } from '../../../../src/influxdb/deleteToken.ts';
import { calls } from '../helpers/calls.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { freshServer } from '../helpers/freshServer.ts';
import { loggedLines } from '../helpers/log.ts';
import { httpResponse, startCannedServer, startRawServer } from '../helpers/rawServer.ts';

const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);

async function requestSentBy(call: (endpoint: ReturnType<typeof endpointOf>) => Promise<unknown>) {
  const server = await startCannedServer('HTTP/1.1 503 Busy\r\n\r\n');
  await assert.rejects(call(endpointOf(server)));
  const [request = '', ...more] = server.received;
  assert.deepEqual(more, []);
  const [head = '', body = ''] = request.split('\r\n\r\n');
  const [line = '', ...headers] = head.split('\r\n');
  return {
    line,
    headers: new Map(headers.map((header) => header.toLowerCase().split(': ') as [string, string])),
    body,
  };
}

describe('send', () => {
  const lines: Record<string, string> = {
    'creating the operator token': 'POST /api/v3/configure/token/admin HTTP/1.1',
    'regenerating the operator token': 'POST /api/v3/configure/token/admin/regenerate HTTP/1.1',
    'creating a named token': 'POST /api/v3/configure/token/named_admin HTTP/1.1',
    'deleting a token': 'DELETE /api/v3/configure/token?token_name=old HTTP/1.1',
    'listing the tokens': 'POST /api/v3/query_sql HTTP/1.1',
    'getting the version': 'GET /ping HTTP/1.1',
    probing: 'OPTIONS / HTTP/1.1',
  };
  const withoutToken = ['creating the operator token', 'probing'];

  for (const [what, call] of Object.entries(calls)) {
    it(`sends one request and closes the connection when ${what}`, async () => {
      const { line, headers } = await requestSentBy((endpoint) => call(endpoint, bearer));
      assert.equal(line, lines[what]);
      assert.equal(headers.get('connection'), 'close');
      assert.equal(headers.get('accept-encoding'), 'identity');
      assert.equal(headers.has('authorization'), !withoutToken.includes(what));
    });
  }

  it("doesn't reuse a connection that the server promised to keep alive", async () => {
    const createdBody = JSON.stringify({ name: 'new', token: `apiv3_${'x'.repeat(86)}` });
    const server = await startRawServer({
      onRequest(socket) {
        const keepAlive = { connection: 'keep-alive', 'keep-alive': 'timeout=600' };
        socket.write(httpResponse('201 Created', createdBody, keepAlive), () => socket.destroy());
      },
    });
    for (let round = 1; round <= 3; round += 1) {
      await createNamedToken(endpointOf(server), bearer, 'new', undefined);
      assert.equal(server.received.length, round, 'each request uses a new connection');
    }
  });

  it('sends the token unchanged', async () => {
    for (const call of [calls['listing the tokens'], calls['deleting a token']]) {
      const server = await startCannedServer('HTTP/1.1 503 Busy\r\n\r\n');
      await assert.rejects(call(endpointOf(server), bearer));
      assert.ok(server.received[0]?.includes(`authorization: Bearer ${bearer.reveal()}\r\n`));
    }
  });

  it('omits the expiration of a token that never expires', async () => {
    const { headers, body } = await requestSentBy((endpoint) => createNamedToken(endpoint, bearer, 'ci', undefined));
    assert.equal(body, '{"token_name":"ci"}');
    assert.equal(headers.get('content-type'), 'application/json');
  });

  it('sends the lifetime in seconds', async () => {
    const { body } = await requestSentBy((endpoint) => createNamedToken(endpoint, bearer, 'ci', 3_600));
    assert.deepEqual(JSON.parse(body), { token_name: 'ci', expiry_secs: 3_600 });
  });

  for (const lifetime of [0, -1, 0.5, 1.5, NaN, Infinity, -Infinity, 3_155_760_001, 2 ** 53, 1e300]) {
    it(`never sends a lifetime of ${lifetime} seconds`, async () => {
      const server = await startCannedServer('HTTP/1.1 503 Busy\r\n\r\n');
      await assert.rejects(createNamedToken(endpointOf(server), bearer, 'ci', lifetime), RangeError);
      assert.deepEqual(server.received, []);
    });
  }

  it('sends no body to create the operator token', async () => {
    const { headers, body } = await requestSentBy((endpoint) => createOperatorToken(endpoint));
    assert.equal(body, '');
    assert.equal(headers.get('content-length') ?? '0', '0');
    assert.equal(headers.has('content-type'), false);
  });

  it('encodes the name of the token to delete', async () => {
    for (const [name, query] of [
      ['', 'token_name'],
      [' ', 'token_name=%20'],
      ['a&b', 'token_name=a%26b'],
      ['a+b', 'token_name=a%2Bb'],
      ['50%', 'token_name=50%25'],
      ['a=b#c?d/e', 'token_name=a%3Db%23c%3Fd%2Fe'],
      ['名', 'token_name=%E5%90%8D'],
      ['a\r\nb', 'token_name=a%0D%0Ab'],
    ] as const) {
      const { line, body } = await requestSentBy((endpoint) => deleteToken(endpoint, bearer, name));
      assert.equal(line, `DELETE /api/v3/configure/token?${query} HTTP/1.1`);
      assert.equal(body, '');
    }
  });
});

describe('send: log', () => {
  const fresh = freshServer();

  it('contains the method, URL, status, and duration, but no query', async () => {
    const start = loggedLines.length;
    await createNamedToken(fresh.endpoint, fresh.operator, 'confidential', undefined);
    await deleteToken(fresh.endpoint, fresh.operator, 'confidential');
    const [created = '', deleted = '', ...more] = loggedLines.slice(start);
    assert.deepEqual(more, []);
    const { url } = fresh.server;
    assert.match(created, /^debug POST .*: 201, \d+ ms$/);
    assert.ok(created.includes(`${url}/api/v3/configure/token/named_admin:`));
    assert.match(deleted, /^debug DELETE .*: 200, \d+ ms$/);
    assert.ok(deleted.includes(`${url}/api/v3/configure/token:`));
    assert.ok(!(created + deleted).includes('confidential'));
  });

  it('contains the cause when there is no response', async () => {
    const start = loggedLines.length;
    fresh.server.faults.add({ kind: 'close', when: 'beforeWork', reset: true });
    await assert.rejects(calls['getting the version'](fresh.endpoint, fresh.operator));
    const [line = '', ...more] = loggedLines.slice(start);
    assert.deepEqual(more, []);
    assert.match(line, /^warn GET .*\/ping: .* <- .*(ECONNRESET|other side closed).*, \d+ ms$/);
  });

  it('says that a response was truncated', async () => {
    const start = loggedLines.length;
    fresh.server.faults.add({ kind: 'cutBody', bytes: 150 });
    await createNamedToken(fresh.endpoint, fresh.operator, 'new', undefined);
    assert.match(loggedLines.slice(start).join('\n'), /^debug POST .*: 201 \(truncated: connectionLost\), \d+ ms$/);
  });

  it('redacts a token in the URL', async () => {
    const start = loggedLines.length;
    const endpointWithToken = { ...fresh.endpoint, url: `${fresh.server.url}/apiv3_${'in-the-path-'.repeat(3)}` };
    await assert.rejects(calls['getting the version'](endpointWithToken, fresh.operator));
    assert.equal(loggedLines.length, start + 1);
    assert.ok(!loggedLines.at(-1)?.includes('in-the-path'));
  });
});
