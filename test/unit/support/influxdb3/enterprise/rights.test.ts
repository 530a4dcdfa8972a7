import assert from 'node:assert/strict';
import { sendRequest } from '../helpers/sendRequest.ts';
import { EnterpriseServer, databasePath, resourceTokenPath } from '../helpers/enterprise.ts';
import { bearerHeader, createNamed, tokenPath } from '../helpers/tokenCalls.ts';

describe('rights of a resource token', () => {
  let enterprise: EnterpriseServer;
  before(async () => (enterprise = await EnterpriseServer.start({}, ['a', 'b'])));
  after(() => enterprise.close());

  const rights: [string[], Record<string, string>][] = [
    [['db:a:read'], { a: 'r', b: '' }],
    [['db:a,b:write'], { a: 'w', b: 'w' }],
    [['db:a:read', 'db:a:write'], { a: 'rw', b: '' }],
    [['db:*:read,write'], { a: 'rw', b: 'rw' }],
    [['db:*:read,write', 'db:a:read'], { a: 'r', b: 'rw' }],
    [['db:a:', 'db:*:read'], { a: '', b: 'r' }],
    [['db:a:create,describe,delete'], { a: '', b: '' }],
    [['db::read'], { a: '', b: '' }],
    [['system:*:read'], { a: '', b: '' }],
    [[], { a: '', b: '' }],
  ];
  for (const [permissions, expected] of rights) {
    it(`are as granted by ${permissions.join(' and ') || 'no permission'}`, async () => {
      const token = await enterprise.token(permissions.join(' '), permissions);
      const actual = Object.keys(expected).map(async (database) => {
        const reads = (await enterprise.canRead(token, database)) ? 'r' : '';
        return [database, reads + ((await enterprise.canWrite(token, database)) ? 'w' : '')];
      });
      assert.deepEqual(Object.fromEntries(await Promise.all(actual)), expected);
    });
  }

  it('include databases created later, and creating them by a write, only with *', async () => {
    const all = await enterprise.token('all databases', ['db:*:write']);
    const one = await enterprise.token('one database', ['db:a:write']);
    assert.equal(await enterprise.canWrite(one, 'new'), false);
    assert.equal(await enterprise.canWrite(all, 'new'), true);
    assert.ok((await enterprise.get(`${databasePath}?format=json`)).body.includes('{"iox::database":"new"}'));
  });

  it('never include tokens, deleting databases, or what only admins may see', async () => {
    const token = await enterprise.token('everything', ['db:*:create,describe,read,write,delete', 'system:*:read']);
    const json = { 'content-type': 'application/json' };
    const requests: [string, string, object?][] = [
      ['POST', resourceTokenPath, { token_name: 'x', permissions: [] }],
      ['POST', `${tokenPath}/named_admin`, { token_name: 'x' }],
      ['POST', `${tokenPath}/admin/regenerate`],
      ['DELETE', `${tokenPath}?token_name=everything`],
      ['DELETE', `${databasePath}?db=a`],
      ['GET', '/api/v3/query_sql?db=_internal&q=SELECT%20*%20FROM%20system.tokens'],
      ['GET', '/api/v3/configure/retention_period?db=a'],
    ];
    for (const [method, path, body] of requests) {
      const options = { method, headers: { ...bearerHeader(token), ...json }, body: JSON.stringify(body ?? {}) };
      const reply = await sendRequest(enterprise.server.url, path, options);
      assert.deepEqual([method, path, reply.status, reply.body], [method, path, 403, '']);
    }
  });

  it('include creating a database only with create on *', async () => {
    const creating = await enterprise.token('creates', ['db:*:create']);
    const other = await enterprise.token("doesn't create", ['db:*:read,write', 'db:a:create']);
    assert.equal((await enterprise.createDatabase('by-token', other)).status, 403);
    assert.equal((await enterprise.createDatabase('by-token', creating)).status, 200);
  });

  it('include /ping and /health only if granted, whatever the case of the name', async () => {
    const lacking = await enterprise.token('no system', ['db:a:read', 'system:metrics:read']);
    const granted = await enterprise.token('system', ['system:PING,Health:read']);
    for (const path of ['/ping', '/health']) {
      const refused = await enterprise.get(path, lacking);
      assert.deepEqual([refused.status, refused.body], [403, '']);
      assert.equal((await enterprise.get(path, granted)).status, 200);
      assert.equal((await enterprise.get(path, 'apiv3_unknown')).status, 401);
    }
    enterprise.server.switches.pingNeedsPermission = false;
    assert.equal((await enterprise.get('/ping', lacking)).status, 200);
    enterprise.server.switches.pingNeedsPermission = true;
  });

  it('count for queries in the URL, too', async () => {
    const token = await enterprise.token('queries', ['db:a:read']);
    const query = (database: string) => enterprise.get(`/api/v3/query_sql?db=${database}&q=SELECT%201`, token);
    assert.deepEqual([(await query('a')).status, (await query('b')).status], [200, 403]);
    assert.equal((await query('gone')).status, 403);
    assert.equal((await query('_internal')).status, 403);
  });

  it('end with its expiration or its deletion: 401, not 403', async () => {
    const expiring = await enterprise.token('expiring', ['db:a:read'], { expiry_secs: 0 });
    const deleted = await enterprise.token('deleted', ['db:a:read']);
    assert.equal((await enterprise.deleteToken('deleted')).status, 200);
    for (const token of [expiring, deleted, 'apiv3_unknown']) {
      await assert.rejects(enterprise.canRead(token, 'a'), /^Error: 401/);
      await assert.rejects(enterprise.canWrite(token, 'a'), /^Error: 401/);
    }
  });

  it('are everything for a named admin token', async () => {
    const named = JSON.parse((await createNamed(enterprise.server.url, enterprise.operator, 'admin')).body) as {
      token: string;
    };
    assert.equal(await enterprise.canWrite(named.token, 'a'), true);
    assert.equal((await enterprise.create('by admin', ['db:a:read'], {}, named.token)).status, 201);
  });
});
