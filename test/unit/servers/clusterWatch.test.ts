import assert from 'node:assert/strict';
import type { AgreedTerms } from '../../../src/core/terms.ts';
import { Token } from '../../../src/core/token.ts';
import type { Endpoint } from '../../../src/influxdb/endpoint.ts';
import { listIfTaken } from '../../../src/influxdb/listTokens.ts';
import { ClusterWatch, type Cluster } from '../../../src/servers/clusterWatch.ts';
import { SecretBox } from '../../../src/storage/secretBox.ts';
import { TermsStore } from '../../../src/storage/termsStore.ts';
import { freePort } from '../../influxdb3/freePort.ts';
import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../influxdb3/server.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { remoteName, startProxy } from '../influxdb/helpers/httpProxy.ts';
import { logger } from '../influxdb/helpers/log.ts';
import { answer, startAnswering } from '../influxdb/helpers/rawServer.ts';
import { refused } from '../influxdb/helpers/refused.ts';
import { until } from '../influxdb/helpers/until.ts';
import { MemorySecrets } from '../storage/helpers/ports.ts';

const identity = 'the server';
const bearer = new Token('apiv3_bearer');
const agreed: AgreedTerms = { workspaceUrl: false, plainHttp: false, tls: { ca: null, verifyCertificate: true } };

describe('Which InfluxDB answers', () => {
  let terms: TermsStore;
  let watch: ClusterWatch;
  let port: number;
  let influxdb: TokenServer;

  const probes = () => influxdb.requests.filter(({ method }) => method === 'OPTIONS').length;
  const withTokens = () => influxdb.requests.filter(({ carriedToken }) => carriedToken).length;
  const guarded = (remembered: Cluster | undefined, endpoint: Endpoint = endpointOf(influxdb)): Endpoint => ({
    ...endpoint,
    guard: watch.guard(identity, endpoint, remembered),
  });
  async function replaceBy(options: TokenServerOptions): Promise<void> {
    await influxdb.close();
    influxdb = await startTokenServer({ port, ...options });
  }

  beforeEach(async () => {
    terms = new TermsStore(new SecretBox(new MemorySecrets()));
    watch = new ClusterWatch(terms, logger);
    port = await freePort();
    influxdb = await startTokenServer({ port });
    await terms.write(identity, agreed);
  });

  afterEach(() => influxdb.close());

  for (const release of ['3.10', '3.7'] as const) {
    it(`is looked at once, and not before each request (${release})`, async () => {
      await replaceBy({ release });
      const endpoint = guarded(undefined);
      await listIfTaken(endpoint, bearer);
      await listIfTaken(endpoint, bearer);
      assert.deepEqual({ probes: probes(), withTokens: withTokens() }, { probes: 1, withTokens: 2 });
    });
  }

  it('is learned from the first that tells, and then holds for whoever was connected before', async () => {
    const early = guarded(undefined);
    await listIfTaken(early, bearer);
    assert.equal((await terms.read(identity))?.cluster, influxdb.clusterUuid);
    const first = influxdb.clusterUuid;
    await influxdb.close();
    await refused(listIfTaken(early, bearer), { kind: 'connectionRefused' });
    influxdb = await startTokenServer({ port });
    await refused(listIfTaken(early, bearer), { kind: 'differentServer' });
    assert.equal(withTokens(), 0);
    assert.equal((await terms.read(identity))?.cluster, first, 'what is remembered stays');
  });

  it('is not learned over what another window has learned meanwhile', async () => {
    const early = guarded(undefined);
    await terms.write(identity, { ...agreed, cluster: 'of another window' });
    await refused(listIfTaken(early, bearer), { kind: 'differentServer' });
    assert.equal(withTokens(), 0);
    assert.equal((await terms.read(identity))?.cluster, 'of another window');
  });

  it('is looked at again once an answer came from another one', async () => {
    const endpoint = guarded(influxdb.clusterUuid);
    await listIfTaken(endpoint, bearer);
    await replaceBy({});
    await listIfTaken(endpoint, bearer);
    await refused(listIfTaken(endpoint, bearer), { kind: 'differentServer' });
    assert.equal(withTokens(), 1);
  });

  it('is not looked at again because somebody stopped waiting', async () => {
    const endpoint = guarded(influxdb.clusterUuid);
    await listIfTaken(endpoint, bearer);
    const abort = new AbortController();
    influxdb.faults.add({ kind: 'delay', when: 'beforeAnswer', milliseconds: 60_000, path: '/api/v3/query_sql' });
    const stopped = listIfTaken(endpoint, bearer, { signal: abort.signal });
    await until('the request is there', () => withTokens() === 2);
    abort.abort(new Error('stopped'));
    await assert.rejects(stopped, /stopped/);
    await listIfTaken(endpoint, bearer);
    assert.equal(probes(), 1);
  });

  it('is not told by a proxy that does not let anybody through', async () => {
    const proxies = [
      { proxy: await startProxy({ credentials: 'some:body' }), kind: 'proxyWantsCredentials' },
      { proxy: await startProxy({ connectStatus: 403 }), kind: 'proxyFailed' },
    ] as const;
    for (const { proxy, kind } of proxies) {
      const endpoint = endpointOf({ url: `https://${remoteName}:8181` }, { proxy: proxy.as() });
      await refused(listIfTaken(guarded('remembered', endpoint), bearer), { kind });
      await refused(watch.look(identity, endpoint), { kind });
    }
  });

  it('is told by nobody where a proxy in front of it knows no OPTIONS', async () => {
    for (const status of ['403 Forbidden', '405 Method Not Allowed', '501 Not Implemented']) {
      const proxy = await startAnswering(answer(status, ''));
      assert.equal(await watch.look(identity, endpointOf(proxy)), null, status);
    }
  });

  it('is not known where a proxy in front of it fails', async () => {
    const proxy = await startAnswering(answer('502 Bad Gateway', ''));
    await refused(watch.look(identity, endpointOf(proxy)), { kind: 'serverFailed', status: 502 });
  });
});
