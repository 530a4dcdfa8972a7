import assert from 'node:assert/strict';
import { isRecoveryListening } from '../../../src/influxdb/recoverOperatorToken.ts';
import { freePort } from '../../support/influxdb3/freePort.ts';
import { startTokenServer } from '../../support/influxdb3/server.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { remoteName, startProxy } from './helpers/httpProxy.ts';
import { httpResponse, startCannedServer } from './helpers/rawServer.ts';
import { expectServerError } from './helpers/expectServerError.ts';

describe('isRecoveryListening', () => {
  it('returns true for an open recovery port, and false when nothing is listening', async () => {
    const server = await startTokenServer({ recovery: {} });
    assert.equal(await isRecoveryListening(endpointOf({ url: server.recoveryUrl ?? '' })), true);
    await server.close();
    assert.equal(await isRecoveryListening(endpointOf({ url: `http://127.0.0.1:${await freePort()}` })), false);
  });

  it("throws when a proxy responds that it can't reach the port", async () => {
    for (const status of ['502 Bad Gateway', '503 Service Unavailable', '504 Gateway Timeout', '403 Forbidden']) {
      const proxy = await startCannedServer(httpResponse(status, ''));
      await expectServerError(isRecoveryListening(endpointOf(proxy)), {
        kind: status.startsWith('5') ? 'serverFailed' : 'notAllowed',
      });
    }
    const forwardProxy = await startProxy({ connectStatus: 503 });
    const endpoint = endpointOf({ url: `https://${remoteName}:8182` }, { proxy: forwardProxy.asHttpProxy() });
    await expectServerError(isRecoveryListening(endpoint), { kind: 'proxyFailed' });
  });
});
