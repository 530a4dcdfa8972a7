import assert from 'node:assert/strict';
import { ping } from '../../../src/influxdb/ping.ts';
import { probe } from '../../../src/influxdb/probe.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { httpResponse, startCannedServer } from './helpers/rawServer.ts';
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
    assert.deepEqual(await probeWithStatus('204 No Content', { 'cluster-uuid': 'abc' }), { clusterUuid: 'abc' });
    assert.deepEqual(await probeWithStatus('200 OK'), { clusterUuid: undefined });
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
