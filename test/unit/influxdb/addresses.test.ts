import assert from 'node:assert/strict';
import { Token } from '../../../src/core/token/token.ts';
import { normalizeServerUrl } from '../../../src/core/server/serverUrl.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { ping } from '../../../src/influxdb/ping.ts';
import { fetchClusterId } from '../../../src/influxdb/probe.ts';
import { calls } from './helpers/calls.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { freePort } from '../../support/influxdb3/freePort.ts';
import { expectServerError } from './helpers/expectServerError.ts';
import { startReverseProxy } from './helpers/reverseProxy.ts';
import { tokenServer } from './helpers/tokenServer.ts';

const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);

async function useServer(server: { url: string; caPem?: string }): Promise<string | undefined> {
  const endpoint = endpointOf(server);
  const { token } = await createOperatorToken(endpoint);
  await createNamedToken(endpoint, token, 'a&b', undefined);
  await deleteToken(endpoint, token, 'a&b');
  assert.equal((await listTokens(endpoint, token)).length, 1);
  await ping(endpoint, token);
  return (await fetchClusterId(endpoint)) ?? undefined;
}

describe('server URL', () => {
  for (const tls of [false, 'generated'] as const) {
    const protocol = tls === false ? 'over plain HTTP' : 'over TLS';

    it(`reaches a server at an IPv6 address ${protocol}`, async () => {
      const server = await tokenServer({ host: '::1', tls });
      assert.match(server.url, /\[::1\]/);
      assert.equal(await useServer(server), server.clusterUuid);
    });

    it(`reaches a server at localhost ${protocol}`, async () => {
      const server = await tokenServer({ tls });
      await useServer({ ...server, url: server.url.replace('127.0.0.1', 'localhost') });
    });
  }

  it('reaches this machine by any common notation of its address', async () => {
    const server = await tokenServer();
    const { port } = new URL(server.url);
    const { token } = await createOperatorToken(endpointOf(server));
    for (const typed of [
      `http://127.1:${port}/`,
      `HTTP://LocalHost:${port}`,
      `http://0x7f000001:${port}`,
      `http://[::ffff:127.0.0.1]:${port}`,
    ]) {
      assert.equal((await ping(endpointOf({ url: normalizeServerUrl(typed) }), token)).version, server.version, typed);
    }
  });

  for (const prefix of ['/influx', '/team/a%2Fb/prod']) {
    it(`prepends the path prefix ${prefix} to every route`, async () => {
      const server = await tokenServer();
      const proxy = await startReverseProxy(server.url, prefix);
      assert.equal(await useServer({ url: normalizeServerUrl(`${proxy.url}/`) }), server.clusterUuid);
      assert.deepEqual(proxy.unexpectedPaths, []);
      assert.ok(server.requests.length >= 6);
    });
  }

  it('reaches a server behind a proxy that removes the cluster UUID', async () => {
    const server = await tokenServer();
    const proxy = await startReverseProxy(server.url, '/influx', ['cluster-uuid']);
    assert.equal(await useServer(proxy), undefined);
  });
});

describe('unreachable server URL', () => {
  it('throws connectionRefused with host and port when nothing is listening', async () => {
    const port = await freePort();
    for (const url of [
      `http://127.0.0.1:${port}`,
      `https://127.0.0.1:${port}`,
      `http://localhost:${port}`,
      `http://127.0.0.1:${port}/influx`,
    ]) {
      for (const call of Object.values(calls)) {
        const error = await expectServerError(call(endpointOf({ url }), bearer), { kind: 'connectionRefused' });
        assert.ok(error.message.includes(new URL(url).host), error.message);
      }
    }
  });

  it('throws hostNotFound with the host when the name is unknown', async () => {
    // RFC 6761 reserves `.invalid`.
    for (const url of ['http://influx.invalid:8181', 'https://influx.invalid']) {
      const error = await expectServerError(listTokens(endpointOf({ url }), bearer), { kind: 'hostNotFound' });
      assert.ok(error.message.includes(new URL(url).host), error.message);
    }
  });

  it('throws serverFailed when a proxy responds that its server is down', async () => {
    const proxy = await startReverseProxy(`http://127.0.0.1:${await freePort()}`, '/influx');
    await expectServerError(ping(endpointOf(proxy), bearer), { kind: 'serverFailed', status: 502 });
  });

  it("throws unknownRoute when the proxy doesn't know the path prefix", async () => {
    const proxy = await startReverseProxy('http://127.0.0.1:9', '/influx');
    const wrongPrefix = endpointOf({ url: proxy.url.replace('/influx', '/flux') });
    await expectServerError(listTokens(wrongPrefix, bearer), { kind: 'unknownRoute', status: 404 });
  });
});
