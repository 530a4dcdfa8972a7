import assert from 'node:assert/strict';
import type { ClusterId } from '../../../../src/influxdb/transport/clusterId.ts';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { listTokens } from '../../../../src/influxdb/listTokens.ts';
import { Channel, type Guard } from '../../../../src/influxdb/transport/channel.ts';
import type { Endpoint } from '../../../../src/influxdb/transport/endpoint.ts';
import { IdleConnections } from '../../../../src/influxdb/transport/idleConnections.ts';
import { createSelfSigned } from '../../../support/influxdb3/certificates.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { expectServerError } from '../helpers/expectServerError.ts';
import { freshServer } from '../helpers/freshServer.ts';
import { startProxy } from '../helpers/httpProxy.ts';
import { startRouter } from '../helpers/router.ts';
import { trace } from '../helpers/trace.ts';
import { until } from '../helpers/until.ts';
import { differentServerError } from '../helpers/differentServerError.ts';

const acceptAny: Guard = { verify: () => undefined };

describe('IdleConnections', () => {
  const fresh = freshServer({ tls: 'generated' });
  let idle: IdleConnections;
  beforeEach(() => (idle = new IdleConnections()));

  /** What an operation uses: a channel of its own. */
  const operation = (overrides: Partial<Endpoint> = {}, guard = acceptAny, idleLimit?: number): Endpoint => ({
    ...fresh.endpoint,
    ...overrides,
    channel: new Channel(guard, { idle, idleLimit }),
  });
  const list = (endpoint: Endpoint) => listTokens(endpoint, fresh.operator);

  it('lets the next operation continue on a connection, which it checks again', async () => {
    await list(operation());
    const next = operation();
    await list(next);
    await createNamedToken(next, fresh.operator, 'new', undefined);
    assert.equal(trace(fresh), 'check on 1, list! on 1, check on 1, list! on 1, create! on 1');
  });

  it('gives an operation whose connection was taken over a new one', async () => {
    const [first, second] = [operation(), operation()];
    await list(first);
    await list(second);
    assert.equal(first.channel?.clusterId, fresh.server.clusterUuid, 'it is still known');
    await list(first);
    await list(second);
    assert.equal(
      trace(fresh),
      'check on 1, list! on 1, check on 1, list! on 1, check on 1, list! on 1, check on 1, list! on 1',
    );
  });

  it('does not take over a connection that waits for a response', async () => {
    const first = operation();
    await list(first);
    fresh.server.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 1500, method: 'POST' });
    const waiting = list(first);
    await until('the request was received', () => fresh.server.requests.length === 3);
    await list(operation());
    await waiting;
    assert.equal(trace(fresh), 'check on 1, list! on 1, list! on 1, check on 2, list! on 2');
  });

  it('opens a new connection when the earlier one was idle for too long', async () => {
    await list(operation({}, acceptAny, 50));
    await until('no connection is left', () => fresh.server.openConnections === 0);
    await list(operation());
    assert.equal(trace(fresh), 'check on 1, list! on 1, check on 2, list! on 2');
  });

  it('opens a new connection when the certificate authorities or the verification changed', async () => {
    const other = await createSelfSigned();
    for (const overrides of [{ ca: `${fresh.endpoint.ca}${other.cert}` }, { verifyCertificate: false }]) {
      fresh.server.requests.length = 0;
      await list(operation());
      await list(operation(overrides));
      assert.equal(trace(fresh), 'check on 1, list! on 1, check on 2, list! on 2');
    }
  });

  it('opens a new connection when the proxy or its password changed', async () => {
    const [one, other] = [await startProxy(), await startProxy()];
    const withPassword = (password: string) => ({ ...one.asHttpProxy(), authorization: () => password });
    for (const proxy of [one.asHttpProxy(), other.asHttpProxy(), withPassword('a'), withPassword('b'), undefined]) {
      await list(operation({ proxy }));
    }
    assert.deepEqual([one.tunnels.length, other.tunnels.length], [3, 1]);
    await list(operation());
    assert.equal(new Set(fresh.server.requests.map(({ connection }) => connection)).size, 5);
  });

  it('sends no token when the check on the earlier connection shows a different server', async () => {
    const verify = () => {
      throw differentServerError();
    };
    await list(operation());
    await expectServerError(list(operation({}, { verify })), { kind: 'differentServer' });
    await list(operation());
    assert.equal(trace(fresh), 'check on 1, list! on 1, check on 1, check on 2, list! on 2');
  });
});

describe('IdleConnections through a reverse proxy', () => {
  const [right, wrong] = [freshServer(), freshServer()];

  it('sends no token to the server that replaced the first one behind the proxy', async () => {
    let current = right;
    const router = await startRouter(() => current.server);
    const idle = new IdleConnections();
    const verify = (clusterId: ClusterId) => {
      if (clusterId !== right.server.clusterUuid) {
        throw differentServerError();
      }
    };
    const operation = () => endpointOf(router, { channel: new Channel({ verify }, { idle }) });
    await listTokens(operation(), right.operator);
    current = wrong;
    await expectServerError(listTokens(operation(), right.operator), { kind: 'differentServer' });
    assert.equal(trace(wrong), 'check on 1');
    assert.equal(router.connections(), 1);
  });
});
