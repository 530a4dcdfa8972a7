import assert from 'node:assert/strict';
import type { Approvals } from '../../../src/core/server/approvals.ts';
import { Token } from '../../../src/core/token/token.ts';
import type { Endpoint } from '../../../src/influxdb/transport/endpoint.ts';
import { listIfAccepted } from '../../../src/influxdb/listTokens.ts';
import { ClusterCheck, type ClusterId } from '../../../src/servers/clusterCheck.ts';
import { SecretQueue } from '../../../src/storage/secretQueue.ts';
import { ApprovalStore } from '../../../src/storage/approvalStore.ts';
import { freePort } from '../../support/influxdb3/freePort.ts';
import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../support/influxdb3/server.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { remoteName, startProxy } from '../influxdb/helpers/httpProxy.ts';
import { logger } from '../influxdb/helpers/log.ts';
import { httpResponse, startCannedServer } from '../influxdb/helpers/rawServer.ts';
import { expectServerError } from '../influxdb/helpers/expectServerError.ts';
import { until } from '../influxdb/helpers/until.ts';
import { MemorySecrets } from '../storage/helpers/memoryStorage.ts';

const identity = 'the server';
const bearer = new Token('apiv3_bearer');
const approved: Approvals = { workspaceUrl: false, plainHttp: false, tls: { ca: null, verifyCertificate: true } };

describe('ClusterCheck', () => {
  let approvals: ApprovalStore;
  let clusterCheck: ClusterCheck;
  let port: number;
  let influxdb: TokenServer;

  const probeCount = () => influxdb.requests.filter(({ method }) => method === 'OPTIONS').length;
  const requestsWithToken = () => influxdb.requests.filter(({ hasToken }) => hasToken).length;
  const guarded = (remembered: ClusterId | undefined, endpoint: Endpoint = endpointOf(influxdb)): Endpoint => ({
    ...endpoint,
    guard: clusterCheck.guard(identity, endpoint, remembered),
  });
  async function replaceServer(options: TokenServerOptions): Promise<void> {
    await influxdb.close();
    influxdb = await startTokenServer({ port, ...options });
  }

  beforeEach(async () => {
    approvals = new ApprovalStore(new SecretQueue(new MemorySecrets()));
    clusterCheck = new ClusterCheck(approvals, logger);
    port = await freePort();
    influxdb = await startTokenServer({ port });
    await approvals.write(identity, approved);
  });

  afterEach(() => influxdb.close());

  for (const release of ['3.10', '3.7'] as const) {
    it(`checks a server once, not before each request (${release})`, async () => {
      await replaceServer({ release });
      const endpoint = guarded(undefined);
      await listIfAccepted(endpoint, bearer);
      await listIfAccepted(endpoint, bearer);
      assert.deepEqual(
        { probes: probeCount(), requestsWithToken: requestsWithToken() },
        { probes: 1, requestsWithToken: 2 },
      );
    });
  }

  it('remembers the first ID and expects it for earlier connections too', async () => {
    const earlyEndpoint = guarded(undefined);
    await listIfAccepted(earlyEndpoint, bearer);
    assert.equal((await approvals.read(identity))?.cluster, influxdb.clusterUuid);
    const firstId = influxdb.clusterUuid;
    await influxdb.close();
    await expectServerError(listIfAccepted(earlyEndpoint, bearer), { kind: 'connectionRefused' });
    influxdb = await startTokenServer({ port });
    await expectServerError(listIfAccepted(earlyEndpoint, bearer), { kind: 'differentServer' });
    assert.equal(requestsWithToken(), 0);
    assert.equal((await approvals.read(identity))?.cluster, firstId, 'the remembered ID is unchanged');
  });

  it('does not overwrite the ID that another window remembered', async () => {
    const earlyEndpoint = guarded(undefined);
    await approvals.write(identity, { ...approved, cluster: 'of another window' });
    await expectServerError(listIfAccepted(earlyEndpoint, bearer), { kind: 'differentServer' });
    assert.equal(requestsWithToken(), 0);
    assert.equal((await approvals.read(identity))?.cluster, 'of another window');
  });

  it('checks again after a response from another server', async () => {
    const endpoint = guarded(influxdb.clusterUuid);
    await listIfAccepted(endpoint, bearer);
    await replaceServer({});
    await listIfAccepted(endpoint, bearer);
    await expectServerError(listIfAccepted(endpoint, bearer), { kind: 'differentServer' });
    assert.equal(requestsWithToken(), 1);
  });

  it('does not check again after a canceled request', async () => {
    const endpoint = guarded(influxdb.clusterUuid);
    await listIfAccepted(endpoint, bearer);
    const abort = new AbortController();
    influxdb.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 60_000, path: '/api/v3/query_sql' });
    const canceled = listIfAccepted(endpoint, bearer, { signal: abort.signal });
    await until('the request arrived', () => requestsWithToken() === 2);
    abort.abort(new Error('canceled'));
    await assert.rejects(canceled, /canceled/);
    await listIfAccepted(endpoint, bearer);
    assert.equal(probeCount(), 1);
  });

  it('reports a proxy that blocks the request', async () => {
    const proxies = [
      { proxy: await startProxy({ credentials: 'some:body' }), kind: 'proxyAuthenticationRequired' },
      { proxy: await startProxy({ connectStatus: 403 }), kind: 'proxyFailed' },
    ] as const;
    for (const { proxy, kind } of proxies) {
      const endpoint = endpointOf({ url: `https://${remoteName}:8181` }, { proxy: proxy.asHttpProxy() });
      await expectServerError(listIfAccepted(guarded('remembered', endpoint), bearer), { kind });
      await expectServerError(clusterCheck.fetchClusterId(identity, endpoint), { kind });
    }
  });

  it('returns null when a proxy in front of the server rejects OPTIONS', async () => {
    for (const status of ['403 Forbidden', '405 Method Not Allowed', '501 Not Implemented']) {
      const proxy = await startCannedServer(httpResponse(status, ''));
      assert.equal(await clusterCheck.fetchClusterId(identity, endpointOf(proxy)), null, status);
    }
  });

  it('reports a failing proxy in front of the server', async () => {
    const proxy = await startCannedServer(httpResponse('502 Bad Gateway', ''));
    await expectServerError(clusterCheck.fetchClusterId(identity, endpointOf(proxy)), {
      kind: 'serverFailed',
      status: 502,
    });
  });
});
