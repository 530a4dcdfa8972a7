import assert from 'node:assert/strict';
import { Token } from '../../../src/core/token.ts';
import { makeSelfSigned } from '../../influxdb3/certificates.ts';
import { calls, changes, looks } from './helpers/changes.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { startAnswering, startRaw, type RawServer } from './helpers/rawServer.ts';
import { refused } from './helpers/refused.ts';
import { tokenServer } from './helpers/tokenServer.ts';
import type { ServerErrorKind } from '../../../src/influxdb/serverError.ts';

const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);
const create = changes['creating a named token'];
const list = looks['listing the tokens'];

async function assertAllCallsFail(server: RawServer, kind: ServerErrorKind): Promise<void> {
  for (const [what, call] of Object.entries(calls)) {
    const outcome = what in changes ? 'unknown' : 'nothing';
    await refused(call(endpointOf(server), bearer), { kind, outcome });
  }
}

describe('What does not speak HTTP', () => {
  it('is told when it is SSH, which speaks first', async () => {
    await assertAllCallsFail(
      await startRaw({ onConnection: (socket) => void socket.write('SSH-2.0-OpenSSH_9.9\r\n') }),
      'unexpectedAnswer',
    );
  });

  it('is told when it is SMTP, which answers', async () => {
    await assertAllCallsFail(await startAnswering('500 5.5.1 Command unrecognized\r\n'), 'unexpectedAnswer');
  });

  it('is told when it is nothing but noise', async () => {
    await assertAllCallsFail(await startAnswering(Buffer.from([0, 1, 2, 3, 255, 254])), 'unexpectedAnswer');
  });

  it('is told when it echoes the request, and the token is not in the error', async () => {
    await assertAllCallsFail(
      await startRaw({ onRequest: (socket, request) => socket.end(request) }),
      'unexpectedAnswer',
    );
  });

  it('is told when it gives HTTP of another kind: a switch of protocols that nobody asked for', async () => {
    const bytes = 'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n';
    await assertAllCallsFail(await startAnswering(bytes), 'connectionLost');
  });

  it('is told when the answer breaks the protocol behind the token, and the token is not in the error', async () => {
    const broken = `HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\nZZ${bearer.reveal()}\r\n`;
    await assertAllCallsFail(await startAnswering(broken), 'unexpectedAnswer');
  });

  it('is told when it closes at once, without a word', async () => {
    const server = await startRaw({ onConnection: (socket) => socket.destroy() });
    for (const [what, call] of Object.entries(calls)) {
      const outcome = what in changes ? 'unknown' : 'nothing';
      const error = await refused(call(endpointOf(server), bearer), { kind: 'connectionLost', outcome });
      // Behind a change comes what looking shows, so nothing else is said to be done.
      assert.equal(error.message.includes('https://'), outcome === 'nothing');
    }
  });
});

describe('Plain HTTP to a TLS port', () => {
  it('trap 7: is cut off by a real server, and the hint at https is given', async () => {
    const server = await tokenServer({ tls: 'self-made' });
    const endpoint = endpointOf({ url: server.url.replace('https:', 'http:') });
    const error = await refused(list(endpoint, bearer), { kind: 'connectionLost' });
    assert.match(error.message, /If this server uses TLS, write its URL with https:\/\//);
    assert.equal(server.requests.length, 0);
  });

  it('is told where the other side answers by an alert of TLS', async () => {
    // What OpenSSL says to it: a fatal alert, "unexpected message".
    const server = await startAnswering(Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x0a]));
    const error = await refused(list(endpointOf(server), bearer), { kind: 'tlsExpected' });
    assert.match(error.message, /https:\/\//);
    await refused(create(endpointOf(server), bearer), { kind: 'tlsExpected' });
  });

  it('is told where a web server answers by a page about it', async () => {
    const page = '<html><h1>400 Bad Request</h1><center>The plain HTTP request was sent to HTTPS port</center>';
    const server = await startAnswering(`HTTP/1.1 400 Bad Request\r\ncontent-length: ${page.length}\r\n\r\n${page}`);
    await refused(create(endpointOf(server), bearer), { kind: 'tlsExpected', status: 400 });
  });
});

describe('TLS to a plain port', () => {
  it('is told, with the URL that would do', async () => {
    const server = await tokenServer();
    const endpoint = endpointOf({ url: server.url.replace('http:', 'https:') });
    for (const call of Object.values(calls)) {
      const error = await refused(call(endpoint, bearer), { kind: 'plainHttpAnswered' });
      assert.ok(error.message.includes(server.url), error.message);
    }
    assert.equal(server.requests.length, 0);
  });

  it('is told where the other side is no web server at all', async () => {
    const server = await startRaw({ onConnection: (socket) => void socket.write('SSH-2.0-OpenSSH_9.9\r\n') });
    await refused(create(endpointOf({ url: server.url.replace('http:', 'https:') }), bearer), {
      kind: 'plainHttpAnswered',
    });
  });

  it('is a lost connection where the other side just hangs up, before or after the handshake', async () => {
    const closingAtOnce = await startRaw({ onConnection: (socket) => socket.destroy() });
    const url = closingAtOnce.url.replace('http:', 'https:');
    await refused(create(endpointOf({ url }), bearer), { kind: 'connectionLost', outcome: 'nothing' });
    const tls = await makeSelfSigned();
    const closingServer = await startRaw({ tls, onRequest: (socket) => socket.destroy() });
    const endpoint = endpointOf(closingServer, { ca: tls.cert });
    await refused(create(endpoint, bearer), { kind: 'connectionLost', outcome: 'unknown' });
  });
});
