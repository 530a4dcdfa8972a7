import assert from 'node:assert/strict';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { ClusterWatch, type Cluster } from '../../../src/servers/clusterWatch.ts';
import { SecretBox } from '../../../src/storage/secretBox.ts';
import { TermsStore } from '../../../src/storage/termsStore.ts';
import { freshServer } from '../influxdb/helpers/freshServer.ts';
import { logger } from '../influxdb/helpers/log.ts';
import { refused } from '../influxdb/helpers/refused.ts';
import { MemorySecrets } from '../storage/helpers/ports.ts';

const identity = 'https://influx.example';
const agreed = { workspaceUrl: false, plainHttp: false, tls: null };

describe('Before a token is sent', () => {
  const fresh = freshServer();
  let terms: TermsStore;
  let watch: ClusterWatch;

  const list = (remembered: Cluster | undefined) => {
    const guard = watch.guard(identity, fresh.endpoint, remembered);
    return listTokens({ ...fresh.endpoint, guard }, fresh.operator);
  };
  const looks = () => fresh.server.requests.filter(({ method }) => method === 'OPTIONS').length;
  const carried = () => fresh.server.requests.filter(({ carriedToken }) => carriedToken).length;

  beforeEach(async () => {
    terms = new TermsStore(new SecretBox(new MemorySecrets()));
    await terms.write(identity, agreed);
    watch = new ClusterWatch(terms, logger);
  });

  it('it is looked once which InfluxDB answers, and not before each request', async () => {
    await list(fresh.server.clusterUuid);
    await list(fresh.server.clusterUuid);
    assert.deepEqual([looks(), carried()], [1, 2]);
  });

  it('it is looked again after a connection that failed, or an answer that was cut', async () => {
    await list(fresh.server.clusterUuid);
    fresh.server.faults.add({ kind: 'close', when: 'beforeWork', method: 'POST' });
    await assert.rejects(list(fresh.server.clusterUuid));
    await list(fresh.server.clusterUuid);
    assert.equal(looks(), 2);
  });

  it('the first that is told is remembered, beside what was agreed to', async () => {
    await list(undefined);
    assert.deepEqual(await terms.read(identity), { ...agreed, cluster: fresh.server.clusterUuid });
  });

  it('nothing is remembered for a server that nothing was agreed to for', async () => {
    await terms.forget(identity);
    await list(undefined);
    assert.equal(await terms.read(identity), undefined);
  });

  it('another one gets none, and is looked at anew each time, since the right one may be back', async () => {
    await refused(list('another'), { kind: 'differentServer' });
    await refused(list('another'), { kind: 'differentServer' });
    assert.deepEqual([looks(), carried()], [2, 0]);
    await list(fresh.server.clusterUuid);
  });

  it('one that refuses the look tells nothing of itself: no alarm where none was remembered', async () => {
    fresh.server.faults.add({ kind: 'status', status: 405, work: 'undone', method: 'OPTIONS' });
    await list(null);
    await list(null);
    assert.deepEqual([looks(), carried()], [1, 2]);
  });

  it('one that refuses the look, where one was remembered, gets none', async () => {
    fresh.server.faults.add({ kind: 'status', status: 405, work: 'undone', method: 'OPTIONS' });
    await refused(list(fresh.server.clusterUuid), { kind: 'identityGone' });
    assert.equal(carried(), 0);
  });

  it('one that fails at the look gets none, and says only that it failed', async () => {
    fresh.server.faults.add({ kind: 'status', status: 503, work: 'undone', method: 'OPTIONS' });
    await refused(list(fresh.server.clusterUuid), { kind: 'serverFailed' });
    assert.equal(carried(), 0);
  });
});
