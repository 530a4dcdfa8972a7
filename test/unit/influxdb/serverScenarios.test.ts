import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOperatorToken } from '../../../src/core/token/tokenRecord.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { ping } from '../../../src/influxdb/ping.ts';
import { regenerateOperatorToken } from '../../../src/influxdb/regenerateOperatorToken.ts';
import { calls } from './helpers/calls.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { freshServer } from './helpers/freshServer.ts';
import { watchedToken } from './helpers/log.ts';
import { httpResponse, startCannedServer } from './helpers/rawServer.ts';
import { expectServerError } from './helpers/expectServerError.ts';
import { tokenServer } from './helpers/tokenServer.ts';

const day = 24 * 60 * 60;

describe('expired token', () => {
  const fresh = freshServer();

  it('is rejected but stays in the list, and its name stays taken', async () => {
    const { endpoint, operator, server } = fresh;
    const { token } = await createNamedToken(endpoint, operator, 'passing', 30 * day);
    await ping(endpoint, token);
    server.clock.advance(30 * day * 1_000 + 1);
    await expectServerError(ping(endpoint, token), { kind: 'notAuthenticated', status: 401 });
    assert.ok((await listTokens(endpoint, operator)).some(({ name }) => name === 'passing'));
    await expectServerError(createNamedToken(endpoint, operator, 'passing', undefined), { kind: 'tokenNameExists' });
    await deleteToken(endpoint, operator, 'passing');
    await createNamedToken(endpoint, operator, 'passing', undefined);
  });

  it('works until the moment it expires', async () => {
    const { endpoint, operator, server } = fresh;
    server.clock.freeze();
    const { token, expiry } = await createNamedToken(endpoint, operator, 'passing', day);
    server.clock.set((expiry?.getTime() ?? 0) - 1);
    await ping(endpoint, token);
    server.clock.advance(1);
    await expectServerError(ping(endpoint, token), { kind: 'notAuthenticated' });
  });
});

describe('lost response', () => {
  const fresh = freshServer();

  it('to a create can be resolved by listing the tokens', async () => {
    const { endpoint, operator, server } = fresh;
    for (const [when, isCreated] of [
      ['afterWork', true],
      ['beforeWork', false],
    ] as const) {
      server.faults.add({ kind: 'close', when });
      await expectServerError(createNamedToken(endpoint, operator, when, undefined), {
        kind: 'connectionLost',
        outcome: 'unknown',
      });
      assert.equal(
        (await listTokens(endpoint, operator)).some(({ name }) => name === when),
        isCreated,
      );
    }
  });

  it('to a regenerate can be resolved by trying the old token', async () => {
    const { endpoint, operator, server } = fresh;
    server.faults.add({ kind: 'close', when: 'beforeWork' });
    await expectServerError(regenerateOperatorToken(endpoint, operator), {
      kind: 'connectionLost',
      outcome: 'unknown',
    });
    await ping(endpoint, operator);
    server.faults.add({ kind: 'close', when: 'afterWork' });
    await expectServerError(regenerateOperatorToken(endpoint, operator), {
      kind: 'connectionLost',
      outcome: 'unknown',
    });
    await expectServerError(ping(endpoint, operator), { kind: 'notAuthenticated' });
  });
});

describe('TLS connection', () => {
  it('uses HTTP/1.1 and a new connection per request, even if HTTP/2 is offered', async () => {
    const server = await tokenServer({ tls: 'generated' });
    const endpoint = endpointOf(server);
    const { token } = await createOperatorToken(endpoint);
    for (const call of Object.values(calls)) {
      await call(endpoint, token).catch(() => undefined);
    }
    assert.deepEqual(new Set(server.requests.map(({ httpVersion }) => httpVersion)), new Set(['1.1']));
    const connections = server.requests.map(({ connection }) => connection);
    assert.equal(new Set(connections).size, connections.length);
    assert.equal(connections.length, 1 + Object.keys(calls).length);
  });
});

describe('server with an admin token file', () => {
  it('accepts and lists that token, and still has no operator token', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'influxdb3-file-'));
    const adminTokenFile = join(directory, 'token.json');
    const fromFile = watchedToken('apiv3_made-offline');
    writeFileSync(
      adminTokenFile,
      JSON.stringify({ token: fromFile.reveal(), name: 'bootstrap', description: 'lost' }),
      { mode: 0o600 },
    );
    const server = await tokenServer({ adminTokenFile });
    const endpoint = endpointOf(server);
    const [only, ...others] = await listTokens(endpoint, fromFile);
    assert.deepEqual(others, []);
    assert.equal(only?.name, 'bootstrap');
    assert.equal(only.description, undefined);
    assert.ok(fromFile.matches(only.hash));
    assert.equal(isOperatorToken(only), false);
    const claimed = await createOperatorToken(endpoint);
    assert.notEqual(claimed.id, 0);
    await deleteToken(endpoint, claimed.token, 'bootstrap');
    await expectServerError(ping(endpoint, fromFile), { kind: 'notAuthenticated' });
    rmSync(directory, { recursive: true });
  });
});

describe('recovery port', () => {
  it('gets one request on a connection that is closed, even if the response is lost', async () => {
    const server = await tokenServer({ recovery: {} });
    await createOperatorToken(endpointOf(server));
    server.faults.add({ kind: 'cutHeaders', port: 'recovery' });
    const recovery = endpointOf({ url: server.recoveryUrl ?? '' });
    await expectServerError(regenerateOperatorToken(recovery, watchedToken('apiv3_any')), {
      kind: 'connectionLost',
      outcome: 'unknown',
    });
    assert.equal(server.requests.filter(({ port }) => port === 'recovery').length, 1);
    assert.equal(server.openConnections, 0);
  });
});

describe('server without the routes', () => {
  it('leads to unknownRoute with the outcome nothing', async () => {
    const server = await startCannedServer(httpResponse('404 Not Found', 'not found'));
    const anyToken = watchedToken('apiv3_any');
    for (const call of Object.values(calls)) {
      await expectServerError(call(endpointOf(server), anyToken), { kind: 'unknownRoute', status: 404 });
    }
  });
});
