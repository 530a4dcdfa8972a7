import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { sendRequest } from './helpers/sendRequest.ts';
import { bearerHeader, createNamed, createOperator } from './helpers/tokenCalls.ts';

describe('querySql', () => {
  let server: TokenServer;
  let operator: string;
  before(async () => {
    server = await startTokenServer();
    operator = await createOperator(server.url);
    for (const name of ['b', 'a,"b"', 'B']) await createNamed(server.url, operator, name);
  });
  after(() => server.close());

  const get = (query: Record<string, string>, headers = {}) => {
    const parameters = new URLSearchParams({ db: '_internal', ...query });
    return sendRequest(server.url, `/api/v3/query_sql?${parameters.toString()}`, {
      headers: { ...bearerHeader(operator), ...headers },
    });
  };
  const csv = async (q: string) => (await get({ q, format: 'csv' })).body;

  it('sorts by bytes in both directions, and applies the limit', async () => {
    assert.equal(await csv('select "name" from system.tokens order by name'), 'name\nB\n_admin\n"a,""b"""\nb\n');
    assert.equal(await csv('SELECT Name FROM System.Tokens ORDER BY token_id DESC LIMIT 1;'), 'name\nB\n');
    assert.equal(await csv('select expiry from system.tokens limit 1'), 'expiry\n""\n');
  });

  it('uses the Accept header if the request has no format', async () => {
    const q = 'select name from system.tokens limit 1';
    assert.equal((await get({ q }, { accept: 'text/csv' })).body, 'name\n_admin\n');
    assert.equal((await get({ q }, { accept: 'application/json' })).body, '[{"name":"_admin"}]');
    assert.equal((await get({ q, format: 'json' }, { accept: 'text/csv' })).body, '[{"name":"_admin"}]');
  });

  it('rejects missing parameters, and unknown statements, formats and columns', async () => {
    const plain = (path: string) => sendRequest(server.url, path, { headers: bearerHeader(operator) });
    assert.equal((await plain('/api/v3/query_sql')).body, "missing query parameters 'db' and 'q'");
    assert.equal((await plain('/api/v3/query_sql?db=_internal')).body, 'serde error: missing field `q`');
    assert.equal((await get({ q: 'select 1' })).status, 500);
    assert.equal((await get({ q: 'select * from system.tokens', format: 'xml' })).status, 400);
    assert.equal((await get({ q: 'select * from system.tokens', format: 'parquet' })).status, 500);
    assert.match((await get({ q: 'select * from system.tokens order by nothing' })).body, /No field named nothing/);
  });

  it('lists thousands of tokens', async () => {
    const many = await startTokenServer();
    const by = await createOperator(many.url);
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const names = Array.from({ length: 2_000 }, (_, number) => `token ${number}`);
    await Promise.all(names.map((name) => createNamed(many.url, by, name, undefined, { agent })));
    agent.destroy();
    const q = 'select * from system.tokens';
    const reply = await sendRequest(
      many.url,
      `/api/v3/query_sql?${new URLSearchParams({ db: '_internal', q }).toString()}`,
      {
        headers: bearerHeader(by),
      },
    );
    await many.close();
    assert.equal((JSON.parse(reply.body) as unknown[]).length, 2_001);
  }).timeout(60_000);
});
