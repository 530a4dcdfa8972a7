import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Token } from '../../../../src/core/token/token.ts';
import { Channel } from '../../../../src/influxdb/transport/channel.ts';
import { createSelfSigned } from '../../../support/influxdb3/certificates.ts';
import type { Fault } from '../../../support/influxdb3/faults.ts';
import { calls, reads } from '../helpers/calls.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { freePort } from '../../../support/influxdb3/freePort.ts';
import { freshServer } from '../helpers/freshServer.ts';
import { startProxy } from '../helpers/httpProxy.ts';
import { startRawServer } from '../helpers/rawServer.ts';
import { until } from '../helpers/until.ts';

function resources(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => /Timeout|TCP|TLS|Connect/.test(name))
    .sort();
}

function addedSince(before: readonly string[]): string[] {
  const remaining = [...before];
  return resources().filter((name) => {
    const index = remaining.indexOf(name);
    remaining.splice(index, index < 0 ? 0 : 1);
    return index < 0;
  });
}

async function assertNothingLeft(act: () => Promise<unknown>): Promise<void> {
  // mocha starts the test's timeout slightly after the test.
  await new Promise(setImmediate);
  const before = resources();
  await act().catch(() => undefined);
  await until('no socket or timer is left', () => addedSince(before).length === 0);
}

for (const tls of [false, 'generated'] as const) {
  describe(`sockets and timers over ${tls === false ? 'plain HTTP' : 'TLS'}`, () => {
    const fresh = freshServer({ tls });

    it('are detected by this test when they are left open', async () => {
      await new Promise(setImmediate);
      const before = resources();
      const timer = setTimeout(() => undefined, 60_000);
      const socket = connect(Number(new URL(fresh.server.url).port), '127.0.0.1');
      await once(socket, 'connect');
      const left = addedSince(before);
      assert.ok(left.includes('TCPSocketWrap') && left.includes('Timeout'), left.join());
      clearTimeout(timer);
      socket.destroy();
      await until('no socket or timer is left', () => addedSince(before).length === 0);
    });

    for (const [what, call] of Object.entries(calls)) {
      it(`are gone after ${what}`, async () => {
        await assertNothingLeft(() => call(fresh.endpoint, fresh.operator));
        assert.equal(fresh.server.openConnections, 0);
      });
    }

    const sharedConnection = () => new Channel({ verify: () => undefined }, { idleLimit: 50 });

    it('are gone after a shared connection was idle', async () => {
      await assertNothingLeft(() =>
        reads['listing the tokens']({ ...fresh.endpoint, channel: sharedConnection() }, fresh.operator),
      );
      await until('the server sees no connection', () => fresh.server.openConnections === 0);
    });

    const faults: Fault[] = [
      { kind: 'close', when: 'beforeWork' },
      { kind: 'close', when: 'afterWork', reset: true },
      { kind: 'cutHeaders' },
      { kind: 'cutBody' },
      { kind: 'oversized', bytes: 'endless' },
      { kind: 'delay', when: 'beforeResponse', milliseconds: 60_000 },
      { kind: 'drip', bytes: 1, milliseconds: 20 },
      { kind: 'status', status: 503, work: 'undone' },
    ];
    for (const fault of faults) {
      it(`are gone after the fault ${fault.kind}${'when' in fault ? ` ${fault.when}` : ''}`, async () => {
        fresh.server.faults.add(fault);
        await assertNothingLeft(() =>
          reads['getting the version']({ ...fresh.endpoint, timeout: 100 }, fresh.operator),
        );
        await until('the server sees no connection', () => fresh.server.openConnections === 0);
      });

      it(`are gone after the fault ${fault.kind}${'when' in fault ? ` ${fault.when}` : ''} on a shared connection`, async () => {
        fresh.server.faults.add({ ...fault, path: '/ping' });
        const endpoint = { ...fresh.endpoint, timeout: 100, channel: sharedConnection() };
        await assertNothingLeft(() => reads['getting the version'](endpoint, fresh.operator));
        await until('the server sees no connection', () => fresh.server.openConnections === 0);
      });
    }
  });
}

describe('sockets and timers through a proxy', () => {
  const fresh = freshServer({ tls: 'generated' });

  for (const connectStatus of [200, 503]) {
    for (const [what, call] of Object.entries(calls)) {
      it(`are gone after ${what} with the tunnel ${connectStatus === 200 ? 'opened' : 'refused'}`, async () => {
        const proxy = await startProxy({ connectStatus, tls: await createSelfSigned() });
        const endpoint = { ...fresh.endpoint, proxy: proxy.asHttpProxy({ verifyCertificate: false }) };
        await assertNothingLeft(() => call(endpoint, fresh.operator));
        assert.equal(proxy.tunnels.length, 1);
        await until(
          'proxy and server have no connection',
          () => proxy.openConnections + fresh.server.openConnections === 0,
        );
      });
    }
  }
});

describe('sockets and timers of a failed connection', () => {
  const bearer = new Token(`apiv3_${'bearer-'.repeat(13)}`);
  const list = reads['listing the tokens'];

  it('are gone after the connection was refused', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    await assertNothingLeft(() => list(endpointOf({ url }), bearer));
  });

  for (const ending of ['timed out', 'was canceled'] as const) {
    it(`are gone after a TLS handshake without a response ${ending}`, async () => {
      const server = await startRawServer({});
      const endpoint = endpointOf(
        { url: server.url.replace('http:', 'https:') },
        { timeout: ending === 'timed out' ? 50 : 60_000 },
      );
      const controller = new AbortController();
      await assertNothingLeft(async () => {
        const call = list(endpoint, bearer, { signal: controller.signal });
        await until('the handshake began', () => server.received.length === 1);
        if (ending === 'was canceled') {
          controller.abort();
        }
        await call;
      });
      assert.equal(server.openConnections, 0);
    });
  }
});
