import assert from 'node:assert/strict';
import { ping } from '../../../src/influxdb/ping.ts';
import { fetchClusterId, probe } from '../../../src/influxdb/probe.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { httpResponse, startCannedServer } from './helpers/rawServer.ts';
import { remoteName, startProxy } from './helpers/httpProxy.ts';
import { expectServerError } from './helpers/expectServerError.ts';

async function callWithResponse<Result>(
  bytes: string,
  call: (endpoint: ReturnType<typeof endpointOf>) => Promise<Result>,
): Promise<Result> {
  const server = await startCannedServer(bytes);
  return await call(endpointOf(server));
}

const pingWithBody = (body: unknown, headers = {}) =>
  callWithResponse(httpResponse('200 OK', JSON.stringify(body), headers), (endpoint) => ping(endpoint, undefined));
const probeWithStatus = (status: string, headers: Record<string, string> = {}) =>
  callWithResponse(httpResponse(status, '', headers), (endpoint) => probe(endpoint));

describe('ping', () => {
  it('returns the version and the cluster UUID', async () => {
    assert.deepEqual(await pingWithBody({ version: '3.10.1' }, { 'cluster-uuid': 'abc' }), {
      version: '3.10.1',
      clusterUuid: 'abc',
    });
  });

  it('returns no cluster UUID when the header is missing or empty', async () => {
    assert.equal((await pingWithBody({ version: '3.7.0-nightly' })).clusterUuid, undefined);
    assert.equal((await pingWithBody({ version: '3.7.0' }, { 'cluster-uuid': '' })).clusterUuid, undefined);
  });

  it('finds the cluster UUID header in any case', async () => {
    assert.equal((await pingWithBody({ version: '3.10.1' }, { 'Cluster-UUID': 'abc' })).clusterUuid, 'abc');
  });

  for (const [what, body] of Object.entries<unknown>({
    'no version': { product_name: 'InfluxDB 3 Core' },
    'an empty version': { version: '' },
    'a version of 101 characters': { version: '3'.repeat(101) },
    'a version that is a number': { version: 3.1 },
    'a version of several lines': { version: '3.10.1\nTrusted' },
    'a version with a right-to-left override': { version: '3.10.1\u202e' },
    'a list': ['3.10.1'],
  })) {
    it(`rejects ${what}`, async () => {
      await expectServerError(pingWithBody(body), { kind: 'unexpectedResponse', status: 200 });
    });
  }
});

describe('probe', () => {
  it('accepts 204, and 200 from a proxy', async () => {
    await probeWithStatus('204 No Content');
    await probeWithStatus('200 OK');
  });

  it('throws the kind of error for any other status', async () => {
    await expectServerError(probeWithStatus('401 Unauthorized'), { kind: 'notAuthenticated', status: 401 });
    await expectServerError(probeWithStatus('404 Not Found'), { kind: 'unknownRoute', status: 404 });
    await expectServerError(probeWithStatus('301 Moved', { location: 'https://h/' }), {
      kind: 'redirected',
      status: 301,
    });
    await expectServerError(probeWithStatus('503 Busy'), { kind: 'serverFailed', status: 503 });
    await expectServerError(probeWithStatus('201 Created'), { kind: 'unexpectedResponse', status: 201 });
  });
});

describe('fetchClusterId', () => {
  const fetchFrom = (status: string, headers: Record<string, string> = {}) =>
    callWithResponse(httpResponse(status, '', headers), (endpoint) => fetchClusterId(endpoint));

  it('returns the ID that the server reports', async () => {
    assert.equal(await fetchFrom('204 No Content', { 'cluster-uuid': 'abc' }), 'abc');
    assert.equal(await fetchFrom('200 OK'), null);
  });

  it('returns null when a proxy in front of the server rejects OPTIONS', async () => {
    for (const status of ['403 Forbidden', '405 Method Not Allowed', '501 Not Implemented']) {
      assert.equal(await fetchFrom(status), null, status);
    }
  });

  it('reports a failing proxy in front of the server', async () => {
    await expectServerError(fetchFrom('502 Bad Gateway'), { kind: 'serverFailed', status: 502 });
  });

  it('reports a proxy that blocks the request', async () => {
    const proxies = [
      { proxy: await startProxy({ credentials: 'some:body' }), kind: 'proxyAuthenticationRequired' },
      { proxy: await startProxy({ connectStatus: 403 }), kind: 'proxyFailed' },
    ] as const;
    for (const { proxy, kind } of proxies) {
      const endpoint = endpointOf({ url: `https://${remoteName}:8181` }, { proxy: proxy.asHttpProxy() });
      await expectServerError(fetchClusterId(endpoint), { kind });
    }
  });
});
