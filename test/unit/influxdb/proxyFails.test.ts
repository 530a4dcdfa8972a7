import assert from 'node:assert/strict';
import { Token } from '../../../src/core/token.ts';
import { Cancelled } from '../../../src/core/userError.ts';
import type { Endpoint } from '../../../src/influxdb/endpoint.ts';
import type { HttpProxy } from '../../../src/influxdb/proxy.ts';
import type { ServerErrorKind } from '../../../src/influxdb/serverError.ts';
import { makeAuthority, makeSelfSigned, refusable } from '../../influxdb3/certificates.ts';
import { freePort } from '../../influxdb3/freePort.ts';
import { calls } from './helpers/changes.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { remoteName, startProxy } from './helpers/httpProxy.ts';
import { everythingIn, watched } from './helpers/log.ts';
import { startAnswering, startRaw, type RawServer } from './helpers/rawServer.ts';
import { refused, thrownBy } from './helpers/refused.ts';
import { until } from './helpers/until.ts';

const bearer = watched(`apiv3_${'bearer-'.repeat(13)}`);
const password = 's3cret-word';
const credentials = Buffer.from(`me:${password}`).toString('base64');
const list = calls['listing the tokens'];
const servers = { 'https:': `https://${remoteName}:8181`, 'http:': `http://${remoteName}:8181` };
const proxyDefaults = { namedBy: 'HTTPS_PROXY', authorization: () => `Basic ${credentials}`, verifyCertificate: true };

/** A proxy that never comes to an answer. */
interface SilentProxy {
  url: string;
  hasStarted: () => boolean;
  isDisconnected: () => boolean;
}

/** Every call has to end in this error, with nothing done and no password in it. */
async function assertAllFail(kind: ServerErrorKind, url: string, proxy: HttpProxy, status?: number): Promise<string> {
  let message = '';
  for (const call of Object.values(calls)) {
    const expected = { kind, ...(status === undefined ? {} : { status }) };
    const error = await refused(call(endpointOf({ url }, { proxy }), bearer), expected);
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
  describe(`For an ${scheme} server a proxy`, () => {
    it('that is not there is told, with what names it', async () => {
      const message = await assertAllFail(
        'proxyNotReached',
        url,
        proxyTo({ url: `http://127.0.0.1:${await freePort()}` }),
      );
      assert.match(message, /ECONNREFUSED.*"HTTPS_PROXY".*"http\.noProxy"/);
    });

    it('whose name is unknown is told', async () => {
      const message = await assertAllFail('proxyNotReached', url, proxyTo({ url: 'http://proxy.invalid:3128' }));
      assert.match(message, /proxy\.invalid.*(ENOTFOUND|EAI_AGAIN)/);
    });

    it('that wants credentials is told, with where they belong', async () => {
      const proxy = await startProxy({ credentials: 'somebody:else' });
      const without = await assertAllFail('proxyWantsCredentials', url, proxy.as(), 407);
      assert.match(without, /wants a user name.*"http\.proxyAuthorization"/);
      const wrong = await assertAllFail('proxyWantsCredentials', url, proxyTo(proxy), 407);
      assert.match(wrong, /does not take the user name.*"HTTPS_PROXY".*"http\.proxyAuthorization"/);
      await until('no connection is left', () => proxy.openConnections === 0);
    });

    const authorities = {
      'of an authority that nobody knows': () => makeAuthority().then((authority) => authority.issue()),
      'that vouches for itself': () => makeSelfSigned(),
      'for another host': () => makeSelfSigned(refusable.wrongHost),
      'that has expired': () => makeSelfSigned(refusable.expired),
    };
    for (const [what, make] of Object.entries(authorities)) {
      it(`with a certificate ${what} is refused, whatever the server's own file says`, async () => {
        const tls = await make();
        const proxy = await startProxy({ tls });
        const message = await assertAllFail('proxyCertificateRefused', url, proxyTo(proxy));
        assert.match(message, /certificate of the proxy.*"http\.proxyStrictSSL"/);
        const endpoint = endpointOf({ url }, { ca: tls.cert, verifyCertificate: false, proxy: proxyTo(proxy) });
        await refused(list(endpoint, bearer), { kind: 'proxyCertificateRefused' });
        assert.equal(proxy.seen(), '');
      });
    }

    it('that does not speak TLS, though its URL says so, is told', async () => {
      const { url: plain } = await startProxy();
      const message = await assertAllFail('proxyNotReached', url, proxyTo({ url: plain.replace('http:', 'https:') }));
      assert.match(message, /does not speak TLS.*"HTTPS_PROXY"/);
    });

    const silentProxies: Record<string, () => Promise<SilentProxy>> = {
      'does not say a word': async () => {
        const proxy = await startProxy({ silent: true });
        return {
          url: proxy.url,
          hasStarted: () => proxy.seen() !== '',
          isDisconnected: () => proxy.openConnections === 0,
        };
      },
      'does not even shake hands': async () => {
        const raw = await startRaw({});
        const hasStarted = () => raw.received[0] !== undefined && raw.received[0] !== '';
        return {
          url: raw.url.replace('http:', 'https:'),
          hasStarted,
          isDisconnected: () => raw.openConnections === 0,
        };
      },
    };
    for (const [when, start] of Object.entries(silentProxies)) {
      it(`that ${when} is given up at the time limit, and it is named`, async () => {
        const proxy = await start();
        const call = list(endpointOf({ url }, { proxy: proxyTo(proxy), timeout: 100 }), bearer);
        const error = await refused(call, { kind: 'timedOut' });
        assert.match(error.message, /^Through the proxy 127\.0\.0\.1:\d+, influxdb\.test:8181 .* within 0\.1 seconds/);
        await until('no connection is left', proxy.isDisconnected);
      });

      it(`that ${when} is left at once when the person cancels`, async () => {
        const proxy = await start();
        const controller = new AbortController();
        const reason = new Cancelled();
        const { signal } = controller;
        const thrown = thrownBy(list(endpointOf({ url }, { proxy: proxyTo(proxy) }), bearer, { signal }));
        await until('the proxy was asked', proxy.hasStarted);
        controller.abort(reason);
        assert.equal(await thrown, reason);
        await until('no connection is left', proxy.isDisconnected);
      });
    }
  });
}

describe('A tunnel', () => {
  const url = servers['https:'];

  for (const status of [400, 403, 404, 502, 503]) {
    it(`that is refused with status ${status} is told, with both hosts`, async () => {
      const proxy = await startProxy({ connectStatus: status });
      const message = await assertAllFail('proxyFailed', url, proxyTo(proxy), status);
      assert.match(message, new RegExp(`influxdb\\.test:8181 \\(status ${status}\\)`));
      await until('no connection is left', () => proxy.openConnections === 0);
    });
  }

  const brokenProxies: Record<string, () => Promise<RawServer>> = {
    'hangs up': () => startRaw({ onRequest: (socket) => socket.destroy() }),
    'speaks SSH': () => startRaw({ onConnection: (socket) => void socket.write('SSH-2.0-OpenSSH_9.9\r\n') }),
    'speaks TLS, though its URL says http:': () => startAnswering(Buffer.from([0x15, 3, 1, 0, 2, 2, 0x0a])),
    'answers with headers without end': () => startAnswering(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(1_000_000)}\r\n\r\n`),
  };
  for (const [what, start] of Object.entries(brokenProxies)) {
    it(`through what ${what} is none`, async () => {
      const message = await assertAllFail('proxyFailed', url, proxyTo(await start()));
      assert.match(message, /does not behave like a proxy.*"HTTPS_PROXY"/);
    });
  }

  it('in which the server does not shake hands ends at the time limit, or when the person cancels', async () => {
    const server = await startRaw({});
    const proxy = await startProxy();
    const target = server.url.replace('http://127.0.0.1', `https://${remoteName}`);
    const endpointWith = (overrides: Partial<Endpoint>) =>
      endpointOf({ url: target }, { proxy: proxyTo(proxy), ...overrides });
    await refused(list(endpointWith({ timeout: 100 }), bearer), { kind: 'timedOut' });
    const controller = new AbortController();
    const thrown = thrownBy(list(endpointWith({}), bearer, { signal: controller.signal }));
    await until('the handshake began', () => (server.received[1] ?? '') !== '');
    controller.abort(new Cancelled());
    assert.ok((await thrown) instanceof Cancelled);
    await until('no connection is left', () => proxy.openConnections === 0 && server.openConnections === 0);
  });

  it('that is cut before the request is sent means that nothing was done, and afterwards that nobody knows', async () => {
    const closingServer = await startRaw({
      onRequest: (socket) => socket.destroy(),
      onConnection: (socket) => socket.destroy(),
    });
    const proxy = await startProxy();
    const target = closingServer.url.replace('http://127.0.0.1', `https://${remoteName}`);
    const create = calls['creating a named token'];
    await refused(create(endpointOf({ url: target }, { proxy: proxyTo(proxy) }), bearer), { kind: 'connectionLost' });
    const tls = await makeSelfSigned({ hosts: [remoteName] });
    const later = await startRaw({ tls, onRequest: (socket) => socket.destroy() });
    const behind = later.url.replace('127.0.0.1', remoteName);
    const endpoint = endpointOf({ url: behind }, { ca: tls.cert, proxy: proxyTo(proxy) });
    await refused(create(endpoint, bearer), { kind: 'connectionLost', outcome: 'unknown' });
  });

  it('is left when the exchange is over, with no socket that could end the process', async () => {
    const proxy = await startProxy({ silent: true });
    const token = new Token(bearer.reveal());
    await Promise.all(
      Array.from({ length: 20 }, () =>
        refused(list(endpointOf({ url }, { proxy: proxyTo(proxy), timeout: 50 }), token), { kind: 'timedOut' }),
      ),
    );
    await until('no connection is left', () => proxy.openConnections === 0);
  });
});
