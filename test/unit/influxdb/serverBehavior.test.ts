import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token/token.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import type { Endpoint } from '../../../src/influxdb/transport/endpoint.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { ping } from '../../../src/influxdb/ping.ts';
import { regenerateOperatorToken } from '../../../src/influxdb/regenerateOperatorToken.ts';
import type { Request } from '../../../src/influxdb/transport/httpRequest.ts';
import { send } from '../../../src/influxdb/transport/send.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { expectServerError } from './helpers/expectServerError.ts';
import { onEveryServer, type RunningServer } from './serversUnderTest.ts';

const tokenPath = '/api/v3/configure/token';

onEveryServer('server behavior', (serverUnderTest) => {
  let server: RunningServer;
  let endpoint: Endpoint;
  let operator: Token;

  before(async () => {
    server = await serverUnderTest.start({ recovery: true });
    endpoint = endpointOf(server);
    operator = (await createOperatorToken(endpoint)).token;
  });
  after(() => server.stop());

  const row = async (name: string) => (await listTokens(endpoint, operator)).find((record) => record.name === name);

  it('creates no token with a lifetime of 0 seconds, which would expire at once', async () => {
    const { token } = await createNamedToken(endpoint, operator, 'never', undefined);
    await ping(endpoint, token);
    await assert.rejects(createNamedToken(endpoint, operator, 'at once', 0), RangeError);
    assert.equal(await row('at once'), undefined);
    // The server itself accepts it.
    const json = { token_name: 'at once', expiry_secs: 0 };
    const response = await send(
      endpoint,
      { method: 'POST', path: `${tokenPath}/named_admin`, token: operator, json, isChange: true },
      {},
    );
    assert.equal(response.status, 201);
    const expiry = (await row('at once'))?.expiry;
    assert.ok(expiry !== undefined && expiry.getTime() <= Date.now() + 1_000);
  });

  it('creates a token with the maximum lifetime, and none with a longer one', async () => {
    const longest = 100 * 365.25 * 24 * 60 * 60;
    const { expiry } = await createNamedToken(endpoint, operator, 'longest', longest);
    assert.ok(Math.abs((expiry?.getTime() ?? 0) - Date.now() - longest * 1_000) < 60_000);
    await assert.rejects(createNamedToken(endpoint, operator, 'longer', longest + 1), RangeError);
    assert.equal(await row('longer'), undefined);
  });

  it('responds to an excessive lifetime with no expiration, the latest one, or no response', async () => {
    const json = { token_name: 'beyond', expiry_secs: Number.MAX_SAFE_INTEGER };
    const request: Request = {
      method: 'POST',
      path: `${tokenPath}/named_admin`,
      token: operator,
      json,
      isChange: true,
    };
    if (server.version.startsWith('3.7.')) {
      await expectServerError(send(endpoint, request, {}), { kind: 'connectionLost', outcome: 'unknown' });
      assert.equal(await row('beyond'), undefined);
    } else {
      await send(endpoint, request, {});
      const beyond = await row('beyond');
      const latestYear = server.version.startsWith('3.11.') ? 262_142 : undefined;
      assert.deepEqual([beyond?.name, beyond?.expiry?.getUTCFullYear()], ['beyond', latestYear]);
    }
  });

  it("doesn't delete or duplicate the operator token, nor duplicate a name", async () => {
    assert.equal((await row('_admin'))?.expiry, undefined);
    await expectServerError(deleteToken(endpoint, operator, '_admin'), { kind: 'cannotDeleteOperatorToken' });
    await expectServerError(createOperatorToken(endpoint), { kind: 'operatorTokenExists' });
    await createNamedToken(endpoint, operator, 'once', undefined);
    await expectServerError(createNamedToken(endpoint, operator, 'once', undefined), { kind: 'tokenNameExists' });
  });

  it('replaces the operator token when a named token regenerates it', async () => {
    const named = await createNamedToken(endpoint, operator, 'regenerating', undefined);
    const before = await row('regenerating');
    const created = await regenerateOperatorToken(endpoint, named.token);
    await expectServerError(ping(endpoint, operator), { kind: 'notAuthenticated' });
    operator = created.token;
    assert.equal(created.name, '_admin');
    assert.deepEqual(await row('regenerating'), before);
    await ping(endpoint, named.token);
  });

  it('revokes the operator token that regenerated itself', async () => {
    const old = operator;
    operator = (await regenerateOperatorToken(endpoint, old)).token;
    await expectServerError(regenerateOperatorToken(endpoint, old), { kind: 'notAuthenticated' });
    await ping(endpoint, operator);
  });

  it('creates a named token, not the operator token, by the named route', async () => {
    const created = await createNamedToken(endpoint, operator, 'by the named route', undefined);
    assert.equal(created.name, 'by the named route');
    assert.notEqual(created.id, (await row('_admin'))?.id);
  });

  it('closes the recovery port after one request', async () => {
    const recovery = endpointOf({ url: server.recoveryUrl ?? '' });
    const request: Request = { method: 'POST', path: `${tokenPath}/admin/regenerate`, isChange: true };
    const response = await send(recovery, request, {});
    assert.equal(response.status, 201);
    assert.equal(response.headers['cluster-uuid'], undefined);
    await expectServerError(ping(endpoint, operator), { kind: 'notAuthenticated' });
    await expectServerError(send(recovery, request, {}), { kind: 'connectionRefused' });
  });
});
