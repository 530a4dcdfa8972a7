import assert from 'node:assert/strict';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { sendRequest } from './helpers/sendRequest.ts';
import { bearerHeader, createNamed, createOperator, tokenIn, tokenPath } from './helpers/tokenCalls.ts';

const json = { 'content-type': 'application/json' };

/** These are the requests of the real influxdb3 CLI. */
describe('requests of the influxdb3 CLI', () => {
  let server: TokenServer;
  let operator: string;
  beforeEach(async () => {
    server = await startTokenServer();
    operator = await createOperator(server.url);
  });
  afterEach(() => server.close());

  const show = (format: string) =>
    sendRequest(server.url, '/api/v3/query_sql', {
      method: 'POST',
      headers: { ...bearerHeader(operator), ...json },
      body: `{"db":"_internal","q":"select * from system.tokens","format":"${format}","params":null}`,
    });

  it('create a named token: create token --admin --name N --expiry 30d', async () => {
    const reply = await sendRequest(server.url, `${tokenPath}/named_admin`, {
      method: 'POST',
      headers: { ...bearerHeader(operator), ...json },
      body: '{"token_name":"N","expiry_secs":2592000}',
    });
    const { created_at: created, expiry } = JSON.parse(reply.body) as { created_at: string; expiry: string };
    assert.equal(Date.parse(expiry) - Date.parse(created), 2_592_000_000);
  });

  it('regenerate the operator token: create token --admin --regenerate', async () => {
    const reply = await sendRequest(server.url, `${tokenPath}/admin/regenerate`, {
      method: 'POST',
      headers: bearerHeader(operator),
    });
    assert.equal((await sendRequest(server.url, '/ping', { headers: bearerHeader(operator) })).status, 401);
    assert.equal((await sendRequest(server.url, '/ping', { headers: bearerHeader(tokenIn(reply)) })).status, 200);
  });

  it('delete a token: delete token --token-name N', async () => {
    await createNamed(server.url, operator, 'N');
    const reply = await sendRequest(server.url, `${tokenPath}?token_name=N`, {
      method: 'DELETE',
      headers: bearerHeader(operator),
    });
    assert.deepEqual([reply.status, reply.body], [200, '']);
  });

  it('list tokens as a table: show tokens', async () => {
    await createNamed(server.url, operator, 'two\nlines', 60);
    const reply = await show('pretty');
    assert.equal(reply.headers['content-type'], 'text/plain; charset=utf-8');
    const lines = reply.body.split('\n');
    assert.equal(lines.length, 7);
    assert.deepEqual(
      lines[1]?.split('|').map((cell) => cell.trim()),
      [
        '',
        'token_id',
        'name',
        'hash',
        'created_at',
        'description',
        'created_by_token_id',
        'updated_at',
        'updated_by_token_id',
        'expiry',
        'permissions',
        '',
      ],
    );
    assert.match(lines[4] ?? '', /^\| 1 {8}\| two {4}\| [0-9a-f]{9} \| .* \| \*:\*:\* {7}\|$/);
    assert.match(lines[5] ?? '', /^\| {10}\| lines {2}\| {11}\| .* \|$/);
    assert.equal(new Set(lines.map((line) => line.length)).size, 1);
  });

  it('list tokens as JSON: show tokens --format json', async () => {
    const reply = await show('json');
    assert.equal(reply.headers['content-type'], 'application/json');
    assert.equal((JSON.parse(reply.body) as { name: string }[])[0]?.name, '_admin');
  });
});
