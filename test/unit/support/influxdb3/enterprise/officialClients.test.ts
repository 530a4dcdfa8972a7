import assert from 'node:assert/strict';
import type { TokenServerOptions } from '../../../../support/influxdb3/server.ts';
import { EnterpriseServer, databasePath, resourceTokenPath } from '../helpers/enterprise.ts';
import { sendRequest, type Reply } from '../helpers/sendRequest.ts';
import { bearerHeader, tokenIn, tokenPath } from '../helpers/tokenCalls.ts';

const json = { 'content-type': 'application/json' };
const metrics = '{"resource_type":"db","resource_names":["metrics"],"actions":["read","write"]}';

let enterprise: EnterpriseServer;

function send(method: string, path: string, body?: string, headers: Record<string, string> = json): Promise<Reply> {
  return sendRequest(enterprise.server.url, path, {
    method,
    headers: { ...bearerHeader(enterprise.operator), ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

function namesIn({ status, body }: Reply): unknown[] {
  assert.equal(status, 200, body);
  return (JSON.parse(body) as { name: string }[]).map(({ name }) => name);
}

const forms: TokenServerOptions['switches'][] = [{ permissionsColumn: 'bare' }, { permissionsColumn: 'json' }];
for (const switches of forms) {
  /** These are the requests of `@influxdata/influxdb3-mcp-server`, with its headers. */
  describe(`requests of InfluxData's MCP server, with the list as ${switches?.permissionsColumn}`, () => {
    before(async () => {
      enterprise = await EnterpriseServer.start({ switches: switches ?? {} }, ['metrics', 'logs']);
      await enterprise.token('other', ['db:logs:read']);
    });
    after(() => enterprise.close());

    const accept = { ...json, accept: 'application/json' };
    const list = (where: string, order = 'token_id ASC') => {
      const q = `SELECT * FROM system.tokens WHERE ${where} ORDER BY ${order}`;
      const body = JSON.stringify({ db: '_internal', q, format: 'json', params: {} });
      return send('POST', '/api/v3/query_sql', body, accept);
    };

    it('create a resource token', async () => {
      const body = `{"token_name":"app","permissions":[${metrics}],"expiry_secs":3600}`;
      const reply = await send('POST', resourceTokenPath, body, accept);
      assert.equal(await enterprise.canWrite(tokenIn(reply), 'metrics'), true);
    });

    it('create an admin token', async () => {
      const reply = await send('POST', `${tokenPath}/named_admin`, '{"token_name":"admin-1"}', accept);
      assert.equal(await enterprise.canWrite(tokenIn(reply), 'logs'), true);
    });

    it('list admin tokens and resource tokens', async () => {
      assert.deepEqual(namesIn(await list("permissions LIKE '%*:*:*%'")), ['_admin', 'admin-1']);
      assert.deepEqual(namesIn(await list("permissions LIKE '%*:*:*%' AND name LIKE '%1%'")), ['admin-1']);
      assert.deepEqual(namesIn(await list("permissions NOT LIKE '%*:*:*%'")), ['other', 'app']);
      const filtered = "permissions NOT LIKE '%*:*:*%' AND permissions LIKE '%metrics%' AND name LIKE '%a%'";
      assert.deepEqual(namesIn(await list(filtered, 'created_at DESC')), ['app']);
      assert.deepEqual(namesIn(await list("permissions NOT LIKE '%*:*:*%'", 'name ASC')), ['app', 'other']);
    });

    it('delete a token, on a connection that is closed afterwards', async () => {
      const reply = await send('DELETE', `${tokenPath}?token_name=app`, undefined, { ...accept, connection: 'close' });
      assert.deepEqual([reply.status, reply.body], [200, '']);
    });

    it('create, list, and delete databases', async () => {
      assert.equal((await send('POST', databasePath, '{"db":"new"}', accept)).status, 200);
      const listed = await send('GET', `${databasePath}?format=json`, undefined, accept);
      assert.ok(listed.body.endsWith(',{"iox::database":"new"}]'));
      assert.equal((await send('DELETE', `${databasePath}?db=new`, undefined, accept)).status, 200);
    });

    it('regenerate the operator token, without a body', async () => {
      const reply = await send('POST', `${tokenPath}/admin/regenerate`, undefined, { accept: 'application/json' });
      assert.equal((await enterprise.get('/ping', tokenIn(reply))).status, 200);
      assert.equal((await enterprise.get('/ping')).status, 401);
    });
  });
}

/** The CLI of 3.11.5 sends the members in this order. */
describe('requests of the influxdb3 CLI for resource tokens', () => {
  before(async () => (enterprise = await EnterpriseServer.start({ release: '3.11' }, ['metrics', 'logs'])));
  after(() => enterprise.close());

  it('create one: create token --permission "db:metrics:read,write" --name N --expiry 7d', async () => {
    const reply = await send(
      'POST',
      resourceTokenPath,
      `{"token_name":"N","permissions":[${metrics}],"expiry_secs":604800}`,
    );
    assert.equal(reply.headers['content-type'], 'json');
    const { created_at: created, expiry } = JSON.parse(reply.body) as { created_at: string; expiry: string };
    assert.equal(Date.parse(expiry) - Date.parse(created), 604_800_000);
  });

  it('create one with several permissions, and without an expiration', async () => {
    const system = '{"resource_type":"system","resource_names":["health"],"actions":["read"]}';
    const body = `{"token_name":"M","permissions":[${metrics},${system}],"expiry_secs":null}`;
    assert.equal((JSON.parse((await send('POST', resourceTokenPath, body)).body) as { expiry: null }).expiry, null);
    assert.equal(await enterprise.permissionsOf('M'), 'db:metrics:read,write,system:health:read');
  });

  it('list tokens as a table: show tokens', async () => {
    const body = '{"db":"_internal","q":"select * from system.tokens","format":"pretty","params":null}';
    const reply = await send('POST', '/api/v3/query_sql', body);
    assert.match(reply.body, /\| N {6}\|.*\| db:metrics:read,write +\|\n/);
  });

  it('list tokens by kind, as documented', async () => {
    const q = (where: string) =>
      new URLSearchParams({ db: '_internal', q: `SELECT * FROM system.tokens WHERE ${where}` });
    const get = (where: string) => send('GET', `/api/v3/query_sql?${q(where).toString()}`, undefined, {});
    assert.deepEqual(namesIn(await get("permissions = '*:*:*'")), ['_admin']);
    assert.deepEqual(namesIn(await get(String.raw`permissions NOT LIKE '\*%'`)), ['N', 'M']);
    assert.deepEqual(namesIn(await get("name = 'N' AND token_id = 1")), ['N']);
    assert.deepEqual(namesIn(await get("name = 'it''s'")), []);
    assert.equal((await get('permissions IS NULL')).status, 500);
  });

  it('delete one: delete token --token-name N', async () => {
    assert.equal((await send('DELETE', `${tokenPath}?token_name=N`, undefined, {})).status, 200);
    assert.equal(await enterprise.permissionsOf('N'), undefined);
  });
});
