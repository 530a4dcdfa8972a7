import assert from 'node:assert/strict';
import type { Approvals } from '../../../src/core/server/approvals.ts';
import { Token } from '../../../src/core/token/token.ts';
import { listIfAccepted } from '../../../src/influxdb/listTokens.ts';
import { Channel, type Guard } from '../../../src/influxdb/transport/channel.ts';
import type { ClusterId } from '../../../src/influxdb/transport/clusterId.ts';
import type { Endpoint } from '../../../src/influxdb/transport/endpoint.ts';
import { ClusterCheck, SignInGuard } from '../../../src/servers/clusterCheck.ts';
import { SecretQueue } from '../../../src/storage/secretQueue.ts';
import { ApprovalStore } from '../../../src/storage/approvalStore.ts';
import { freePort } from '../../support/influxdb3/freePort.ts';
import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../support/influxdb3/server.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { remoteName, startProxy } from '../influxdb/helpers/httpProxy.ts';
import { logger } from '../influxdb/helpers/log.ts';
import { expectServerError } from '../influxdb/helpers/expectServerError.ts';
import { MemorySecrets } from '../storage/helpers/memoryStorage.ts';

const identity = 'the server';
const bearer = new Token('apiv3_bearer');
const approved: Approvals = { workspaceUrl: false, plainHttp: false, tls: { ca: null, verifyCertificate: true } };

let port: number;
let influxdb: TokenServer;

const requestsWithToken = () => influxdb.requests.filter(({ hasToken }) => hasToken).length;
const list = (endpoint: Endpoint) => listIfAccepted(endpoint, bearer);
const endpointWith = (guard: Guard) => endpointOf(influxdb, { channel: new Channel(guard) });
async function replaceServer(options: TokenServerOptions = {}): Promise<void> {
  await influxdb.close();
  influxdb = await startTokenServer({ port, ...options });
}

beforeEach(async () => {
  port = await freePort();
  influxdb = await startTokenServer({ port });
});

afterEach(() => influxdb.close());

describe('ClusterCheck', () => {
  let approvals: ApprovalStore;
  let clusterCheck: ClusterCheck;

  const guarded = (remembered: ClusterId | undefined) =>
    endpointWith(clusterCheck.guard(identity, { ...approved, cluster: remembered }));

  beforeEach(async () => {
    approvals = new ApprovalStore(new SecretQueue(new MemorySecrets()));
    clusterCheck = new ClusterCheck(approvals, logger);
    await approvals.write(identity, approved);
  });

  for (const release of ['3.10', '3.7'] as const) {
    it(`never lets a token go to a different server that was started in between (${release})`, async () => {
      const [first, second] = [guarded(influxdb.clusterUuid), guarded(influxdb.clusterUuid)];
      await list(first);
      await replaceServer({ release });
      const kind = release === '3.7' ? 'clusterIdMissing' : 'differentServer';
      for (const endpoint of [first, second, first]) {
        await expectServerError(list(endpoint), { kind, outcome: 'nothing' });
      }
      assert.equal(requestsWithToken(), 0);
    });
  }

  it('remembers the first ID and expects it for earlier connections too', async () => {
    const earlyEndpoint = guarded(undefined);
    await list(earlyEndpoint);
    const firstId = influxdb.clusterUuid;
    assert.equal((await approvals.read(identity))?.cluster, firstId);
    await replaceServer();
    await expectServerError(list(earlyEndpoint), { kind: 'differentServer' });
    assert.equal(requestsWithToken(), 0);
    assert.equal((await approvals.read(identity))?.cluster, firstId, 'the remembered ID is unchanged');
  });

  it('accepts every server until one has reported an ID', async () => {
    await replaceServer({ release: '3.7' });
    const endpoint = guarded(undefined);
    await list(endpoint);
    assert.equal((await approvals.read(identity))?.cluster, undefined);
    await replaceServer();
    await list(endpoint);
    assert.equal((await approvals.read(identity))?.cluster, influxdb.clusterUuid);
  });

  it('does not overwrite the ID that another window remembered', async () => {
    const earlyEndpoint = guarded(undefined);
    await approvals.write(identity, { ...approved, cluster: 'of another window' });
    await expectServerError(list(earlyEndpoint), { kind: 'differentServer' });
    assert.equal(requestsWithToken(), 0);
    assert.equal((await approvals.read(identity))?.cluster, 'of another window');
  });

  it('reports a proxy that blocks the request', async () => {
    const proxies = [
      { proxy: await startProxy({ credentials: 'some:body' }), kind: 'proxyAuthenticationRequired' },
      { proxy: await startProxy({ connectStatus: 403 }), kind: 'proxyFailed' },
    ] as const;
    for (const { proxy, kind } of proxies) {
      const url = `https://${remoteName}:8181`;
      await expectServerError(list({ ...guarded('remembered'), url, proxy: proxy.asHttpProxy() }), { kind });
    }
  });
});

describe('SignInGuard', () => {
  it('accepts any server and returns its ID, but then accepts no other', async () => {
    const guard = new SignInGuard(undefined);
    const endpoint = endpointWith(guard);
    await list(endpoint);
    assert.equal(guard.clusterId, influxdb.clusterUuid);
    await replaceServer();
    await expectServerError(list(endpoint), { kind: 'differentServer' });
    await replaceServer({ release: '3.7' });
    await expectServerError(list(endpoint), { kind: 'clusterIdMissing' });
    assert.equal(requestsWithToken(), 0);
  });

  it('returns null when the server reports no ID', async () => {
    await replaceServer({ release: '3.7' });
    const guard = new SignInGuard(undefined);
    await list(endpointWith(guard));
    assert.equal(guard.clusterId, null);
    assert.equal(requestsWithToken(), 1);
  });
});
