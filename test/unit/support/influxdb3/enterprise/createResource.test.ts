import assert from 'node:assert/strict';
import { startTokenServer } from '../../../../support/influxdb3/server.ts';
import { EnterpriseServer, resourceTokenPath } from '../helpers/enterprise.ts';
import { sendRequest } from '../helpers/sendRequest.ts';
import { bearerHeader, createNamed, createOperator, listTokens, tokenPath } from '../helpers/tokenCalls.ts';

describe('create a resource token', () => {
  let enterprise: EnterpriseServer;
  beforeEach(async () => (enterprise = await EnterpriseServer.start({}, ['a', 'b'])));
  afterEach(() => enterprise.close());

  it('lists entries in the order of the request, and actions in the order of the server', async () => {
    await enterprise.token('t', ['db:b,a:delete,write,read,describe,create', 'system:ping,health:read', 'db:*:read']);
    const bare = 'db:b,a:create,describe,read,write,delete,system:ping,health:read,db:*:read';
    const array = '["db:b,a:create,describe,read,write,delete", "system:ping,health:read", "db:*:read"]';
    assert.equal(await enterprise.permissionsOf('t'), bare);
    enterprise.server.switches.permissionsColumn = 'json';
    assert.equal(await enterprise.permissionsOf('t'), array);
    assert.equal(await enterprise.permissionsOf('_admin'), '["*:*:*"]');
  });

  it('lists unreadable or no permissions with the option for that', async () => {
    await enterprise.token('t', ['db:a:read']);
    enterprise.server.switches.permissionsColumn = 'unknown';
    assert.equal(await enterprise.permissionsOf('t'), 'policy/db/a/read');
    enterprise.server.switches.permissionsColumn = 'missing';
    assert.equal(await enterprise.permissionsOf('t'), undefined);
    assert.equal(await enterprise.permissionsOf('_admin'), '*:*:*');
  });

  it('lists who created it, and when it expires', async () => {
    await enterprise.token('t', ['db:a:read'], { expiry_secs: 60 });
    const row = (await listTokens(enterprise.server.url, enterprise.operator))[1];
    assert.equal(row?.['created_by_token_id'], 0);
    const { created_at: created, expiry } = row as { created_at: string; expiry: string };
    assert.equal(Date.parse(`${expiry}Z`) - Date.parse(`${created}Z`), 60_000);
  });

  const refused: [string, string][] = [
    ['db:gone:read', 'invalid resource name gone'],
    ['db:A:read', 'invalid resource name A'],
    ['db:a,*:read', 'mixed wildcard (*) and resource name'],
    ['db:a:read,update', 'action not supported, database action update'],
    ['db:a:drop', 'action not supported, database action drop'],
    ['db:a:*', 'action not supported, database action *'],
    ['system:health:write', 'action not supported, system action write'],
    ['system:tokens:read', 'invalid resource name tokens'],
    ['token:*:read', 'resource type not supported token'],
    ['*:*:*', '* resource type can only be set for admin token'],
    ['*:*:read', '* resource type can only be set for admin token'],
  ];
  for (const status of [500, 400] as const) {
    it(`refuses permissions with ${status}, and creates nothing`, async () => {
      enterprise.server.switches.permissionRefusal = status;
      for (const [permission, reason] of refused) {
        const reply = await enterprise.create('t', ['db:a:read', permission]);
        assert.deepEqual([reply.status, reply.body], [status, `cannot parse token permission, ${reason}`]);
      }
      assert.equal(enterprise.server.tokens().length, 1);
    });
  }

  it('shares its names with admin tokens', async () => {
    await enterprise.token('t', ['db:a:read']);
    const replies = [
      await enterprise.create('t', ['db:b:read']),
      await createNamed(enterprise.server.url, enterprise.operator, 't'),
    ];
    for (const { status, body } of replies) {
      assert.deepEqual([status, body], [409, 'token name already exists, t']);
    }
    assert.equal((await enterprise.create('_admin', [])).status, 409);
  });

  it('grants less or more than requested with the option for that', async () => {
    const asked = ['db:a,b:read,write', 'db:a,b:read', 'db:*:read', 'system:ping:read'];
    enterprise.server.switches.permissionsColumn = 'json';
    const granted = async (grants: 'asked' | 'less' | 'more') => {
      enterprise.server.switches.grants = grants;
      await enterprise.token(grants, asked);
      return JSON.parse(String(await enterprise.permissionsOf(grants))) as string[];
    };
    assert.deepEqual(await granted('asked'), asked);
    assert.deepEqual(await granted('less'), ['db:a,b:read', 'db:a:read', 'db:*:', 'system:ping:']);
    const all = 'create,describe,read,write,delete';
    assert.deepEqual(await granted('more'), [`db:a,b:${all}`, `db:a,b:${all}`, `db:*:${all}`, 'system:*:read']);
  });

  it('takes 200 databases, and names with every character that the server allows', async () => {
    const names = Array.from({ length: 200 }, (_, number) => `d_${number}-Z`);
    for (const name of names) assert.equal((await enterprise.createDatabase(name)).status, 200);
    await enterprise.token('t', [`db:${names.join(',')}:read`]);
    assert.equal(await enterprise.permissionsOf('t'), `db:${names.join(',')}:read`);
  });

  it('is not possible without a token, with the wrong content type, or without auth', async () => {
    const { url } = enterprise.server;
    const body = '{"token_name":"t","permissions":[]}';
    assert.equal((await sendRequest(url, resourceTokenPath, { method: 'POST', body })).status, 401);
    const headers = bearerHeader(enterprise.operator);
    assert.equal((await sendRequest(url, resourceTokenPath, { method: 'POST', headers, body })).status, 415);

    const open = await startTokenServer({ product: 'enterprise', withoutAuth: true });
    assert.equal((await sendRequest(open.url, resourceTokenPath, { method: 'POST', body })).status, 405);
    await open.close();
  });

  it('is not possible on Core, whose routes are only for admin tokens', async () => {
    const core = await startTokenServer({ switches: { permissionsColumn: 'json' } });
    const operator = await createOperator(core.url);
    const json = { 'content-type': 'application/json' };
    const post = async (path: string, headers: Record<string, string>) => {
      const body = '{"token_name":"t","permissions":[]}';
      const reply = await sendRequest(core.url, path, { method: 'POST', headers: { ...headers, ...json }, body });
      return [reply.status, reply.body];
    };
    for (const path of [resourceTokenPath, tokenPath, '/api/v3/authorize']) {
      assert.deepEqual(await post(path, bearerHeader(operator)), [404, 'Not found']);
      assert.equal((await post(path, {}))[0], 401);
    }
    assert.equal(core.tokens()[0]?.permissions, '*:*:*');
    await core.close();
  });
});
