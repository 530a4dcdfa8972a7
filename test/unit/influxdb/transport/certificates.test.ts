import assert from 'node:assert/strict';
import type { Token } from '../../../../src/core/token/token.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import type { Endpoint } from '../../../../src/influxdb/transport/endpoint.ts';
import { ping } from '../../../../src/influxdb/ping.ts';
import type { ServerErrorKind } from '../../../../src/influxdb/transport/serverError.ts';
import {
  createAuthority,
  createSelfSigned,
  invalidCertificates,
  type Authority,
} from '../../../support/influxdb3/certificates.ts';
import type { Pem } from '../../../support/influxdb3/listener.ts';
import { sentence } from '../../../support/sentences.ts';
import { calls } from '../helpers/calls.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { startProxy } from '../helpers/httpProxy.ts';
import { watchedToken } from '../helpers/log.ts';
import { expectServerError } from '../helpers/expectServerError.ts';
import { tokenServer } from '../helpers/tokenServer.ts';

const bearer = watchedToken(`apiv3_${'bearer-'.repeat(13)}`);

let authority: Authority;
let otherAuthority: Authority;
before(async () => {
  [authority, otherAuthority] = await Promise.all([createAuthority(), createAuthority('Another authority')]);
});

async function assertAccepted(tls: Pem, options: Partial<Endpoint>, host = '127.0.0.1'): Promise<Token> {
  const server = await tokenServer({ tls });
  const endpoint = endpointOf({ url: server.url.replace('127.0.0.1', host) }, options);
  const { token } = await createOperatorToken(endpoint);
  assert.equal((await ping(endpoint, token)).version, server.version);
  return token;
}

/** Fails unless nothing is sent, and the message is the same with and without a proxy, for a change or not. */
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
  for (const route of [undefined, proxy.asHttpProxy()]) {
    const endpoint = endpointOf({ url }, { ...options, proxy: route });
    for (const call of [calls['listing the tokens'], calls['creating the operator token']]) {
      messages.add((await expectServerError(call(endpoint, bearer), { kind })).message);
    }
  }
  assert.equal(server.requests.length, 0, 'a request was sent');
  assert.equal(proxy.tunnels.length, 2);
  const [message, ...others] = messages;
  assert.ok(message !== undefined && others.length === 0, others.join());
  return message;
}

describe('accepted certificates', () => {
  it('accepts a certificate of the authority in the CA file', async () => {
    await assertAccepted(await authority.issue(), { ca: authority.caPem });
  });

  it('accepts a CA file with several authorities in any order', async () => {
    for (const ca of [
      `${authority.caPem}\n${otherAuthority.caPem}`,
      `${otherAuthority.caPem}\n\n${authority.caPem}\n`,
    ]) {
      await assertAccepted(await authority.issue(), { ca });
    }
  });

  it('accepts a CA file with Windows line ends and comments', async () => {
    const ca = `# Ours\r\n${authority.caPem.replaceAll('\n', '\r\n')}\r\n`;
    await assertAccepted(await authority.issue(), { ca });
  });

  it('accepts a self-signed certificate that is the CA file', async () => {
    const own = await createSelfSigned();
    await assertAccepted(own, { ca: own.cert });
  });

  it('accepts a host name and an address in the certificate', async () => {
    const certificate = await authority.issue();
    await assertAccepted(certificate, { ca: authority.caPem }, 'localhost');
    await assertAccepted(certificate, { ca: authority.caPem }, '127.0.0.1');
  });

  it('accepts any certificate when verification is off', async () => {
    for (const wrong of [invalidCertificates.expired, invalidCertificates.notYetValid, invalidCertificates.wrongHost]) {
      await assertAccepted(await otherAuthority.issue(wrong), { verifyCertificate: false });
    }
    await assertAccepted(await createSelfSigned(), { verifyCertificate: false, ca: authority.caPem });
  });
});

describe('rejected certificates', () => {
  it('rejects an unknown authority', async () => {
    const message = await assertRejected(await authority.issue(), {}, 'unknownAuthority');
    assert.equal(message, sentence('unknownAuthority'));
  });

  it('rejects an authority other than the one in the CA file', async () => {
    await assertRejected(await authority.issue(), { ca: otherAuthority.caPem }, 'unknownAuthority');
  });

  it('rejects an authority with the same name but a different key', async () => {
    const { caPem } = await createAuthority();
    const server = await tokenServer({ tls: await authority.issue() });
    const error = await expectServerError(ping(endpointOf(server, { ca: caPem }), bearer), {
      kind: 'unknownAuthority',
    });
    assert.equal(error.message, sentence('unknownAuthority'));
    assert.equal(server.requests.length, 0);
  });

  it('rejects a self-signed certificate', async () => {
    assert.equal(await assertRejected(await createSelfSigned(), {}, 'selfSigned'), sentence('certificateSelfSigned'));
    await assertRejected(await createSelfSigned(), { ca: authority.caPem }, 'selfSigned');
  });

  it('rejects a certificate for a different host, and names the requested one', async () => {
    const certificate = await authority.issue(invalidCertificates.wrongHost);
    const message = await assertRejected(certificate, { ca: authority.caPem }, 'wrongHost');
    assert.match(message, /127\.0\.0\.1/);
    await assertRejected(certificate, { ca: authority.caPem }, 'wrongHost', 'localhost');
  });

  it('rejects an address when the certificate only has the host name', async () => {
    const certificate = await authority.issue({ hosts: ['localhost'] });
    await assertAccepted(certificate, { ca: authority.caPem }, 'localhost');
    await assertRejected(certificate, { ca: authority.caPem }, 'wrongHost');
  });

  it('rejects a certificate for a different IPv6 address', async () => {
    const certificate = await authority.issue({ hosts: ['localhost', '127.0.0.1', '::2'] });
    const server = await tokenServer({ tls: certificate, host: '::1' });
    const endpoint = endpointOf(server, { ca: authority.caPem });
    const error = await expectServerError(ping(endpoint, bearer), { kind: 'wrongHost' });
    assert.match(error.message, /\[::1\]/);
  });

  it('rejects an expired certificate', async () => {
    const certificate = await authority.issue(invalidCertificates.expired);
    const message = await assertRejected(certificate, { ca: authority.caPem }, 'certificateExpired');
    assert.equal(message, sentence('certificateExpired'));
  });

  it("rejects a certificate that isn't valid yet", async () => {
    const certificate = await authority.issue(invalidCertificates.notYetValid);
    const message = await assertRejected(certificate, { ca: authority.caPem }, 'certificateRejected');
    assert.equal(message, sentence('certificateNotYetValid'));
  });
});
