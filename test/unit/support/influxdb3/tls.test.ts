import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { Agent as HttpsAgent } from 'node:https';
import { connect, type ClientHttp2Session } from 'node:http2';
import { createAuthority, createSelfSigned, invalidCertificates } from '../../../support/influxdb3/certificates.ts';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { sendRequest, type Reply } from './helpers/sendRequest.ts';
import { bearerHeader, createNamed, createOperator, listTokens } from './helpers/tokenCalls.ts';
import { requestHead, sendRaw } from './helpers/rawRequest.ts';

describe('listen (TLS)', () => {
  let server: TokenServer;
  afterEach(() => server.close());

  it('serves a generated certificate for all loopback names', async () => {
    server = await startTokenServer({ tls: 'generated', recovery: {} });
    const ca = server.caPem ?? '';
    assert.equal(readFileSync(server.caFile ?? '', 'utf8'), ca);
    assert.match(server.url, /^https:\/\/127\.0\.0\.1:\d+$/);
    const operator = await createOperator(server.url, { ca });
    assert.equal((await listTokens(server.url.replace('127.0.0.1', 'localhost'), operator, { ca })).length, 1);
    assert.equal((await sendRequest(server.recoveryUrl ?? '', '/', { ca })).body, 'not found');
    await assert.rejects(sendRequest(server.url, '/ping'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    await server.close();
    assert.ok(!existsSync(server.caFile ?? ''));
  });

  it('listens on IPv6', async () => {
    server = await startTokenServer({ tls: 'generated', host: '::1' });
    assert.match(server.url, /^https:\/\/\[::1\]:\d+$/);
    assert.equal((await sendRequest(server.url, '/', { method: 'OPTIONS', ca: server.caPem ?? '' })).status, 204);
  });

  it('supports HTTP/2', async () => {
    server = await startTokenServer({ tls: 'generated' });
    const ca = server.caPem ?? '';
    const operator = await createOperator(server.url, { ca });
    const session = connect(server.url, { ca });
    const reply = await askHttp2(session, 'GET', '/ping', bearerHeader(operator));
    const created = await askHttp2(
      session,
      'POST',
      '/api/v3/configure/token/named_admin',
      {
        ...bearerHeader(operator),
        'content-type': 'application/json',
      },
      '{"token_name":"ci"}',
    );
    const options = await askHttp2(session, 'OPTIONS', '/');
    session.close();
    assert.deepEqual([reply.status, created.status, options.status], [200, 201, 204]);
    assert.equal(created.headers['content-type'], 'json');
    assert.equal(reply.headers['cluster-uuid'], server.clusterUuid);
    assert.deepEqual(
      server.requests.map(({ httpVersion }) => httpVersion),
      ['1.1', '2.0', '2.0', '2.0'],
    );
    assert.equal(server.requests[1]?.connection, server.requests[3]?.connection);
  });

  it('keeps an HTTP/1.1 connection open', async () => {
    server = await startTokenServer({ tls: 'generated' });
    const agent = new HttpsAgent({ keepAlive: true, maxSockets: 1, ca: server.caPem ?? '' });
    await sendRequest(server.url, '/', { method: 'OPTIONS', agent });
    await sendRequest(server.url, '/ping', { agent });
    assert.equal(server.openConnections, 1);
    agent.destroy();
    assert.deepEqual(
      server.requests.map(({ connection }) => connection),
      [1, 1],
    );
  });

  it('closes plain HTTP connections without sending a byte', async () => {
    server = await startTokenServer({ tls: 'generated' });
    const { received } = await sendRaw(server.url, requestHead('GET', '/ping'));
    assert.equal(received, '');
    assert.equal(server.requests.length, 0);
  });

  it('applies faults to HTTP/2 as well', async () => {
    server = await startTokenServer({ tls: 'generated' });
    const ca = server.caPem ?? '';
    for (const fault of [
      { kind: 'close', when: 'afterWork' },
      { kind: 'close', when: 'beforeWork', reset: true },
      { kind: 'cutHeaders' },
      { kind: 'cutBody' },
      { kind: 'truncate', contentLength: 'original' },
    ] as const) {
      const session = connect(server.url, { ca });
      session.on('error', () => undefined);
      server.faults.add(fault);
      await assert.rejects(askHttp2(session, 'GET', '/ping'), Error, fault.kind);
      session.destroy();
    }
    const operator = await createOperator(server.url, { ca });
    server.faults.add({ kind: 'truncate', contentLength: 'matching', bytes: 2 });
    assert.equal((await createNamed(server.url, operator, 'ci', undefined, { ca })).body, '{"');
  });

  const errorCodes: Record<keyof typeof invalidCertificates, string> = {
    expired: 'CERT_HAS_EXPIRED',
    notYetValid: 'CERT_NOT_YET_VALID',
    wrongHost: 'ERR_TLS_CERT_ALTNAME_INVALID',
  };
  for (const [name, code] of Object.entries(errorCodes)) {
    it(`can serve an invalid certificate: ${name}`, async () => {
      const authority = await createAuthority();
      server = await startTokenServer({
        tls: await authority.issue(invalidCertificates[name as keyof typeof invalidCertificates]),
      });
      await assert.rejects(sendRequest(server.url, '/ping', { ca: authority.caPem }), { code });
    });
  }

  it('can serve a self-signed certificate', async () => {
    const pem = await createSelfSigned();
    server = await startTokenServer({ tls: pem });
    await assert.rejects(sendRequest(server.url, '/ping'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    assert.equal((await sendRequest(server.url, '/ping', { ca: pem.cert })).status, 401);
  });
});

function askHttp2(
  session: ClientHttp2Session,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Omit<Reply, 'httpVersion'>> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ':method': method, ':path': path, ...headers });
    let response: Omit<Reply, 'httpVersion' | 'body'> | undefined;
    let text = '';
    stream.on('response', ({ ':status': status = 0, ...rest }) => (response = { status, headers: rest }));
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    stream.on('error', reject);
    stream.on('aborted', () => reject(new Error('aborted')));
    stream.on('close', () => {
      if (response === undefined || stream.rstCode !== 0) reject(new Error('incomplete response'));
      else resolve({ ...response, body: text });
    });
    stream.end(body);
  });
}
