import assert from 'node:assert/strict';
import { parsePermissions } from '../../../src/core/token/permissions.ts';
import { resourcePermissions, type ResourcePermissions } from '../../../src/core/token/resourcePermissions.ts';
import { Token } from '../../../src/core/token/token.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { createResourceToken } from '../../../src/influxdb/createResourceToken.ts';
import { listDatabases } from '../../../src/influxdb/listDatabases.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { EnterpriseServer } from '../support/influxdb3/helpers/enterprise.ts';
import { endpointOf } from './helpers/endpoint.ts';
import { expectServerError } from './helpers/expectServerError.ts';
import { httpResponse, startCannedServer } from './helpers/rawServer.ts';
import { tokenServer } from './helpers/tokenServer.ts';

function permissionsFrom(...texts: string[]): ResourcePermissions {
  const permissions = resourcePermissions(texts.flatMap((text) => parsePermissions(text) ?? []));
  assert.ok(permissions !== undefined);
  return permissions;
}

describe('createResourceToken', () => {
  let enterprise: EnterpriseServer;
  let operator: Token;
  beforeEach(async () => {
    enterprise = await EnterpriseServer.start({ switches: { permissionsColumn: 'json' } }, ['a', 'b']);
    operator = new Token(enterprise.operator);
  });
  afterEach(() => enterprise.close());

  const create = (permissions: ResourcePermissions, lifetime?: number, bearer = operator) =>
    createResourceToken(endpointOf(enterprise.server), bearer, { name: 't', permissions, lifetime });

  it('sends permissions in the same order, neither merged nor simplified', async () => {
    const permissions = ['db:b,a:read', 'system:ping:read', 'db:*:write', 'db:b:read'];
    const created = await create(permissionsFrom(...permissions), 60);
    const record = (await listTokens(endpointOf(enterprise.server), operator)).find(({ name }) => name === 't');
    assert.deepEqual(JSON.parse(record?.permissions ?? ''), permissions);
    assert.equal(record?.id, created.id);
    assert.deepEqual(record?.expiry, created.expiry);
    assert.equal(await enterprise.canWrite(created.token.reveal(), 'a'), false);
  });

  it('refuses a lifetime of zero before anything is sent', async () => {
    await assert.rejects(create(permissionsFrom('db:a:read'), 0), RangeError);
    assert.equal(enterprise.server.tokens().length, 1);
  });

  for (const status of [400, 500] as const) {
    it(`reports by its text why permissions are rejected with status ${status}`, async () => {
      enterprise.server.switches.permissionRefusal = status;
      await expectServerError(create(permissionsFrom('db:gone:read')), { kind: 'unknownDatabase', status });
      await expectServerError(create(permissionsFrom('system:other:read')), { kind: 'unknownDatabase', status });
      const mixed = [{ type: 'db', names: ['*', 'a'], actions: ['read'] }] as unknown as ResourcePermissions;
      await expectServerError(create(mixed), { kind: 'wildcardWithNames', status });
      const update = [{ type: 'db', names: ['a'], actions: ['update'] }] as unknown as ResourcePermissions;
      await expectServerError(create(update), { kind: 'actionNotSupported', status });
      const all = [{ type: '*', names: ['*'], actions: ['*'] }] as unknown as ResourcePermissions;
      await expectServerError(create(all), { kind: 'permissionRejected', status });
      assert.equal(enterprise.server.tokens().length, 1);
    });
  }

  it('reports a name that is taken, and a token that is not an admin token', async () => {
    const { token } = await create(permissionsFrom('db:a:read'));
    await expectServerError(create(permissionsFrom('db:a:read')), { kind: 'tokenNameExists', status: 409 });
    await expectServerError(create(permissionsFrom('db:a:read'), undefined, token), {
      kind: 'notAllowed',
      status: 403,
    });
  });

  it('reports that Core creates no such tokens', async () => {
    const core = await tokenServer();
    const { token } = await createOperatorToken(endpointOf(core));
    const request = { name: 't', permissions: permissionsFrom('db:a:read'), lifetime: undefined };
    const created = createResourceToken(endpointOf(core), token, request);
    await expectServerError(created, { kind: 'noResourceTokens', status: 404 });
    assert.equal(core.tokens().length, 1);
  });

  it('does not know the result if a proxy fails', async () => {
    const proxy = await startCannedServer(httpResponse('502 Bad Gateway', '<html>'));
    const request = { name: 't', permissions: permissionsFrom('db:a:read'), lifetime: undefined };
    const created = createResourceToken(endpointOf(proxy), operator, request);
    await expectServerError(created, { kind: 'serverFailed', outcome: 'unknown', status: 502 });
  });
});

describe('listDatabases', () => {
  it('lists databases that exist and deleted ones, with the names they were given', async () => {
    const enterprise = await EnterpriseServer.start({}, ['a', 'b']);
    await enterprise.deleteDatabase('a');
    const databases = await listDatabases(endpointOf(enterprise.server), new Token(enterprise.operator));
    assert.deepEqual(
      databases.filter(({ isDeleted }) => !isDeleted),
      ['_internal', 'b'].map((name) => ({ name, isDeleted: false })),
    );
    assert.deepEqual(
      databases.filter(({ isDeleted }) => isDeleted).map(({ name }) => name.replace(/\d/g, '0')),
      ['a-00000000T000000'],
    );
    await enterprise.close();
  });

  it('recognizes deleted databases by their names if the server does not say which are deleted', async () => {
    const names = ['a', 'a-20261128T120000', 'a-20261128T120000-7', 'a-2026', 'a-20261128T120000-x'];
    const rows = names.map((name) => ({ 'iox::database': name }));
    const server = await startCannedServer(httpResponse('200 OK', JSON.stringify(rows)));
    assert.deepEqual(
      (await listDatabases(endpointOf(server), new Token('apiv3_x'))).map(({ isDeleted }) => isDeleted),
      [false, true, true, false, false],
    );
  });

  for (const body of ['{}', '[{"name":"a"}]', 'a\nb', '[{"iox::database":"a","deleted":"no"}]']) {
    it(`rejects ${JSON.stringify(body)}`, async () => {
      const server = await startCannedServer(httpResponse('200 OK', body));
      await expectServerError(listDatabases(endpointOf(server), new Token('apiv3_x')), { kind: 'unexpectedResponse' });
    });
  }
});
