import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Clock } from '../../../../support/influxdb3/clock.ts';
import { startTokenServer } from '../../../../support/influxdb3/server.ts';
import { EnterpriseServer, databasePath } from '../helpers/enterprise.ts';
import { createDirectory } from '../helpers/temporaryDirectory.ts';
import { createOperator } from '../helpers/tokenCalls.ts';

describe('databases', () => {
  const start = Date.UTC(2026, 10, 28, 9, 8, 7, 6);
  let clock: Clock;
  let enterprise: EnterpriseServer;
  beforeEach(async () => {
    clock = new Clock();
    clock.freeze(start);
    enterprise = await EnterpriseServer.start({ clock }, ['a', 'b']);
  });
  afterEach(() => enterprise.close());

  const list = async (more = '') =>
    JSON.parse((await enterprise.get(`${databasePath}?format=json${more}`)).body) as unknown;
  const named = (...names: string[]) => names.map((name) => ({ 'iox::database': name }));

  it('are listed, with deleted ones only on request', async () => {
    await enterprise.deleteDatabase('a');
    assert.deepEqual(await list(), named('_internal', 'b'));
    assert.deepEqual(await list('&show_deleted=true'), [
      { 'iox::database': '_internal', deleted: false },
      { 'iox::database': 'b', deleted: false },
      { 'iox::database': 'a-20261128T090807', deleted: true },
    ]);
    assert.equal((await enterprise.get(`${databasePath}?format=csv`)).body, 'iox::database\n_internal\nb\n');
    assert.equal((await enterprise.get(databasePath)).status, 400);
  });

  it('get another name when a second one of the same name is deleted in the same second', async () => {
    await enterprise.deleteDatabase('a');
    await enterprise.createDatabase('a');
    await enterprise.deleteDatabase('a');
    const names = (await list('&show_deleted=true')) as { 'iox::database': string }[];
    assert.deepEqual(names.map((row) => row['iox::database']).slice(2), ['a-20261128T090807', 'a-20261128T090807-3']);
  });

  it('stay out of reach of a token of a deleted one, even if recreated with the same name', async () => {
    const token = await enterprise.token('t', ['db:a,b:read,write']);
    await enterprise.deleteDatabase('a');
    assert.equal(await enterprise.permissionsOf('t'), 'db:a,b:read,write');
    assert.equal(await enterprise.canRead(token, 'a'), false);
    const refused = await enterprise.create('u', ['db:a:read']);
    assert.equal(refused.body, 'cannot parse token permission, invalid resource name a');

    await enterprise.createDatabase('a');
    assert.equal(await enterprise.permissionsOf('t'), 'db:a,b:read,write');
    assert.deepEqual([await enterprise.canRead(token, 'a'), await enterprise.canWrite(token, 'a')], [false, false]);
    const replacement = await enterprise.token('u', ['db:a,b:read,write']);
    assert.deepEqual([await enterprise.canRead(replacement, 'a'), await enterprise.canWrite(token, 'b')], [true, true]);
  });

  it('leave their names in tokens, but not in the list, when deleted for good', async () => {
    await enterprise.token('t', ['db:a:read']);
    await enterprise.deleteDatabase('a', '&hard_delete_at=now');
    assert.equal(await enterprise.permissionsOf('t'), 'db:a:read');
    assert.equal(((await list('&show_deleted=true')) as unknown[]).length, 2);
  });

  it('keep their IDs after a restart', async () => {
    const directory = createDirectory();
    const options = { product: 'enterprise', dataDir: join(directory.path, 'data') } as const;
    const first = await EnterpriseServer.start(options, ['a', 'b']);
    const token = await first.token('t', ['db:a,b:read', 'system:ping:read']);
    await first.deleteDatabase('a');
    await first.createDatabase('a');
    await first.close();

    const second = await startTokenServer(options);
    try {
      await assert.rejects(createOperator(second.url), /^Error: 409/);
      assert.equal(second.tokens()[1]?.permissions, 'db:a,b:read,system:ping:read');
      const restarted = new EnterpriseServer(second, first.operator);
      assert.deepEqual([await restarted.canRead(token, 'a'), await restarted.canRead(token, 'b')], [false, true]);
    } finally {
      await second.close();
      directory.remove();
    }
  });

  it('are refused with an invalid name, twice, or when missing', async () => {
    const error = async (name: string) => {
      const { status, body } = await enterprise.createDatabase(name);
      return [status, (JSON.parse(body) as { error: string }).error.split(':')[0]];
    };
    assert.deepEqual(await error('a/b'), [400, 'invalid character in database name']);
    assert.deepEqual(await error('é'), [400, 'db name did not start with a number or letter']);
    assert.deepEqual(await error(''), [400, 'db name cannot be empty']);
    assert.equal((await enterprise.createDatabase('a')).status, 409);
    assert.equal((await enterprise.deleteDatabase('gone')).body, 'the requested resource was not found: gone');
    assert.equal((await enterprise.deleteDatabase('_internal')).status, 500);
    assert.equal((await enterprise.post('/api/v3/query_sql', { db: 'gone', q: 'SELECT 1' })).status, 404);
  });

  it('answer SELECT 1', async () => {
    const reply = await enterprise.post('/api/v3/query_sql', { db: 'a', q: 'SELECT 1', format: 'json' });
    assert.deepEqual(JSON.parse(reply.body), [{ 'Int64(1)': 1 }]);
  });
});
