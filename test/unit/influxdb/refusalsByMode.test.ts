import assert from 'node:assert/strict';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import type { Endpoint } from '../../../src/influxdb/endpoint.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { ping } from '../../../src/influxdb/ping.ts';
import { refusalIn } from '../../../src/influxdb/refusals.ts';
import { regenerateOperatorToken } from '../../../src/influxdb/regenerateOperatorToken.ts';
import { send } from '../../../src/influxdb/send.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { watched } from './helpers/log.ts';
import { refused } from './helpers/refused.ts';
import { onEveryServer, type RunningServer, type ServerUnderTest, type StartOptions } from './serversUnderTest.ts';

const unknownToken = watched(`apiv3_${'unknown-'.repeat(11)}`.slice(0, 92));

/** A server for a whole suite. */
function startedServer(serverUnderTest: ServerUnderTest, options: StartOptions): { current: RunningServer } {
  const server = {} as { current: RunningServer };
  before(async () => {
    server.current = await serverUnderTest.start(options);
  });
  after(() => server.current.stop());
  return server;
}

onEveryServer('Refusals of a server that was started without auth', (serverUnderTest) => {
  const server = startedServer(serverUnderTest, { withoutAuth: true });

  const routes: Record<string, (endpoint: Endpoint) => Promise<unknown>> = {
    'creating the operator token': (endpoint) => createOperatorToken(endpoint),
    'regenerating it': (endpoint) => regenerateOperatorToken(endpoint, unknownToken),
    'creating a named token': (endpoint) => createNamedToken(endpoint, unknownToken, 'x', undefined),
    'deleting one': (endpoint) => deleteToken(endpoint, unknownToken, 'x'),
  };

  for (const [what, call] of Object.entries(routes)) {
    it(`${what} is told to be pointless`, async () => {
      await refused(call(endpointOf(server.current)), { kind: 'startedWithoutAuth', status: 405 });
    });
  }

  it('the list is empty, with any token', async () => {
    assert.deepEqual(await listTokens(endpointOf(server.current), unknownToken), []);
  });
});

onEveryServer('Refusals before there is an operator token', (serverUnderTest) => {
  const server = startedServer(serverUnderTest, { recovery: true });
  const recovery = () => endpointOf({ url: server.current.recoveryUrl ?? '' });

  it('regenerating it is not authenticated', async () => {
    const call = regenerateOperatorToken(endpointOf(server.current), unknownToken);
    await refused(call, { kind: 'notAuthenticated', status: 401 });
  });

  it('recovering it is told to be too early', async () => {
    const path = '/api/v3/configure/token/admin/regenerate';
    const response = await send(recovery(), { method: 'POST', path, changes: true }, {});
    await refused(Promise.reject(refusalIn(response, true)), { kind: 'noOperatorToken', status: 500 });
  });

  it('the recovery port offers nothing else', async () => {
    await refused(ping(recovery(), undefined), { kind: 'unknownRoute', status: 404 });
  });
});

onEveryServer('A server that answers /ping to anybody', (serverUnderTest) => {
  const server = startedServer(serverUnderTest, { openPing: true });

  it('tells its version without a token, and nothing else', async () => {
    const endpoint = endpointOf(server.current);
    assert.equal((await ping(endpoint, undefined)).version, server.current.version);
    await refused(listTokens(endpoint, unknownToken), { kind: 'notAuthenticated', status: 401 });
  });
});
