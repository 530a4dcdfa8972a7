import assert from 'node:assert/strict';
import { ping } from '../../../src/influxdb/ping.ts';
import { probe } from '../../../src/influxdb/probe.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { answer, startAnswering } from './helpers/rawServer.ts';
import { refused } from './helpers/refused.ts';

async function callWithResponse<Result>(
  bytes: string,
  call: (endpoint: ReturnType<typeof endpointOf>) => Promise<Result>,
): Promise<Result> {
  const server = await startAnswering(bytes);
  return await call(endpointOf(server));
}

const pingWithBody = (body: unknown, headers = {}) =>
  callWithResponse(answer('200 OK', JSON.stringify(body), headers), (endpoint) => ping(endpoint, undefined));
const probeWithStatus = (status: string, headers: Record<string, string> = {}) =>
  callWithResponse(answer(status, '', headers), (endpoint) => probe(endpoint));

describe('A ping', () => {
  it('tells version and cluster', async () => {
    assert.deepEqual(await pingWithBody({ version: '3.10.1' }, { 'cluster-uuid': 'abc' }), {
      version: '3.10.1',
      clusterUuid: 'abc',
    });
  });

  it('tells no cluster where none is told, or an empty one', async () => {
    assert.equal((await pingWithBody({ version: '3.7.0-nightly' })).clusterUuid, undefined);
    assert.equal((await pingWithBody({ version: '3.7.0' }, { 'cluster-uuid': '' })).clusterUuid, undefined);
  });

  it('tells the cluster however the header is written', async () => {
    assert.equal((await pingWithBody({ version: '3.10.1' }, { 'Cluster-UUID': 'abc' })).clusterUuid, 'abc');
  });

  for (const [what, body] of Object.entries<unknown>({
    'no version': { product_name: 'InfluxDB 3 Core' },
    'an empty version': { version: '' },
    'a version of 101 characters': { version: '3'.repeat(101) },
    'a version that is a number': { version: 3.1 },
    'a version of several lines': { version: '3.10.1\nTrusted' },
    'a version that would reverse the line': { version: '3.10.1\u202e' },
    'a list': ['3.10.1'],
  })) {
    it(`is none with ${what}`, async () => {
      await refused(pingWithBody(body), { kind: 'unexpectedAnswer', status: 200 });
    });
  }
});

describe('A probe', () => {
  it('is content with 204, and with a proxy’s 200', async () => {
    assert.deepEqual(await probeWithStatus('204 No Content', { 'cluster-uuid': 'abc' }), { clusterUuid: 'abc' });
    assert.deepEqual(await probeWithStatus('200 OK'), { clusterUuid: undefined });
  });

  it('is told what is wrong by any other answer', async () => {
    await refused(probeWithStatus('401 Unauthorized'), { kind: 'notAuthenticated', status: 401 });
    await refused(probeWithStatus('404 Not Found'), { kind: 'unknownRoute', status: 404 });
    await refused(probeWithStatus('301 Moved', { location: 'https://h/' }), { kind: 'redirected', status: 301 });
    await refused(probeWithStatus('503 Busy'), { kind: 'serverFailed', status: 503 });
    await refused(probeWithStatus('201 Created'), { kind: 'unexpectedAnswer', status: 201 });
  });
});
