import assert from 'node:assert/strict';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import { deleteToken } from '../../../../src/influxdb/deleteToken.ts';
import type { Endpoint } from '../../../../src/influxdb/transport/endpoint.ts';
import { listTokens } from '../../../../src/influxdb/listTokens.ts';
import { ping } from '../../../../src/influxdb/ping.ts';
import { refusalError } from '../../../../src/influxdb/transport/refusals.ts';
import { regenerateOperatorToken } from '../../../../src/influxdb/regenerateOperatorToken.ts';
import { send } from '../../../../src/influxdb/transport/send.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { watchedToken } from '../helpers/log.ts';
import { expectServerError } from '../helpers/expectServerError.ts';
import { onEveryServer, type RunningServer, type ServerUnderTest, type StartOptions } from '../serversUnderTest.ts';

const unknownToken = watchedToken(`apiv3_${'unknown-'.repeat(11)}`.slice(0, 92));

function startedServer(serverUnderTest: ServerUnderTest, options: StartOptions): { current: RunningServer } {
  const server = {} as { current: RunningServer };
  before(async () => {
    server.current = await serverUnderTest.start(options);
  });
  after(() => server.current.stop());
  return server;
}

onEveryServer('refusals of a server started without auth', (serverUnderTest) => {
  const server = startedServer(serverUnderTest, { withoutAuth: true });

  const routes: Record<string, (endpoint: Endpoint) => Promise<unknown>> = {
    'creating the operator token': (endpoint) => createOperatorToken(endpoint),
    'regenerating the operator token': (endpoint) => regenerateOperatorToken(endpoint, unknownToken),
    'creating a named token': (endpoint) => createNamedToken(endpoint, unknownToken, 'x', undefined),
    'deleting a token': (endpoint) => deleteToken(endpoint, unknownToken, 'x'),
  };

  for (const [what, call] of Object.entries(routes)) {
    it(`report startedWithoutAuth for ${what}`, async () => {
      await expectServerError(call(endpointOf(server.current)), { kind: 'startedWithoutAuth', status: 405 });
    });
  }

  it("don't include the list, which is empty with any token", async () => {
    assert.deepEqual(await listTokens(endpointOf(server.current), unknownToken), []);
  });
});

onEveryServer('refusals of a server without an operator token', (serverUnderTest) => {
  const server = startedServer(serverUnderTest, { recovery: true });
  const recovery = () => endpointOf({ url: server.current.recoveryUrl ?? '' });

  it('report notAuthenticated for regenerating it', async () => {
    const call = regenerateOperatorToken(endpointOf(server.current), unknownToken);
    await expectServerError(call, { kind: 'notAuthenticated', status: 401 });
  });

  it('report noOperatorToken for recovering it', async () => {
    const path = '/api/v3/configure/token/admin/regenerate';
    const response = await send(recovery(), { method: 'POST', path, isChange: true }, {});
    await expectServerError(Promise.reject(refusalError(response, { isChange: true })), {
      kind: 'noOperatorToken',
      status: 500,
    });
  });

  it('report unknownRoute for other routes on the recovery port', async () => {
    await expectServerError(ping(recovery(), undefined), { kind: 'unknownRoute', status: 404 });
  });
});

onEveryServer('refusals of a server with public /ping', (serverUnderTest) => {
  const server = startedServer(serverUnderTest, { openPing: true });

  it('reject a list without a token, but not a ping', async () => {
    const endpoint = endpointOf(server.current);
    assert.equal((await ping(endpoint, undefined)).version, server.current.version);
    await expectServerError(listTokens(endpoint, unknownToken), { kind: 'notAuthenticated', status: 401 });
  });
});
