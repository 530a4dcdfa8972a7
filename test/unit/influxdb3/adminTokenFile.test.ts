import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTokenServer, type TokenServer } from '../../influxdb3/server.ts';
import { ask } from './helpers/ask.ts';
import { makeDirectory } from './helpers/directory.ts';
import { bearer, createOperator, list } from './helpers/tokenCalls.ts';

const offline = 'apiv3_made-offline';

describe('an admin token file', () => {
  const directory = makeDirectory();
  const dataDir = join(directory.path, 'data');
  let server: TokenServer | undefined;
  after(() => directory.remove());
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  const write = (content: unknown): string => {
    const path = join(directory.path, 'token.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
    return path;
  };

  it('names the operator token', async () => {
    const adminTokenFile = write({ token: offline, name: '_admin', description: 'for a container' });
    server = await startTokenServer({ adminTokenFile });
    const [row] = await list(server.url, offline);
    assert.deepEqual([row?.['token_id'], row?.['name'], row?.['description']], [0, '_admin', undefined]);
    await assert.rejects(createOperator(server.url), /^Error: 409/);
  });

  it('with any other name, leaves _admin to be claimed', async () => {
    server = await startTokenServer({ adminTokenFile: write({ token: offline, name: 'container' }) });
    const operator = await createOperator(server.url);
    const rows = await list(server.url, operator);
    assert.deepEqual(
      rows.map(({ token_id: id, name }) => [id, name]),
      [
        [0, 'container'],
        [1, '_admin'],
      ],
    );
  });

  it('can expire', async () => {
    const adminTokenFile = write({ token: offline, name: 'container', expiry_millis: Date.now() + 60_000 });
    server = await startTokenServer({ adminTokenFile });
    const ping = () => ask(server?.url ?? '', '/ping', { headers: bearer(offline) });
    assert.equal((await ping()).status, 200);
    server.clock.advance(60_001);
    assert.equal((await ping()).status, 401);
  });

  it('is skipped in silence where its name is taken, even with another token in it', async () => {
    const first = await startTokenServer({ dataDir, adminTokenFile: write({ token: offline, name: '_admin' }) });
    await first.close();
    server = await startTokenServer({ dataDir, adminTokenFile: write({ token: 'apiv3_another', name: '_admin' }) });
    const status = async (token: string) => (await ask(server?.url ?? '', '/ping', { headers: bearer(token) })).status;
    assert.deepEqual([await status(offline), await status('apiv3_another')], [200, 401]);
  });

  it('that is none keeps the server from starting, and is not quoted', async () => {
    for (const content of ['no JSON', { token: 'secret', name: 'x' }, { token: offline }]) {
      await assert.rejects(startTokenServer({ adminTokenFile: write(content) }), (error: Error) => {
        assert.match(error.message, /not JSON|not an admin token file/);
        return !/secret|offline/.test(error.message);
      });
    }
    await assert.rejects(startTokenServer({ adminTokenFile: join(directory.path, 'nowhere') }), { code: 'ENOENT' });
  });
});
