import assert from 'node:assert/strict';
import { Token } from '../../../../src/core/token/token.ts';
import { Canceled } from '../../../../src/core/errors.ts';
import type { Endpoint } from '../../../../src/influxdb/transport/endpoint.ts';
import type { HttpProxy } from '../../../../src/influxdb/transport/proxy.ts';
import type { ServerErrorKind } from '../../../../src/influxdb/transport/serverError.ts';
import { createAuthority, createSelfSigned, invalidCertificates } from '../../../support/influxdb3/certificates.ts';
import { freePort } from '../../../support/influxdb3/freePort.ts';
import { sentence, sentencePattern } from '../../../support/sentences.ts';
import { calls } from '../helpers/calls.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { remoteName, startProxy } from '../helpers/httpProxy.ts';
import { everythingIn, watchedToken } from '../helpers/log.ts';
import { startCannedServer, startRawServer, type RawServer } from '../helpers/rawServer.ts';
import { expectServerError, errorOf } from '../helpers/expectServerError.ts';
import { until } from '../helpers/until.ts';

const bearer = watchedToken(`apiv3_${'bearer-'.repeat(13)}`);
const password = 's3cret-word';
const credentials = Buffer.from(`me:${password}`).toString('base64');
const list = calls['listing the tokens'];
const servers = { 'https:': `https://${remoteName}:8181`, 'http:': `http://${remoteName}:8181` };
const proxyDefaults: Omit<HttpProxy, 'url'> = {
  definedIn: 'HTTPS_PROXY',
  authorization: () => `Basic ${credentials}`,
  verifyCertificate: true,
};

interface SilentProxy {
  url: string;
  hasStarted: () => boolean;
  isDisconnected: () => boolean;
}

async function assertAllFail(kind: ServerErrorKind, url: string, proxy: HttpProxy, status?: number): Promise<string> {
  let message = '';
  for (const call of Object.values(calls)) {
    const expected = { kind, ...(status === undefined ? {} : { status }) };
    const error = await expectServerError(call(endpointOf({ url }, { proxy }), bearer), expected);
    const everything = everythingIn(error);
    assert.ok(!everything.includes(password) && !everything.includes(credentials), everything);
    ({ message } = error);
  }
  assert.ok(message.includes(new URL(proxy.url).host), message);
  return message;
}

const proxyTo = (proxy: RawServer | { url: string }, overrides: Partial<HttpProxy> = {}): HttpProxy => ({
  url: proxy.url,
  ...proxyDefaults,
  ...overrides,
});

for (const [scheme, url] of Object.entries(servers)) {
  describe(`proxy errors for an ${scheme} server`, () => {
    it('name the setting when nothing is listening at the proxy', async () => {
      const host = `127.0.0.1:${await freePort()}`;
      const message = await assertAllFail('proxyUnreachable', url, proxyTo({ url: `http://${host}` }));
      assert.equal(message, sentence('proxyUnreachable', host, 'ECONNREFUSED', 'HTTPS_PROXY'));
    });

    it("name the proxy when its host can't be found", async () => {
      const message = await assertAllFail('proxyUnreachable', url, proxyTo({ url: 'http://proxy.invalid:3128' }));
      assert.match(message, /proxy\.invalid.*(ENOTFOUND|EAI_AGAIN)/);
    });

    it('name the settings when the proxy requires or rejects credentials', async () => {
      const proxy = await startProxy({ credentials: 'someone:else' });
      const without = await assertAllFail('proxyAuthenticationRequired', url, proxy.asHttpProxy(), 407);
      const { host } = new URL(proxy.url);
      assert.equal(without, sentence('proxyNeedsCredentials', host, 'http.proxy'));
      const wrong = await assertAllFail('proxyAuthenticationRequired', url, proxyTo(proxy), 407);
      assert.equal(wrong, sentence('proxyCredentialsRejected', host, 'HTTPS_PROXY'));
      await until('all connections are closed', () => proxy.openConnections === 0);
    });

    const authorities = {
      'of an unknown authority': () => createAuthority().then((authority) => authority.issue()),
      'that is self-signed': () => createSelfSigned(),
      'for a different host': () => createSelfSigned(invalidCertificates.wrongHost),
      'that has expired': () => createSelfSigned(invalidCertificates.expired),
    };
    for (const [what, make] of Object.entries(authorities)) {
      it(`reject a proxy certificate ${what}, whatever the CA file contains`, async () => {
        const tls = await make();
        const proxy = await startProxy({ tls });
        const message = await assertAllFail('proxyCertificateRejected', url, proxyTo(proxy));
        assert.match(message, sentencePattern('proxyCertificateRejected', new URL(proxy.url).host));
        const endpoint = endpointOf({ url }, { ca: tls.cert, verifyCertificate: false, proxy: proxyTo(proxy) });
        await expectServerError(list(endpoint, bearer), { kind: 'proxyCertificateRejected' });
        assert.equal(proxy.seen(), '');
      });
    }

    it("name the setting when an https: proxy doesn't use TLS", async () => {
      const { url: plain } = await startProxy();
      const message = await assertAllFail('proxyUnreachable', url, proxyTo({ url: plain.replace('http:', 'https:') }));
      assert.equal(message, sentence('proxyWithoutTls', new URL(plain).host, 'HTTPS_PROXY'));
    });

    const silentProxies: Record<string, () => Promise<SilentProxy>> = {
      'never responds': async () => {
        const proxy = await startProxy({ isSilent: true });
        return {
          url: proxy.url,
          hasStarted: () => proxy.seen() !== '',
          isDisconnected: () => proxy.openConnections === 0,
        };
      },
      'never completes the TLS handshake': async () => {
        const raw = await startRawServer({});
        const hasStarted = () => raw.received[0] !== undefined && raw.received[0] !== '';
        return {
          url: raw.url.replace('http:', 'https:'),
          hasStarted,
          isDisconnected: () => raw.openConnections === 0,
        };
      },
    };
    for (const [when, start] of Object.entries(silentProxies)) {
      it(`name the proxy at the time limit when it ${when}`, async () => {
        const proxy = await start();
        const call = list(endpointOf({ url }, { proxy: proxyTo(proxy), timeout: 100 }), bearer);
        const error = await expectServerError(call, { kind: 'timedOut' });
        const { host } = new URL(proxy.url);
        assert.equal(error.message, sentence('timedOutThroughProxy', host, new URL(url).host, 0.1));
        await until('all connections are closed', proxy.isDisconnected);
      });

      it(`end at once on cancel when the proxy ${when}`, async () => {
        const proxy = await start();
        const controller = new AbortController();
        const reason = new Canceled();
        const { signal } = controller;
        const thrown = errorOf(list(endpointOf({ url }, { proxy: proxyTo(proxy) }), bearer, { signal }));
        await until('the proxy received the request', proxy.hasStarted);
        controller.abort(reason);
        assert.equal(await thrown, reason);
        await until('all connections are closed', proxy.isDisconnected);
      });
    }
  });
}

describe('tunnel', () => {
  const url = servers['https:'];

  for (const status of [400, 403, 404, 502, 503]) {
    it(`refused with status ${status} throws proxyFailed with both hosts`, async () => {
      const proxy = await startProxy({ connectStatus: status });
      const message = await assertAllFail('proxyFailed', url, proxyTo(proxy), status);
      assert.match(message, new RegExp(`influxdb\\.test:8181 \\(status ${status}\\)`));
      await until('all connections are closed', () => proxy.openConnections === 0);
    });
  }

  const brokenProxies: Record<string, () => Promise<RawServer>> = {
    'closes the connection': () => startRawServer({ onRequest: (socket) => socket.destroy() }),
    'speaks SSH': () => startRawServer({ onConnection: (socket) => void socket.write('SSH-2.0-OpenSSH_9.9\r\n') }),
    'uses TLS despite an http: URL': () => startCannedServer(Buffer.from([0x15, 3, 1, 0, 2, 2, 0x0a])),
    'sends endless headers': () => startCannedServer(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(1_000_000)}\r\n\r\n`),
  };
  for (const [what, start] of Object.entries(brokenProxies)) {
    it(`to a server that ${what} throws proxyFailed`, async () => {
      const server = await start();
      const message = await assertAllFail('proxyFailed', url, proxyTo(server));
      assert.equal(message, sentence('notAProxy', new URL(server.url).host, 'HTTPS_PROXY'));
    });
  }

  it('without a TLS handshake ends at the time limit or on cancel', async () => {
    const server = await startRawServer({});
    const proxy = await startProxy();
    const target = server.url.replace('http://127.0.0.1', `https://${remoteName}`);
    const endpointWith = (overrides: Partial<Endpoint>) =>
      endpointOf({ url: target }, { proxy: proxyTo(proxy), ...overrides });
    await expectServerError(list(endpointWith({ timeout: 100 }), bearer), { kind: 'timedOut' });
    const controller = new AbortController();
    const thrown = errorOf(list(endpointWith({}), bearer, { signal: controller.signal }));
    await until('the handshake began', () => (server.received[1] ?? '') !== '');
    controller.abort(new Canceled());
    assert.ok((await thrown) instanceof Canceled);
    await until('all connections are closed', () => proxy.openConnections === 0 && server.openConnections === 0);
  });

  it('closed before the request has the outcome nothing, afterwards unknown', async () => {
    const closingServer = await startRawServer({
      onRequest: (socket) => socket.destroy(),
      onConnection: (socket) => socket.destroy(),
    });
    const proxy = await startProxy();
    const target = closingServer.url.replace('http://127.0.0.1', `https://${remoteName}`);
    const create = calls['creating a named token'];
    await expectServerError(create(endpointOf({ url: target }, { proxy: proxyTo(proxy) }), bearer), {
      kind: 'connectionLost',
    });
    const tls = await createSelfSigned({ hosts: [remoteName] });
    const later = await startRawServer({ tls, onRequest: (socket) => socket.destroy() });
    const behind = later.url.replace('127.0.0.1', remoteName);
    const endpoint = endpointOf({ url: behind }, { ca: tls.cert, proxy: proxyTo(proxy) });
    await expectServerError(create(endpoint, bearer), { kind: 'connectionLost', outcome: 'unknown' });
  });

  it('is closed after the request, and no socket error ends the process', async () => {
    const proxy = await startProxy({ isSilent: true });
    const token = new Token(bearer.reveal());
    await Promise.all(
      Array.from({ length: 20 }, () =>
        expectServerError(list(endpointOf({ url }, { proxy: proxyTo(proxy), timeout: 50 }), token), {
          kind: 'timedOut',
        }),
      ),
    );
    await until('all connections are closed', () => proxy.openConnections === 0);
  });
});
