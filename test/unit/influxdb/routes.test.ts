import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token/token.ts';
import { isOperatorToken } from '../../../src/core/token/tokenRecord.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import type { Endpoint } from '../../../src/influxdb/transport/endpoint.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { ping } from '../../../src/influxdb/ping.ts';
import { fetchClusterId } from '../../../src/influxdb/probe.ts';
import { regenerateOperatorToken } from '../../../src/influxdb/regenerateOperatorToken.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { expectServerError } from './helpers/expectServerError.ts';
import { onEveryServer, type RunningServer, type ServerUnderTest } from './serversUnderTest.ts';

const day = 24 * 60 * 60;
/** Milliseconds by which times may differ between two processes on a busy machine. */
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
    assert.ok(operator.hasServerFormat);
  });
  after(() => server.stop());

  const row = async (name: string) => (await listTokens(endpoint, operator)).find((record) => record.name === name);

  it('use the expected scheme', () => assert.equal(new URL(server.url).protocol, tls ? 'https:' : 'http:'));

  it('return the version and the cluster UUID from a ping', async () => {
    const response = await ping(endpoint, operator);
    assert.equal(response.version, server.version);
    assert.equal(typeof response.clusterUuid, server.hasClusterUuid ? 'string' : 'undefined');
  });

  it('return the same cluster UUID without a token', async () => {
    assert.equal(await fetchClusterId(endpoint), (await ping(endpoint, operator)).clusterUuid ?? null);
  });

  it('create a token that never expires', async () => {
    const created = await createNamedToken(endpoint, operator, 'lasting', undefined);
    assert.equal(created.name, 'lasting');
    assert.equal(created.expiry, undefined);
    assert.ok(created.token.hasServerFormat);
    assert.equal((await row('lasting'))?.expiry, undefined);
  });

  it('create a token with the requested expiration', async () => {
    const created = await createNamedToken(endpoint, operator, 'passing', 30 * day);
    assertNear(created.expiry, Date.now() + 30 * day * 1000);
    assert.deepEqual((await row('passing'))?.expiry, created.expiry);
  });

  it('create a token that expires in a hundred years', async () => {
    const created = await createNamedToken(endpoint, operator, 'old', 36_525 * day);
    assertNear(created.expiry, Date.now() + 36_525 * day * 1000);
  });

  it('create a token that works and can create another one', async () => {
    const first = await createNamedToken(endpoint, operator, 'first', undefined);
    const second = await createNamedToken(endpoint, first.token, 'second', undefined);
    assert.equal((await ping(endpoint, second.token)).version, server.version);
  });

  it('list all properties of a token', async () => {
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

  it('reject a deleted token and no longer list it', async () => {
    const { token } = await createNamedToken(endpoint, operator, 'gone', undefined);
    await deleteToken(endpoint, operator, 'gone');
    assert.equal(await row('gone'), undefined);
    await expectServerError(listTokens(endpoint, token), { kind: 'notAuthenticated', status: 401 });
  });

  it('let a token delete itself', async () => {
    const { token } = await createNamedToken(endpoint, operator, 'self-deleting', undefined);
    await deleteToken(endpoint, token, 'self-deleting');
    assert.equal(await row('self-deleting'), undefined);
  });

  it('let a new token have the name of a deleted one', async () => {
    const before = await createNamedToken(endpoint, operator, 'again', undefined);
    await deleteToken(endpoint, operator, 'again');
    const after = await createNamedToken(endpoint, operator, 'again', undefined);
    assert.notEqual(after.token.hash, before.token.hash);
  });

  it('let the operator token be regenerated by itself or another token', async () => {
    const other = await createNamedToken(endpoint, operator, 'other', undefined);
    for (const bearer of [operator, other.token]) {
      const old = operator;
      const before = await row('_admin');
      const created = await regenerateOperatorToken(endpoint, bearer);
      operator = created.token;
      assert.equal(created.name, '_admin');
      assert.notEqual(created.token.hash, old.hash);
      await expectServerError(ping(endpoint, old), { kind: 'notAuthenticated' });
      const after = await row('_admin');
      assert.deepEqual([after?.id, after?.createdAt], [before?.id, before?.createdAt]);
      assertNear(after?.updatedAt, Date.now());
    }
  });
}

for (const tls of [false, true]) {
  onEveryServer(`routes over ${tls ? 'TLS' : 'plain HTTP'}`, (serverUnderTest) => describeRoutes(serverUnderTest, tls));
}
