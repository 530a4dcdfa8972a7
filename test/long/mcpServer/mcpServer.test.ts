import assert from 'node:assert/strict';
import { startTokenServer, type TokenServerOptions } from '../../support/influxdb3/server.ts';
import { EnterpriseServer } from '../../unit/support/influxdb3/helpers/enterprise.ts';
import { createOperator } from '../../unit/support/influxdb3/helpers/tokenCalls.ts';
import { installMcpServer, type InstalledMcpServer } from './installMcpServer.ts';
import { startMcpServer, type McpClient } from './mcpClient.ts';

/** `npm run test:mcp`. Needs access to the npm registry. */
describe("InfluxData's MCP server", function () {
  this.timeout(60_000);
  let installed: InstalledMcpServer | undefined;
  let enterprise: EnterpriseServer;
  let mcp: McpClient;

  before(async function () {
    this.timeout(5 * 60_000);
    installed = await installMcpServer();
  });
  after(() => installed?.remove());
  afterEach(async () => {
    await mcp.close();
    await enterprise.close();
  });

  const start = async (options: TokenServerOptions) => {
    const server = await startTokenServer(options);
    enterprise = new EnterpriseServer(server, await createOperator(server.url));
    mcp = await connect(enterprise.operator);
  };
  const connect = (token: string) => {
    assert.ok(installed);
    return startMcpServer(installed, {
      INFLUX_DB_INSTANCE_URL: enterprise.server.url,
      INFLUX_DB_TOKEN: token,
      INFLUX_DB_PRODUCT_TYPE: enterprise.server.product,
    });
  };
  const tokenOf = (text: string) => /Token: (apiv3_[\w-]+)/.exec(text)?.[1] ?? '';
  const rowsOf = (text: string) => JSON.parse(text.slice(text.indexOf('['))) as { name: string; permissions: string }[];

  for (const permissionsColumn of ['bare', 'json'] as const) {
    it(`creates, lists, uses, and deletes tokens of Enterprise, with the list as ${permissionsColumn}`, async () => {
      await start({ product: 'enterprise', release: '3.11', switches: { permissionsColumn } });
      await mcp.call('create_database', { name: 'metrics' });
      await mcp.call('create_database', { name: 'logs' });
      assert.match(await mcp.call('list_databases'), /metrics[^]*logs/);

      const request = { description: 'app', databases: ['metrics', 'logs'], actions: ['write', 'read'] };
      const token = tokenOf(await mcp.call('create_resource_token', { ...request, expiry_secs: 3600 }));
      assert.deepEqual(
        [await enterprise.canRead(token, 'logs'), await enterprise.canWrite(token, 'metrics')],
        [true, true],
      );
      await mcp.call('create_admin_token', { name: 'second' });

      const [row, ...others] = rowsOf(await mcp.call('list_resource_tokens', { databaseName: 'metrics' }));
      assert.deepEqual([row?.name, others.length], ['app', 0]);
      assert.match(row?.permissions ?? '', /^(?:\[")?db:metrics,logs:read,write(?:"\])?$/);
      const admins = rowsOf(await mcp.call('list_admin_tokens'));
      assert.deepEqual(
        admins.map(({ name }) => name),
        ['_admin', 'second'],
      );

      await mcp.call('delete_token', { token_name: 'app' });
      await assert.rejects(enterprise.canRead(token, 'logs'), /^Error: 401/);
      const operator = tokenOf(await mcp.call('regenerate_operator_token'));
      assert.equal((await enterprise.get('/ping', operator)).status, 200);
      assert.equal((await enterprise.get('/ping')).status, 401);
    });
  }

  it('reports what Enterprise refuses', async () => {
    await start({ product: 'enterprise', switches: { permissionRefusal: 400 } });
    const request = { description: 'app', databases: ['gone'], actions: ['read'] };
    await assert.rejects(mcp.call('create_resource_token', request), /invalid resource name gone.*400/);
    await assert.rejects(mcp.call('delete_token', { token_name: '_admin' }), /cannot delete operator token.*405/);
  });

  it('works with a resource token as far as its rights go', async () => {
    await start({ product: 'enterprise' });
    await enterprise.createDatabase('metrics');
    const token = await enterprise.token('app', ['db:metrics:write']);
    await mcp.close();
    mcp = await connect(token);
    const lineProtocol = { database: 'metrics', data: 'm f=1', precision: 'second' };
    assert.match(await mcp.call('write_line_protocol', lineProtocol), /success/i);
    await assert.rejects(mcp.call('list_resource_tokens'), /403/);
    await assert.rejects(mcp.call('create_admin_token', { name: 'x' }), /403/);
  });

  it('finds no resource tokens on Core', async () => {
    await start({});
    const request = { description: 'app', databases: ['metrics'], actions: ['read'] };
    await assert.rejects(mcp.call('create_resource_token', request), /Not found.*404/);
    assert.deepEqual(rowsOf(await mcp.call('list_resource_tokens')), []);
    assert.equal(rowsOf(await mcp.call('list_admin_tokens')).length, 1);
    assert.match(await mcp.call('health_check'), /HEALTHY/);
  });
});
