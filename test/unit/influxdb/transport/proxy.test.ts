import assert from 'node:assert/strict';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import { deleteToken } from '../../../../src/influxdb/deleteToken.ts';
import type { Endpoint } from '../../../../src/influxdb/transport/endpoint.ts';
import { listTokens } from '../../../../src/influxdb/listTokens.ts';
import { ping } from '../../../../src/influxdb/ping.ts';
import { probe } from '../../../../src/influxdb/probe.ts';
import { proxyFor, type HttpProxy } from '../../../../src/influxdb/transport/proxy.ts';
import { createAuthority, createSelfSigned } from '../../../support/influxdb3/certificates.ts';
import type { TokenServer } from '../../../support/influxdb3/server.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { remoteUrl, remoteName, startProxy, type ProxyOptions, type TestProxy } from '../helpers/httpProxy.ts';
import { loggedLines } from '../helpers/log.ts';
import { startReverseProxy } from '../helpers/reverseProxy.ts';
import { tokenServer } from '../helpers/tokenServer.ts';
import { until } from '../helpers/until.ts';

const credentials = 'me:s3cret-word';
const encoded = Buffer.from(credentials).toString('base64');

async function startServerBehindProxy(
  tls: boolean,
): Promise<{ server: TokenServer; url: string; ca: string | undefined }> {
  const authority = tls ? await createAuthority() : undefined;
  const pem = await authority?.issue({ hosts: [remoteName] });
  const server = await tokenServer({ tls: pem ?? false });
  return { server, url: remoteUrl(server.url), ca: authority?.caPem };
}

async function sendAllCalls(endpoint: Endpoint): Promise<number> {
  const { token } = await createOperatorToken(endpoint);
  const named = await createNamedToken(endpoint, token, 'a&b/ü', 3_600);
  assert.equal((await listTokens(endpoint, token)).length, 2);
  await ping(endpoint, named.token);
  await deleteToken(endpoint, token, 'a&b/ü');
  await probe(endpoint);
  return 6;
}

for (const [kind, tls] of [
  ['an http: proxy', false],
  ['an https: proxy', true],
] as const) {
  /** An https: proxy has a self-signed certificate, which isn't verified here. */
  async function start(options: ProxyOptions = {}): Promise<{ proxy: TestProxy; httpProxy: HttpProxy }> {
    const proxy = await startProxy({ ...options, ...(tls ? { tls: await createSelfSigned() } : {}) });
    return { proxy, httpProxy: proxy.asHttpProxy({ verifyCertificate: false }) };
  }

  describe(kind, () => {
    it('opens a tunnel per request to an https: server, and sees no token', async () => {
      const { server, url, ca } = await startServerBehindProxy(true);
      const { proxy, httpProxy } = await start();
      const endpoint = endpointOf({ url }, { ca, proxy: httpProxy });
      const count = await sendAllCalls(endpoint);
      assert.equal(server.requests.length, count);
      assert.deepEqual(
        proxy.tunnels,
        Array.from({ length: count }, () => new URL(url).host),
      );
      assert.deepEqual(proxy.forwarded, []);
      assert.ok(proxy.seen().length > 5_000, 'the proxy recorded too little');
      assert.doesNotMatch(proxy.seen(), /apiv3_|bearer|authorization|token/i);
      await until('all connections are closed', () => proxy.openConnections === 0 && server.openConnections === 0);
    });

    it('forwards each request to an http: server, including the query', async () => {
      const { server, url } = await startServerBehindProxy(false);
      const { proxy, httpProxy } = await start();
      const count = await sendAllCalls(endpointOf({ url }, { proxy: httpProxy }));
      assert.equal(server.requests.length, count);
      assert.deepEqual(proxy.tunnels, []);
      assert.equal(proxy.forwarded.length, count);
      assert.ok(
        proxy.forwarded.every((target) => target.startsWith(`${url}/`)),
        proxy.forwarded.join(),
      );
      assert.ok(proxy.forwarded.includes(`${url}/api/v3/configure/token?token_name=a%26b%2F%C3%BC`));
      assert.ok(proxy.seen().includes(`host\n${new URL(url).host}`), 'the host header is missing');
      await until('all connections are closed', () => proxy.openConnections === 0 && server.openConnections === 0);
    });

    it('preserves a path prefix', async () => {
      const server = await tokenServer();
      const reverse = await startReverseProxy(server.url, '/influx');
      const { proxy, httpProxy } = await start();
      await sendAllCalls(endpointOf({ url: remoteUrl(reverse.url) }, { proxy: httpProxy }));
      assert.ok(proxy.forwarded.every((target) => target.startsWith(`${remoteUrl(reverse.url)}/`)));
      assert.deepEqual(reverse.unexpectedPaths, []);
    });

    for (const tls of [false, 'generated'] as const) {
      it(`reaches an IPv6 address ${tls === false ? 'over plain HTTP' : 'over TLS'}`, async () => {
        const server = await tokenServer({ host: '::1', tls });
        const { proxy, httpProxy } = await start();
        await sendAllCalls(endpointOf(server, { proxy: httpProxy }));
        const targets = [...proxy.tunnels, ...proxy.forwarded];
        assert.ok(targets.length === 6 && targets.every((target) => target.includes('[::1]:')), targets.join());
      });
    }

    for (const secure of [true, false]) {
      it(`gets the credentials, but not the ${secure ? 'https' : 'http'}: server or the log`, async () => {
        const { server, url, ca } = await startServerBehindProxy(secure);
        const { proxy, httpProxy } = await start({ credentials });
        const lines = loggedLines.length;
        const endpoint = endpointOf({ url }, { ca, proxy: { ...httpProxy, authorization: () => `Basic ${encoded}` } });
        const count = await sendAllCalls(endpoint);
        assert.equal(server.requests.length, count);
        assert.equal(proxy.seen().split(encoded).length - 1, count);
        assert.ok(!JSON.stringify(server.requests).includes(encoded));
        const logged = loggedLines.slice(lines).join();
        assert.ok(logged.includes(url) && !logged.includes(encoded) && !logged.includes('s3cret'), logged);
      });
    }
  });
}

describe('choice of route', () => {
  const settings = (proxy: string, noProxy: string[] = []) => ({
    proxySupport: 'override',
    proxy,
    noProxy,
    proxyStrictSSL: true,
    proxyAuthorization: null,
    environment: {},
  });

  it('connects directly to this machine although a proxy is set', async () => {
    for (const tls of [false, 'generated'] as const) {
      const server = await tokenServer({ tls });
      const proxy = await startProxy();
      await sendAllCalls(endpointOf(server, { proxy: proxyFor(server.url, settings(proxy.url)) }));
      assert.equal(proxy.seen(), '');
    }
  });

  it('connects directly to a host in http.noProxy', async () => {
    const { server, url } = await startServerBehindProxy(false);
    const proxy = await startProxy();
    const through = endpointOf({ url }, { proxy: proxyFor(url, settings(proxy.url)) });
    await probe(through);
    assert.equal(proxy.forwarded.length, 1);
    const direct = endpointOf({ url }, { proxy: proxyFor(url, settings(proxy.url, [remoteName])) });
    await assert.rejects(probe(direct), { kind: 'hostNotFound' });
    assert.deepEqual([proxy.forwarded.length, server.requests.length], [1, 1]);
  });
});
