import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import type { Endpoint } from '../../../src/influxdb/endpoint.ts';
import { ping } from '../../../src/influxdb/ping.ts';
import type { ServerErrorKind } from '../../../src/influxdb/serverError.ts';
import { makeAuthority, makeSelfSigned, refusable, type Authority } from '../../influxdb3/certificates.ts';
import type { Pem } from '../../influxdb3/listener.ts';
import { calls } from './helpers/changes.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { startProxy } from './helpers/httpProxy.ts';
import { watched } from './helpers/log.ts';
import { refused } from './helpers/refused.ts';
import { tokenServer } from './helpers/tokenServer.ts';

const bearer = watched(`apiv3_${'bearer-'.repeat(13)}`);

let authority: Authority;
let otherAuthority: Authority;
before(async () => {
  [authority, otherAuthority] = await Promise.all([makeAuthority(), makeAuthority('Another authority')]);
});

/** Serves with a certificate, and asks under certain terms, at a host name of this machine. */
async function assertAccepted(tls: Pem, options: Partial<Endpoint>, host = '127.0.0.1'): Promise<Token> {
  const server = await tokenServer({ tls });
  const endpoint = endpointOf({ url: server.url.replace('127.0.0.1', host) }, options);
  const { token } = await createOperatorToken(endpoint);
  assert.equal((await ping(endpoint, token)).version, server.version);
  return token;
}

/**
 * The same, where neither a question nor a change may get as far as to be sent; straight and through a proxy, with the
 * same message.
 */
async function assertRejected(
  tls: Pem,
  options: Partial<Endpoint>,
  kind: ServerErrorKind,
  host?: string,
): Promise<string> {
  const server = await tokenServer({ tls });
  const url = host === undefined ? server.url : server.url.replace('127.0.0.1', host);
  const proxy = await startProxy();
  const messages = new Set<string>();
  for (const route of [undefined, proxy.as()]) {
    const endpoint = endpointOf({ url }, { ...options, proxy: route });
    for (const call of [calls['listing the tokens'], calls['creating the operator token']]) {
      messages.add((await refused(call(endpoint, bearer), { kind })).message);
    }
  }
  assert.equal(server.requests.length, 0, 'nothing was sent');
  assert.equal(proxy.tunnels.length, 2);
  const [message, ...others] = messages;
  assert.ok(message !== undefined && others.length === 0, others.join());
  return message;
}

describe('A certificate is accepted', () => {
  it('trap 7: of a private authority, by the PEM of that authority', async () => {
    await assertAccepted(await authority.issue(), { ca: authority.caPem });
  });

  it('of one of several private authorities in one file, whatever the order', async () => {
    for (const ca of [
      `${authority.caPem}\n${otherAuthority.caPem}`,
      `${otherAuthority.caPem}\n\n${authority.caPem}\n`,
    ]) {
      await assertAccepted(await authority.issue(), { ca });
    }
  });

  it('of a private authority in a file with Windows line ends and comments', async () => {
    const ca = `# Ours\r\n${authority.caPem.replaceAll('\n', '\r\n')}\r\n`;
    await assertAccepted(await authority.issue(), { ca });
  });

  it('that vouches for itself, by its own PEM', async () => {
    const own = await makeSelfSigned();
    await assertAccepted(own, { ca: own.cert });
  });

  it('for a host name and for an address', async () => {
    const certificate = await authority.issue();
    await assertAccepted(certificate, { ca: authority.caPem }, 'localhost');
    await assertAccepted(certificate, { ca: authority.caPem }, '127.0.0.1');
  });

  it('whatever is wrong with it, where the person switched verification off', async () => {
    for (const wrong of [refusable.expired, refusable.notYetValid, refusable.wrongHost]) {
      await assertAccepted(await otherAuthority.issue(wrong), { verifyCertificate: false });
    }
    await assertAccepted(await makeSelfSigned(), { verifyCertificate: false, ca: authority.caPem });
  });
});

describe('A certificate is refused before anything is sent', () => {
  it('of an authority that nobody knows', async () => {
    const message = await assertRejected(await authority.issue(), {}, 'unknownAuthority');
    assert.match(message, /caFile/);
  });

  it('of another authority than the one in the file', async () => {
    await assertRejected(await authority.issue(), { ca: otherAuthority.caPem }, 'unknownAuthority');
  });

  it('of an authority of the same name, with another key', async () => {
    const { caPem } = await makeAuthority();
    const server = await tokenServer({ tls: await authority.issue() });
    const error = await refused(ping(endpointOf(server, { ca: caPem }), bearer), { kind: 'unknownAuthority' });
    assert.match(error.message, /caFile/);
    assert.equal(server.requests.length, 0);
  });

  it('that vouches for itself', async () => {
    assert.match(await assertRejected(await makeSelfSigned(), {}, 'selfSigned'), /signed by itself.*caFile/);
    await assertRejected(await makeSelfSigned(), { ca: authority.caPem }, 'selfSigned');
  });

  it('for another host, which is told', async () => {
    const certificate = await authority.issue(refusable.wrongHost);
    const message = await assertRejected(certificate, { ca: authority.caPem }, 'wrongHost');
    assert.match(message, /127\.0\.0\.1/);
    await assertRejected(certificate, { ca: authority.caPem }, 'wrongHost', 'localhost');
  });

  it('for the name only, where the address is asked for', async () => {
    const certificate = await authority.issue({ hosts: ['localhost'] });
    await assertAccepted(certificate, { ca: authority.caPem }, 'localhost');
    await assertRejected(certificate, { ca: authority.caPem }, 'wrongHost');
  });

  it('for another IPv6 address than the one that is asked for', async () => {
    const certificate = await authority.issue({ hosts: ['localhost', '127.0.0.1', '::2'] });
    const server = await tokenServer({ tls: certificate, host: '::1' });
    const endpoint = endpointOf(server, { ca: authority.caPem });
    const error = await refused(ping(endpoint, bearer), { kind: 'wrongHost' });
    assert.match(error.message, /\[::1\]/);
  });

  it('when it has expired', async () => {
    const certificate = await authority.issue(refusable.expired);
    assert.match(await assertRejected(certificate, { ca: authority.caPem }, 'certificateExpired'), /expired/);
  });

  it('when it is not valid yet', async () => {
    const certificate = await authority.issue(refusable.notYetValid);
    assert.match(
      await assertRejected(certificate, { ca: authority.caPem }, 'certificateRefused'),
      /not valid yet.*clocks/,
    );
  });
});
