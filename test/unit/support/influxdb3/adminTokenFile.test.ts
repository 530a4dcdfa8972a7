import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { sendRequest } from './helpers/sendRequest.ts';
import { createDirectory } from './helpers/temporaryDirectory.ts';
import { bearerHeader, createOperator, listTokens } from './helpers/tokenCalls.ts';

const offlineToken = 'apiv3_made-offline';

describe('adoptAdminTokenFile', () => {
  const directory = createDirectory();
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

  it('adopts the operator token', async () => {
    const adminTokenFile = write({ token: offlineToken, name: '_admin', description: 'for a container' });
    server = await startTokenServer({ adminTokenFile });
    const [row] = await listTokens(server.url, offlineToken);
    assert.deepEqual([row?.['token_id'], row?.['name'], row?.['description']], [0, '_admin', undefined]);
    await assert.rejects(createOperator(server.url), /^Error: 409/);
  });

  it('leaves the operator token uncreated if the token has another name', async () => {
    server = await startTokenServer({ adminTokenFile: write({ token: offlineToken, name: 'container' }) });
    const operator = await createOperator(server.url);
    const rows = await listTokens(server.url, operator);
    assert.deepEqual(
      rows.map(({ token_id: id, name }) => [id, name]),
      [
        [0, 'container'],
        [1, '_admin'],
      ],
    );
  });

  it('adopts the expiration', async () => {
    const adminTokenFile = write({ token: offlineToken, name: 'container', expiry_millis: Date.now() + 60_000 });
    server = await startTokenServer({ adminTokenFile });
    const ping = () => sendRequest(server?.url ?? '', '/ping', { headers: bearerHeader(offlineToken) });
    assert.equal((await ping()).status, 200);
    server.clock.advance(60_001);
    assert.equal((await ping()).status, 401);
  });

  it('silently skips a file whose name exists, even if its token differs', async () => {
    const first = await startTokenServer({ dataDir, adminTokenFile: write({ token: offlineToken, name: '_admin' }) });
    await first.close();
    server = await startTokenServer({ dataDir, adminTokenFile: write({ token: 'apiv3_another', name: '_admin' }) });
    const status = async (token: string) =>
      (await sendRequest(server?.url ?? '', '/ping', { headers: bearerHeader(token) })).status;
    assert.deepEqual([await status(offlineToken), await status('apiv3_another')], [200, 401]);
  });

  it('throws for an invalid or missing file without quoting it', async () => {
    for (const content of ['no JSON', { token: 'secret', name: 'x' }, { token: offlineToken }]) {
      await assert.rejects(startTokenServer({ adminTokenFile: write(content) }), (error: Error) => {
        assert.match(error.message, /not JSON|not an admin token file/);
        return !/secret|offline/.test(error.message);
      });
    }
    await assert.rejects(startTokenServer({ adminTokenFile: join(directory.path, 'nowhere') }), { code: 'ENOENT' });
  });
});
