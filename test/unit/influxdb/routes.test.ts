import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token.ts';
import { isOperatorToken } from '../../../src/core/tokenRecord.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import type { Endpoint } from '../../../src/influxdb/endpoint.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { ping } from '../../../src/influxdb/ping.ts';
import { probe } from '../../../src/influxdb/probe.ts';
import { regenerateOperatorToken } from '../../../src/influxdb/regenerateOperatorToken.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { refused } from './helpers/refused.ts';
import { onEveryServer, type RunningServer, type ServerUnderTest } from './serversUnderTest.ts';

const day = 24 * 60 * 60;
/** What the clocks of two processes, and a busy machine, may differ by. */
const slack = 60_000;

function assertNear(date: Date | undefined, expected: number): void {
  assert.ok(date !== undefined && Math.abs(date.getTime() - expected) < slack, String(date));
}

function describeRoutes(serverUnderTest: ServerUnderTest, tls: boolean): void {
  let server: RunningServer;
  let endpoint: Endpoint;
  let operator: Token;

  before(async () => {
    server = await serverUnderTest.start({ tls });
    endpoint = endpointOf(server);
    const created = await createOperatorToken(endpoint);
    operator = created.token;
    assert.equal(created.name, '_admin');
    assert.equal(typeof created.id, 'number');
    assert.equal(created.expiry, undefined);
    assert.ok(operator.looksMadeByServer);
  });
  after(() => server.stop());

  const row = async (name: string) => (await listTokens(endpoint, operator)).find((record) => record.name === name);

  it('are over the scheme that they say', () => assert.equal(new URL(server.url).protocol, tls ? 'https:' : 'http:'));

  it('ping tells the version and the cluster', async () => {
    const response = await ping(endpoint, operator);
    assert.equal(response.version, server.version);
    assert.equal(typeof response.clusterUuid, server.tellsClusterUuid ? 'string' : 'undefined');
  });

  it('the probe tells the same cluster, without a token', async () => {
    assert.deepEqual(await probe(endpoint), { clusterUuid: (await ping(endpoint, operator)).clusterUuid });
  });

  it('a token is made that never expires', async () => {
    const created = await createNamedToken(endpoint, operator, 'lasting', undefined);
    assert.equal(created.name, 'lasting');
    assert.equal(created.expiry, undefined);
    assert.ok(created.token.looksMadeByServer);
    assert.equal((await row('lasting'))?.expiry, undefined);
  });

  it('a token is made that expires when it was asked to', async () => {
    const created = await createNamedToken(endpoint, operator, 'passing', 30 * day);
    assertNear(created.expiry, Date.now() + 30 * day * 1000);
    assert.deepEqual((await row('passing'))?.expiry, created.expiry);
  });

  it('a token is made that expires in a hundred years', async () => {
    const created = await createNamedToken(endpoint, operator, 'old', 36_525 * day);
    assertNear(created.expiry, Date.now() + 36_525 * day * 1000);
  });

  it('a token that was made works, and makes others', async () => {
    const first = await createNamedToken(endpoint, operator, 'first', undefined);
    const second = await createNamedToken(endpoint, first.token, 'second', undefined);
    assert.equal((await ping(endpoint, second.token)).version, server.version);
  });

  it('the list tells what there is to tell of each', async () => {
    const created = await createNamedToken(endpoint, operator, 'listed', undefined);
    const record = await row('listed');
    assert.ok(record !== undefined);
    assert.ok(created.token.matches(record.hash));
    assert.equal(record.id, created.id);
    assert.equal(record.permissions, '*:*:*');
    assert.equal(record.updatedAt, undefined);
    assert.equal(record.description, undefined);
    assertNear(record.createdAt, Date.now());
    assert.equal((await listTokens(endpoint, operator)).filter(isOperatorToken).length, 1);
  });

  it('a deleted token is gone, and its string is refused', async () => {
    const { token } = await createNamedToken(endpoint, operator, 'gone', undefined);
    await deleteToken(endpoint, operator, 'gone');
    assert.equal(await row('gone'), undefined);
    await refused(listTokens(endpoint, token), { kind: 'notAuthenticated', status: 401 });
  });

  it('a token may delete itself', async () => {
    const { token } = await createNamedToken(endpoint, operator, 'suicidal', undefined);
    await deleteToken(endpoint, token, 'suicidal');
    assert.equal(await row('suicidal'), undefined);
  });

  it('a deleted token’s name is free again, for another string', async () => {
    const before = await createNamedToken(endpoint, operator, 'again', undefined);
    await deleteToken(endpoint, operator, 'again');
    const after = await createNamedToken(endpoint, operator, 'again', undefined);
    assert.notEqual(after.token.hash, before.token.hash);
  });

  it('the operator token is replaced, by itself or by another', async () => {
    const other = await createNamedToken(endpoint, operator, 'other', undefined);
    for (const bearer of [operator, other.token]) {
      const old = operator;
      const before = await row('_admin');
      const created = await regenerateOperatorToken(endpoint, bearer);
      operator = created.token;
      assert.equal(created.name, '_admin');
      assert.notEqual(created.token.hash, old.hash);
      await refused(ping(endpoint, old), { kind: 'notAuthenticated' });
      const after = await row('_admin');
      assert.deepEqual([after?.id, after?.createdAt], [before?.id, before?.createdAt]);
      assertNear(after?.updatedAt, Date.now());
    }
  });
}

for (const tls of [false, true]) {
  onEveryServer(`The routes over ${tls ? 'TLS' : 'plain HTTP'}`, (serverUnderTest) =>
    describeRoutes(serverUnderTest, tls),
  );
}
