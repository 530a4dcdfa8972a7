import assert from 'node:assert/strict';
import { Clock } from '../../../../support/influxdb3/clock.ts';
import type { Session } from '../../../../support/influxdb3/users.ts';
import { EnterpriseServer } from '../helpers/enterprise.ts';
import { sendRequest } from '../helpers/sendRequest.ts';
import { bearerHeader, createNamed, createOperator, listTokens, tokenPath } from '../helpers/tokenCalls.ts';

const json = { 'content-type': 'application/json' };

describe('user sign-in', () => {
  let enterprise: EnterpriseServer;
  beforeEach(async () => (enterprise = await EnterpriseServer.start({ userAuth: true }, ['a'])));
  afterEach(() => enterprise.close());

  const post = (path: string, body: unknown) =>
    sendRequest(enterprise.server.url, path, { method: 'POST', headers: json, body: JSON.stringify(body) });
  const signIn = async (username: string): Promise<Session> => {
    const reply = await post('/api/v3/authorize', { username, password: 'password' });
    assert.equal(reply.status, 200);
    return JSON.parse(reply.body) as Session;
  };

  it('returns a JWT that expires in an hour, and works until then', async () => {
    const { token, expiresAt } = await signIn('admin');
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
    assert.equal(claims.exp, expiresAt);
    assert.ok(Math.abs(expiresAt * 1000 - enterprise.server.clock.now() - 3_600_000) < 10_000);
    assert.equal((await enterprise.get('/ping', token)).status, 200);
    enterprise.server.clock.set(expiresAt * 1000);
    const late = await enterprise.get('/ping', token);
    assert.deepEqual([late.status, late.body], [401, '{"error": "the request was not authenticated"}']);
  });

  it('accepts a JWT only as Bearer, unchanged, and from this server', async () => {
    const { token } = await signIn('admin');
    const other = await EnterpriseServer.start({ userAuth: true });
    const [header, payload, signature] = token.split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.x`;
    const expected = other.server.users?.signIn('admin', 'password')?.token ?? '';
    for (const bad of [`${header}.${payload}.${signature?.slice(1)}`, none, expected, 'a.b.c']) {
      assert.equal((await enterprise.get('/ping', bad)).status, 401);
    }
    const asToken = { headers: { authorization: `Token ${token}` } };
    assert.equal((await sendRequest(enterprise.server.url, '/ping', asToken)).status, 401);
    await other.close();
  });

  it('lets an admin do everything, without being in the list', async () => {
    const { token } = await signIn('admin');
    assert.equal((await enterprise.create('r', ['db:a:read'], {}, token)).status, 201);
    assert.equal((await createNamed(enterprise.server.url, token, 'n')).status, 201);
    const rows = await listTokens(enterprise.server.url, token);
    assert.deepEqual(
      rows.map((row) => [row['name'], row['created_by_token_id']]),
      [
        ['_admin', undefined],
        ['r', undefined],
        ['n', undefined],
      ],
    );
    assert.equal((await enterprise.deleteToken('r', token)).status, 200);
  });

  it('lets a member create resource tokens, but not list, delete, or create admin tokens', async () => {
    const { token } = await signIn('member');
    assert.equal((await enterprise.create('r', ['db:a:read'], {}, token)).status, 201);
    const replies = [
      await createNamed(enterprise.server.url, token, 'n'),
      await enterprise.post(`${tokenPath}/admin/regenerate`, {}, token),
      await enterprise.deleteToken('r', token),
      await enterprise.post('/api/v3/query_sql', { db: '_internal', q: 'SELECT * FROM system.tokens' }, token),
    ];
    assert.deepEqual(
      replies.map(({ status, body }) => [status, body]),
      replies.map(() => [403, '']),
    );
  });

  it('refreshes a session once per refresh token', async () => {
    const { refreshToken } = await signIn('admin');
    const refreshed = await post('/api/v3/authorize/refresh', { refreshToken });
    assert.equal(refreshed.status, 200);
    const { token } = JSON.parse(refreshed.body) as Session;
    assert.equal((await enterprise.get('/ping', token)).status, 200);
    assert.equal((await post('/api/v3/authorize/refresh', { refreshToken })).status, 401);
  });

  it('is refused with a wrong password or body, and logs no JWT', async () => {
    assert.equal((await post('/api/v3/authorize', { username: 'admin', password: 'x' })).status, 401);
    assert.equal((await post('/api/v3/authorize', { username: 'nobody', password: 'password' })).status, 401);
    assert.equal((await post('/api/v3/authorize', {})).status, 400);
    const { token } = await signIn('admin');
    await enterprise.get('/ping', token);
    assert.ok(!JSON.stringify(enterprise.server.requests).includes(token));
    assert.equal(enterprise.server.requests.at(-1)?.authenticatedAs, 'user admin');
  });

  it('is off by default: 503, and a JWT is an unknown token', async () => {
    const off = await EnterpriseServer.start({ clock: new Clock() });
    const { token } = await signIn('admin');
    const options = { method: 'POST', headers: json, body: '{"username":"admin","password":"password"}' };
    assert.equal((await sendRequest(off.server.url, '/api/v3/authorize', options)).status, 503);
    assert.equal((await off.get('/ping', token)).status, 401);
    await off.close();
  });

  it("doesn't exist before 3.10", async () => {
    const older = await EnterpriseServer.start({ release: '3.7', userAuth: true });
    const body = { username: 'admin', password: 'password' };
    assert.equal((await older.post('/api/v3/authorize', body)).status, 404);
    assert.equal((await older.post('/api/v3/authorize', body, 'apiv3_unknown')).status, 401);
    await older.close();
  });

  it('does not affect API tokens', async () => {
    assert.equal((await enterprise.get('/ping')).status, 200);
    await assert.rejects(createOperator(enterprise.server.url), /^Error: 409/);
    const headers = bearerHeader('apiv3_unknown');
    assert.equal((await sendRequest(enterprise.server.url, '/ping', { headers })).status, 401);
  });
});
