import assert from 'node:assert/strict';
import { Agent, request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { sendRequest } from './helpers/sendRequest.ts';
import { bearerHeader, createNamed, createOperator, listTokens, tokenPath } from './helpers/tokenCalls.ts';
import { requestHead, sendRaw } from './helpers/rawRequest.ts';

const namedPath = `${tokenPath}/named_admin`;

describe('a fault of kind', () => {
  let server: TokenServer;
  let operator: string;

  beforeEach(async () => {
    server = await startTokenServer();
    operator = await createOperator(server.url);
  });
  afterEach(() => server.close());

  const create = (name = 'ci') => createNamed(server.url, operator, name);
  const names = (): unknown[] => server.tokens().map(({ name }) => name);
  const rawPing = () => sendRaw(server.url, requestHead('GET', '/ping', bearerHeader(operator)));

  it('close closes the connection before the work, and no token is created', async () => {
    server.faults.add({ kind: 'close', when: 'beforeWork' });
    await assert.rejects(create(), { code: 'ECONNRESET' });
    assert.deepEqual(names(), ['_admin']);
  });

  it('close closes the connection after the work, and the token is created', async () => {
    server.faults.add({ kind: 'close', when: 'afterWork' });
    await assert.rejects(create(), { code: 'ECONNRESET' });
    assert.deepEqual(names(), ['_admin', 'ci']);
    assert.equal(server.requests.at(-1)?.status, undefined);
  });

  it('close resets the connection', async () => {
    server.faults.add({ kind: 'close', when: 'beforeWork', reset: true });
    assert.deepEqual(await rawPing(), { received: '', error: 'ECONNRESET' });
  });

  it('cutHeaders closes the connection in the middle of the headers', async () => {
    server.faults.add({ kind: 'cutHeaders', path: '/ping' });
    const { received } = await rawPing();
    assert.match(received, /^HTTP\/1\.1 200 /);
    assert.ok(!received.includes('\r\n\r\n'));
    server.faults.add({ kind: 'cutHeaders' });
    await assert.rejects(create());
    assert.deepEqual(names(), ['_admin', 'ci']);
  });

  it('cutBody closes the connection in the middle of the body', async () => {
    server.faults.add({ kind: 'cutBody', bytes: 20 });
    const { received } = await rawPing();
    assert.match(received, /content-length: 129\r\n/);
    assert.equal(received.split('\r\n\r\n')[1], '{"product_name":"Inf');
    server.faults.add({ kind: 'cutBody' });
    await assert.rejects(create(), { code: 'ECONNRESET' });
    assert.deepEqual(names(), ['_admin', 'ci']);
  });

  it('truncate sends half a body with a matching length', async () => {
    server.faults.add({ kind: 'truncate', contentLength: 'matching' });
    const reply = await create();
    assert.equal(reply.status, 201);
    assert.equal(reply.headers['content-length'], String(reply.body.length));
    assert.throws(() => JSON.parse(reply.body));
  });

  it('truncate also shortens a streamed list', async () => {
    server.faults.add({ kind: 'truncate', contentLength: 'matching', bytes: 5 });
    await assert.rejects(listTokens(server.url, operator), SyntaxError);
  });

  it('truncate sends half a body with the original length', async () => {
    server.faults.add({ kind: 'truncate', contentLength: 'original' });
    await assert.rejects(create(), { code: 'ECONNRESET' });
    assert.deepEqual(names(), ['_admin', 'ci']);
  });

  it('delay waits between the work and the response', async () => {
    server.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 80 });
    const before = Date.now();
    const pending = create();
    while (!names().includes('ci')) await new Promise(setImmediate);
    assert.equal(server.requests.at(-1)?.status, undefined);
    assert.equal((await pending).status, 201);
    assert.ok(Date.now() - before >= 75);
  });

  it('delay waits before the work, and drops the request if the client hangs up', async () => {
    const { hits } = server.faults.add({ kind: 'delay', when: 'beforeWork', milliseconds: 60_000 });
    assert.equal(hits, 0);
    const request = httpRequest(`${server.url}${namedPath}`, { method: 'POST', agent: false });
    request.on('error', () => undefined);
    request.end('{}');
    while (server.requests.length < 2) await new Promise(setImmediate);
    request.destroy();
    while (server.openConnections > 0) await new Promise(setImmediate);
    assert.equal(server.requests.at(-1)?.status, undefined);
  });

  it('drip sends the body in small pieces', async () => {
    server.faults.add({ kind: 'drip', bytes: 20, milliseconds: 20 });
    const before = Date.now();
    const reply = await sendRequest(server.url, '/ping', { headers: bearerHeader(operator) });
    assert.ok(Date.now() - before >= 100);
    assert.equal(reply.headers['content-length'], '129');
    assert.equal(reply.body.length, 129);
  });

  it('contentType replaces or removes the content type', async () => {
    server.faults.add({ kind: 'contentType', value: 'text/html' });
    assert.equal((await create()).headers['content-type'], 'text/html');
    server.faults.add({ kind: 'contentType', value: null });
    assert.equal((await create('other')).headers['content-type'], undefined);
  });

  it('status replaces the status, with the work done or not', async () => {
    server.faults.add({ kind: 'status', status: 503, work: 'undone', body: 'busy', contentType: 'text/plain' });
    const busy = await create('a');
    assert.deepEqual([busy.status, busy.body, busy.headers['content-type']], [503, 'busy', 'text/plain']);
    server.faults.add({ kind: 'status', status: 502, work: 'done' });
    assert.equal((await create('b')).status, 502);
    assert.deepEqual(names(), ['_admin', 'b']);
  });

  it('redirect redirects without doing the work', async () => {
    server.faults.add({ kind: 'redirect', location: 'http://elsewhere.example/' });
    const reply = await create();
    assert.deepEqual([reply.status, reply.headers.location], [307, 'http://elsewhere.example/']);
    assert.deepEqual(names(), ['_admin']);
  });

  it('oversized sends an endless body until the client hangs up', async () => {
    server.faults.add({ kind: 'oversized', bytes: 'endless' });
    const read = await readUntil(`${server.url}/health`, bearerHeader(operator), 5_000_000);
    assert.ok(read >= 5_000_000);
    while (server.openConnections > 0) await new Promise(setImmediate);
  });

  it('oversized sends nothing in a response without a body', async () => {
    for (const method of ['OPTIONS', 'HEAD']) {
      server.faults.add({ kind: 'oversized', bytes: 'endless' });
      const { body } = await sendRequest(server.url, '/health', { method, headers: bearerHeader(operator) });
      assert.equal(body, '');
    }
  });

  it('oversized sends a body with a content length', async () => {
    server.faults.add({ kind: 'oversized', bytes: 1_000_001, isAnnounced: true });
    const reply = await sendRequest(server.url, '/health', { headers: bearerHeader(operator) });
    assert.equal(reply.headers['content-length'], '1000001');
    assert.equal(reply.body.length, 1_000_001);
  });

  it('gzip compresses the body without an Accept-Encoding header', async () => {
    server.faults.add({ kind: 'gzip' });
    const { received } = await sendRaw(server.url, requestHead('GET', '/ping', bearerHeader(operator)));
    assert.match(received, /content-encoding: gzip\r\n/);
    const body = Buffer.from(received.slice(received.indexOf('\r\n\r\n') + 4), 'latin1');
    assert.match(gunzipSync(body).toString(), /"product_name"/);
  });

  it('status leaves the connection usable after a large request body', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    server.faults.add({ kind: 'status', status: 503, work: 'undone' });
    const body = 'x'.repeat(3_000_000);
    const first = await sendRequest(server.url, '/ping', {
      method: 'POST',
      headers: bearerHeader(operator),
      body,
      agent,
    });
    const second = await sendRequest(server.url, '/ping', { headers: bearerHeader(operator), agent });
    agent.destroy();
    assert.deepEqual([first.status, second.status], [503, 200]);
    assert.equal(server.requests.at(-1)?.connection, server.requests.at(-2)?.connection);
  });
});

function readUntil(url: string, headers: Record<string, string>, bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers, agent: false }, (response) => {
      let read = 0;
      response.on('error', () => undefined);
      response.on('data', (chunk: Buffer) => {
        read += chunk.length;
        if (read < bytes) return;
        response.destroy();
        resolve(read);
      });
    })
      .on('error', reject)
      .end();
  });
}
