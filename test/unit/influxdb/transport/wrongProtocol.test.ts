import assert from 'node:assert/strict';
import { Token } from '../../../../src/core/token/token.ts';
import { createSelfSigned } from '../../../support/influxdb3/certificates.ts';
import { sentencePattern } from '../../../support/sentences.ts';
import { calls, changes, reads } from '../helpers/calls.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { startCannedServer, startRawServer, type RawServer } from '../helpers/rawServer.ts';
import { expectServerError } from '../helpers/expectServerError.ts';
import { tokenServer } from '../helpers/tokenServer.ts';
import type { ServerErrorKind } from '../../../../src/influxdb/transport/serverError.ts';

const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);
const create = changes['creating a named token'];
const list = reads['listing the tokens'];

async function assertAllCallsFail(server: RawServer, kind: ServerErrorKind): Promise<void> {
  for (const [what, call] of Object.entries(calls)) {
    const outcome = what in changes ? 'unknown' : 'nothing';
    await expectServerError(call(endpointOf(server), bearer), { kind, outcome });
  }
}

describe('server that does not use HTTP', () => {
  it('is reported when it sends an SSH greeting', async () => {
    await assertAllCallsFail(
      await startRawServer({ onConnection: (socket) => void socket.write('SSH-2.0-OpenSSH_9.9\r\n') }),
      'unexpectedResponse',
    );
  });

  it('is reported when it responds like SMTP', async () => {
    await assertAllCallsFail(await startCannedServer('500 5.5.1 Command unrecognized\r\n'), 'unexpectedResponse');
  });

  it('is reported when it sends meaningless bytes', async () => {
    await assertAllCallsFail(await startCannedServer(Buffer.from([0, 1, 2, 3, 255, 254])), 'unexpectedResponse');
  });

  it('is reported without the token when it echoes the request', async () => {
    await assertAllCallsFail(
      await startRawServer({ onRequest: (socket, request) => socket.end(request) }),
      'unexpectedResponse',
    );
  });

  it('is reported when it switches protocols without a request to', async () => {
    const bytes = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n';
    await assertAllCallsFail(await startCannedServer(bytes), 'connectionLost');
  });

  it('is reported without the token when the response is invalid around it', async () => {
    const broken = `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\nZZ${bearer.reveal()}\r\n`;
    await assertAllCallsFail(await startCannedServer(broken), 'unexpectedResponse');
  });

  it('is reported when it closes the connection at once', async () => {
    const server = await startRawServer({ onConnection: (socket) => socket.destroy() });
    for (const [what, call] of Object.entries(calls)) {
      const outcome = what in changes ? 'unknown' : 'nothing';
      const error = await expectServerError(call(endpointOf(server), bearer), { kind: 'connectionLost', outcome });
      // After a change, the caller appends the result of a check, so the message gives no other advice.
      assert.equal(error.message.includes('https://'), outcome === 'nothing');
    }
  });
});

describe('plain HTTP to a TLS port', () => {
  it('leads to connectionLost with a hint to use https', async () => {
    const server = await tokenServer({ tls: 'generated' });
    const endpoint = endpointOf({ url: server.url.replace('https:', 'http:') });
    const error = await expectServerError(list(endpoint, bearer), { kind: 'connectionLost' });
    assert.match(error.message, sentencePattern('useHttpsHint'));
    assert.equal(server.requests.length, 0);
  });

  it('leads to tlsExpected when the server sends a TLS alert', async () => {
    // OpenSSL sends a fatal alert, "unexpected message".
    const server = await startCannedServer(Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x0a]));
    const error = await expectServerError(list(endpointOf(server), bearer), { kind: 'tlsExpected' });
    assert.match(error.message, /https:\/\//);
    await expectServerError(create(endpointOf(server), bearer), { kind: 'tlsExpected' });
  });

  it("leads to tlsExpected for a web server's error page", async () => {
    const page = '<html><h1>400 Bad Request</h1><center>The plain HTTP request was sent to HTTPS port</center>';
    const server = await startCannedServer(`HTTP/1.1 400 Bad Request\r\ncontent-length: ${page.length}\r\n\r\n${page}`);
    await expectServerError(create(endpointOf(server), bearer), { kind: 'tlsExpected', status: 400 });
  });
});

describe('TLS to a plain HTTP port', () => {
  it('is reported with the http: URL to use', async () => {
    const server = await tokenServer();
    const endpoint = endpointOf({ url: server.url.replace('http:', 'https:') });
    for (const call of Object.values(calls)) {
      const error = await expectServerError(call(endpoint, bearer), { kind: 'plainHttpExpected' });
      assert.ok(error.message.includes(server.url), error.message);
    }
    assert.equal(server.requests.length, 0);
  });

  it('is reported when the server uses neither TLS nor HTTP', async () => {
    const server = await startRawServer({ onConnection: (socket) => void socket.write('SSH-2.0-OpenSSH_9.9\r\n') });
    await expectServerError(create(endpointOf({ url: server.url.replace('http:', 'https:') }), bearer), {
      kind: 'plainHttpExpected',
    });
  });

  it('leads to connectionLost when the server closes the connection', async () => {
    const closingAtOnce = await startRawServer({ onConnection: (socket) => socket.destroy() });
    const url = closingAtOnce.url.replace('http:', 'https:');
    await expectServerError(create(endpointOf({ url }), bearer), { kind: 'connectionLost', outcome: 'nothing' });
    const tls = await createSelfSigned();
    const closingServer = await startRawServer({ tls, onRequest: (socket) => socket.destroy() });
    const endpoint = endpointOf(closingServer, { ca: tls.cert });
    await expectServerError(create(endpoint, bearer), { kind: 'connectionLost', outcome: 'unknown' });
  });
});
