import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Token } from '../../../../src/core/token/token.ts';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import { listIfAccepted, listTokens } from '../../../../src/influxdb/listTokens.ts';
import { ping } from '../../../../src/influxdb/ping.ts';
import { checkCluster, probe } from '../../../../src/influxdb/probe.ts';
import { Channel } from '../../../../src/influxdb/transport/channel.ts';
import type { ClusterId } from '../../../../src/influxdb/transport/clusterId.ts';
import type { Endpoint } from '../../../../src/influxdb/transport/endpoint.ts';
import { createSelfSigned } from '../../../support/influxdb3/certificates.ts';
import { startTokenServer } from '../../../support/influxdb3/server.ts';
import { closeAfterTest } from '../helpers/closeAfterTest.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { errorOf, expectServerError } from '../helpers/expectServerError.ts';
import { freshServer } from '../helpers/freshServer.ts';
import { remoteUrl, startProxy } from '../helpers/httpProxy.ts';
import { watchedToken } from '../helpers/log.ts';
import { httpResponse, startRawServer, type RawServer } from '../helpers/rawServer.ts';
import { startRouter } from '../helpers/router.ts';
import { trace } from '../helpers/trace.ts';
import { until } from '../helpers/until.ts';
import { differentServerError } from '../helpers/differentServerError.ts';

const bearer = watchedToken(`apiv3_${'bearer-'.repeat(13)}`);
const listRoute = '/api/v3/query_sql';
const createRoute = '/api/v3/configure/token/named_admin';
const createdBody = JSON.stringify({ id: 1, name: 'new', token: `apiv3_${'x'.repeat(86)}`, expiry: null });
const differentServer = differentServerError();
const acceptAny = { verify: () => undefined };
const create = (endpoint: Endpoint, token: Token = bearer) => createNamedToken(endpoint, token, 'new', undefined);

for (const tls of [false, 'generated'] as const) {
  describe(`Channel over ${tls === false ? 'plain HTTP' : 'TLS'}`, () => {
    const fresh = freshServer({ tls });
    const channelTo = (idleLimit?: number): Endpoint => ({
      ...fresh.endpoint,
      channel: new Channel(acceptAny, { idleLimit }),
    });

    it('sends no token that belongs to a different server', async () => {
      const listed = listTokens(channelTo(), fresh.operator.withCluster('another'));
      await expectServerError(listed, { kind: 'notAuthenticated' });
      assert.equal(trace(fresh), 'check on 1');
      assert.equal(await listIfAccepted(channelTo(), fresh.operator.withCluster('another')), 'notAuthenticated');
      await listTokens(channelTo(), fresh.operator.withCluster(fresh.server.clusterUuid));
    });

    it('checks the server once, and sends all requests on the same connection', async () => {
      const endpoint = channelTo();
      await listTokens(endpoint, fresh.operator);
      await create(endpoint, fresh.operator);
      await listTokens(endpoint, fresh.operator);
      assert.equal(trace(fresh), 'check on 1, list! on 1, create! on 1, list! on 1');
    });

    it('sends a request without a token at once, and checks before the first one with a token', async () => {
      const endpoint = channelTo();
      await errorOf(createOperatorToken(endpoint));
      await errorOf(createOperatorToken(endpoint));
      await listTokens(endpoint, fresh.operator);
      assert.equal(trace(fresh), 'create on 1, create on 1, check on 1, list! on 1');
    });

    it('sends one request after another', async () => {
      const endpoint = channelTo();
      const results = await Promise.all([
        listTokens(endpoint, fresh.operator),
        create(endpoint, fresh.operator),
        listTokens(endpoint, fresh.operator),
      ]);
      assert.deepEqual([results[0].length, results[2].length], [2, 3]);
      assert.equal(trace(fresh), 'check on 1, list! on 1, create! on 1, list! on 1');
    });

    it('uses a connection that was checked in advance', async () => {
      const endpoint = channelTo();
      await checkCluster(endpoint);
      await checkCluster(endpoint);
      await listTokens(endpoint, fresh.operator);
      assert.equal(trace(fresh), 'check on 1, list! on 1');
    });

    it('closes an idle connection, leaves nothing behind, and checks the next one', async () => {
      const endpoint = channelTo(50);
      await listTokens(endpoint, fresh.operator);
      await until('the connection was closed', () => fresh.server.openConnections === 0);
      await create(endpoint, fresh.operator);
      assert.equal(trace(fresh), 'check on 1, list! on 1, check on 2, create! on 2');
    });

    it('checks the same connection again after it was idle for a while', async () => {
      const endpoint = { ...fresh.endpoint, channel: new Channel(acceptAny, { recheckAfter: 50 }) };
      await listTokens(endpoint, fresh.operator);
      await create(endpoint, fresh.operator);
      await new Promise((resolve) => setTimeout(resolve, 60));
      await errorOf(create(endpoint, fresh.operator));
      assert.equal(trace(fresh), 'check on 1, list! on 1, create! on 1, check on 1, create! on 1');
    });

    for (const fault of [
      { kind: 'close', when: 'beforeWork' },
      { kind: 'close', when: 'beforeWork', reset: true },
      { kind: 'cutHeaders' },
      { kind: 'delay', when: 'beforeResponse', milliseconds: 60_000 },
    ] as const) {
      it(`opens another one when the check of an idle connection fails (${Object.values(fault).join(', ')})`, async () => {
        const endpoint = { ...fresh.endpoint, channel: new Channel(acceptAny, { recheckAfter: 20 }) };
        await listTokens(endpoint, fresh.operator);
        await new Promise((resolve) => setTimeout(resolve, 30));
        fresh.server.faults.add({ ...fault, method: 'OPTIONS' });
        await create(endpoint, fresh.operator);
        assert.equal(trace(fresh), 'check on 1, list! on 1, check on 1, check on 2, create! on 2');
      });
    }

    it('reports what a server responds to the check of an idle connection', async () => {
      const endpoint = { ...fresh.endpoint, channel: new Channel(acceptAny, { recheckAfter: 20 }) };
      await listTokens(endpoint, fresh.operator);
      await new Promise((resolve) => setTimeout(resolve, 30));
      fresh.server.faults.add({ kind: 'status', status: 503, work: 'undone', method: 'OPTIONS' });
      await expectServerError(create(endpoint, fresh.operator), { kind: 'serverFailed' });
      assert.equal(trace(fresh), 'check on 1, list! on 1, check on 1');
    });

    it('does not use a connection that was idle while the machine slept', async () => {
      const endpoint = channelTo();
      await listTokens(endpoint, fresh.operator);
      const { now } = Date;
      Date.now = () => now() + 60_000;
      try {
        await create(endpoint, fresh.operator);
      } finally {
        Date.now = now;
      }
      assert.equal(trace(fresh), 'check on 1, list! on 1, check on 2, create! on 2');
    });

    it('keeps no process alive with an idle connection', async () => {
      const isSocket = (name: string) => /TCP|TLS|Timeout/.test(name);
      await new Promise(setImmediate);
      const before = process.getActiveResourcesInfo().filter(isSocket).length;
      await listTokens(channelTo(), fresh.operator);
      await new Promise(setImmediate);
      assert.equal(fresh.server.openConnections, 1);
      // The server's own end of the connection is in this process too.
      assert.ok(process.getActiveResourcesInfo().filter(isSocket).length <= before + 1);
    });

    it('lets a process end that has nothing but an idle connection', async () => {
      const { url, caPem } = fresh.server;
      const env = { ...process.env, SERVER_URL: url, SERVER_CA: caPem, BEARER: fresh.operator.reveal() };
      const child = join(import.meta.dirname, '..', 'helpers', 'listAndEnd.ts');
      const { stdout } = await promisify(execFile)(process.execPath, [child], { env });
      const [listed = NaN, ended = NaN] = stdout.split(' ').map(Number);
      assert.ok(ended - listed < 2000, stdout);
      assert.equal(trace(fresh), 'check on 1, list! on 1');
    });

    for (const reset of [false, true]) {
      it(`closes the connection after a lost response${reset ? ' (reset)' : ''}, and never repeats a change`, async () => {
        const endpoint = channelTo();
        await listTokens(endpoint, fresh.operator);
        fresh.server.faults.add({ kind: 'close', when: 'beforeWork', reset, path: createRoute });
        await expectServerError(create(endpoint, fresh.operator), { kind: 'connectionLost', outcome: 'unknown' });
        await listTokens(endpoint, fresh.operator);
        assert.equal(trace(fresh), 'check on 1, list! on 1, create! on 1, check on 2, list! on 2');
      });

      it(`repeats a list once that had no response${reset ? ' (reset)' : ''}, on a checked connection`, async () => {
        const endpoint = channelTo();
        await ping(endpoint, fresh.operator);
        fresh.server.faults.add({ kind: 'close', when: 'beforeWork', reset, path: listRoute });
        assert.equal((await listTokens(endpoint, fresh.operator)).length, 2);
        assert.equal(trace(fresh), 'check on 1, ping! on 1, list! on 1, check on 2, list! on 2');
      });
    }

    it('repeats a list only once', async () => {
      const endpoint = channelTo();
      fresh.server.faults.add({ kind: 'close', when: 'beforeWork', path: listRoute, times: 'always' });
      await expectServerError(listTokens(endpoint, fresh.operator), { kind: 'connectionLost', outcome: 'nothing' });
      assert.equal(trace(fresh), 'check on 1, list! on 1, check on 2, list! on 2');
    });

    it('does not repeat a list that timed out or was cut, and checks the next connection', async () => {
      const endpoint = channelTo();
      fresh.server.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 60_000, path: listRoute });
      await expectServerError(listTokens({ ...endpoint, timeout: 100 }, fresh.operator), { kind: 'timedOut' });
      fresh.server.faults.add({ kind: 'cutBody', path: listRoute });
      await expectServerError(listTokens(endpoint, fresh.operator), { kind: 'connectionLost' });
      await until('the connections were closed', () => fresh.server.openConnections === 0);
      await listTokens(endpoint, fresh.operator);
      const expected = 'check on 1, list! on 1, check on 2, list! on 2, check on 3, list! on 3';
      assert.equal(trace(fresh), expected);
    });

    it('checks a new connection after a list was canceled', async () => {
      const endpoint = channelTo();
      const abort = new AbortController();
      fresh.server.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 60_000, path: listRoute });
      const canceled = listTokens(endpoint, fresh.operator, { signal: abort.signal });
      await until('the request arrived', () => fresh.server.requests.length === 2);
      abort.abort(new Error('canceled'));
      await assert.rejects(canceled, /canceled/);
      await until('the connection was closed', () => fresh.server.openConnections === 0);
      await create(endpoint, fresh.operator);
      assert.equal(trace(fresh), 'check on 1, list! on 1, check on 2, create! on 2');
    });

    it('sends nothing when it was canceled before, or while another request was running', async () => {
      const endpoint = channelTo();
      const reason = new Error('canceled');
      assert.equal(await errorOf(listTokens(endpoint, bearer, { signal: AbortSignal.abort(reason) })), reason);
      const abort = new AbortController();
      const running = create(endpoint, fresh.operator);
      const waiting = errorOf(listTokens(endpoint, fresh.operator, { signal: abort.signal }));
      abort.abort(reason);
      await running;
      assert.equal(await waiting, reason);
      assert.equal(trace(fresh), 'check on 1, create! on 1');
    });

    it('returns a new token whose response was cut, and then checks a new connection', async () => {
      const endpoint = channelTo();
      fresh.server.faults.add({ kind: 'cutBody', bytes: 200, path: createRoute });
      assert.ok((await create(endpoint, fresh.operator)).token.hasServerFormat);
      await listTokens(endpoint, fresh.operator);
      assert.equal(trace(fresh), 'check on 1, create! on 1, check on 2, list! on 2');
    });

    it('sends no token when the guard rejects the server, and asks it again each time', async () => {
      const asked: ClusterId[] = [];
      const verify = (reported: ClusterId) => {
        asked.push(reported);
        throw differentServer;
      };
      const endpoint = { ...fresh.endpoint, channel: new Channel({ verify }) };
      assert.equal(await errorOf(create(endpoint, fresh.operator)), differentServer);
      assert.equal(await errorOf(listTokens(endpoint, fresh.operator)), differentServer);
      assert.deepEqual(asked, [fresh.server.clusterUuid, fresh.server.clusterUuid]);
      assert.equal(trace(fresh), 'check on 1, check on 2');
    });
  });
}

describe('Channel through an HTTP proxy', () => {
  const servers = { plain: freshServer(), tls: freshServer({ tls: 'generated' }) };

  for (const proxyTls of [false, true]) {
    it(`keeps one tunnel${proxyTls ? ' over TLS' : ''} for all requests to an https server`, async () => {
      const proxy = await startProxy(proxyTls ? { tls: await createSelfSigned() } : {});
      const { endpoint, operator, server } = servers.tls;
      const through = {
        ...endpoint,
        proxy: proxy.asHttpProxy({ verifyCertificate: false }),
        channel: new Channel(acceptAny, { idleLimit: 50 }),
      };
      await listTokens(through, operator);
      await create(through, operator);
      assert.equal(trace(servers.tls), 'check on 1, list! on 1, create! on 1');
      assert.equal(proxy.tunnels.length, 1);
      await until('no connection is left', () => proxy.openConnections + server.openConnections === 0);
      await listTokens(through, operator);
      assert.equal(proxy.tunnels.length, 2);
    });
  }

  it('keeps one connection to a proxy that forwards requests to an http server', async () => {
    const proxy = await startProxy();
    const { endpoint, operator } = servers.plain;
    const url = remoteUrl(endpoint.url);
    const through = { ...endpoint, url, proxy: proxy.asHttpProxy(), channel: new Channel(acceptAny) };
    await listTokens(through, operator);
    await create(through, operator);
    assert.equal(proxy.forwarded.length, 3);
    assert.equal(proxy.openConnections, 1);
  });
});

/** Gets one request on each connection, and responds like InfluxDB. */
async function startClosingServer(
  headers: Record<string, string>,
  endsAfterResponse = true,
): Promise<{ server: RawServer; methods: string[] }> {
  const methods: string[] = [];
  const server = await startRawServer({
    onRequest(socket, request) {
      const isCheck = request.startsWith('OPTIONS');
      methods.push(isCheck ? 'OPTIONS' : 'POST');
      const allHeaders = { 'cluster-uuid': 'abc', ...headers };
      const [status, body] = isCheck ? ['204 No Content', ''] : ['201 Created', createdBody];
      socket.write(httpResponse(status, body, allHeaders));
      if (endsAfterResponse) {
        socket.end();
      }
    },
  });
  return { server, methods };
}

describe('Channel to a server that closes connections', () => {
  for (const [what, headers] of Object.entries({
    'announces that it closes each connection': { connection: 'close' },
    'keeps idle connections for a second': { 'keep-alive': 'timeout=1' },
  })) {
    const start = () => startClosingServer(headers, 'connection' in headers);

    it(`checks two connections and sends no token when the server ${what}`, async () => {
      const { server, methods } = await start();
      const endpoint = endpointOf(server, { channel: new Channel(acceptAny) });
      await expectServerError(create(endpoint), { kind: 'connectionNotReusable', outcome: 'nothing' });
      await expectServerError(checkCluster(endpoint), { kind: 'connectionNotReusable' });
      await expectServerError(listTokens(endpoint, bearer), { kind: 'connectionNotReusable' });
      assert.deepEqual(methods, Array(6).fill('OPTIONS'));
      assert.doesNotMatch(server.received.join(), /authorization/i);
    });

    it(`checks two connections and sends on the next, if that is allowed, when the server ${what}`, async () => {
      const { server, methods } = await start();
      const reported: ClusterId[] = [];
      const verify = (clusterId: ClusterId) => void reported.push(clusterId);
      const endpoint = endpointOf(server, { channel: new Channel({ verify, allowsUnchecked: true }) });
      await create(endpoint);
      await create(endpoint);
      assert.deepEqual(methods, ['OPTIONS', 'OPTIONS', 'POST', 'OPTIONS', 'OPTIONS', 'POST']);
      assert.equal(server.received.length, 6);
      assert.deepEqual(reported, ['abc', 'abc', 'abc', 'abc']);
    });
  }

  it('sends a change at most once when the server closes each connection without announcing it', async () => {
    for (const allowsUnchecked of [true, false]) {
      const { server, methods } = await startClosingServer({});
      const endpoint = endpointOf(server, { channel: new Channel({ ...acceptAny, allowsUnchecked }) });
      await (allowsUnchecked
        ? create(endpoint)
        : expectServerError(create(endpoint), { kind: 'connectionNotReusable', outcome: 'nothing' }));
      assert.match(methods.join(), allowsUnchecked ? /^(OPTIONS,){1,3}POST$/ : /^OPTIONS(,OPTIONS)?$/);
      assert.equal(server.received.length, methods.length);
    }
  });

  it('sends a request without a token', async () => {
    const { server, methods } = await startClosingServer({ connection: 'close' });
    const endpoint = endpointOf(server, { channel: new Channel(acceptAny) });
    await createOperatorToken(endpoint);
    await probe(endpoint);
    assert.deepEqual(methods, ['POST', 'OPTIONS']);
  });

  it('checks again when the next connection is not opened right away', async () => {
    const { server, methods } = await startClosingServer({ connection: 'close' });
    const guard = { ...acceptAny, allowsUnchecked: true };
    const endpoint = endpointOf(server, { channel: new Channel(guard, { recheckAfter: 50 }) });
    await checkCluster(endpoint);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await create(endpoint);
    assert.deepEqual(methods, ['OPTIONS', 'OPTIONS', 'OPTIONS', 'OPTIONS', 'POST']);
  });

  it('keeps a connection when only the one of the first check was closed', async () => {
    const influxdb = closeAfterTest(await startTokenServer());
    const { token } = await createOperatorToken(endpointOf(influxdb));
    let closes = 1;
    const router = await startRouter(() => influxdb, { isClosing: () => (closes -= 1) >= 0 });
    await create(endpointOf(router, { channel: new Channel(acceptAny) }), token);
    assert.equal(router.connections(), 2);
  });

  it('sends a change on a checked connection when the server was restarted in between', async () => {
    const first = await startTokenServer();
    const endpoint = endpointOf(first, { channel: new Channel(acceptAny) });
    const { token } = await createOperatorToken(endpoint);
    await listTokens(endpoint, token);
    await first.close();
    const server = closeAfterTest(await startTokenServer({ port: Number(new URL(first.url).port) }));
    await expectServerError(create(endpoint, token.withCluster(undefined)), { kind: 'notAuthenticated' });
    assert.equal(trace({ server }), 'check on 1, create! on 1');
  });
});

describe('Channel through a reverse proxy', () => {
  const [right, wrong] = [freshServer(), freshServer()];

  it('takes no list of another server for its own, and checks again afterwards', async () => {
    let current = right;
    const router = await startRouter(() => current.server);
    const verify = (clusterId: ClusterId) => {
      if (clusterId !== right.server.clusterUuid) {
        throw differentServer;
      }
    };
    const endpoint = endpointOf(router, { channel: new Channel({ verify }) });
    await listTokens(endpoint, right.operator);
    current = wrong;
    // No check can prevent this one: only the proxy knows where it sends the next request.
    await expectServerError(listTokens(endpoint, right.operator), { kind: 'differentServer' });
    await expectServerError(listTokens(endpoint, right.operator), { kind: 'differentServer' });
    await expectServerError(create(endpoint, right.operator), { kind: 'differentServer' });
    assert.equal(trace(wrong).replaceAll(/ on \d/g, ''), 'list!, check, check');
    assert.equal(router.connections(), 3);
  });
});
