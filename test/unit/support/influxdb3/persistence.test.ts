import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startTokenServer } from '../../../support/influxdb3/server.ts';
import { sendRequest } from './helpers/sendRequest.ts';
import { createDirectory } from './helpers/temporaryDirectory.ts';
import { bearerHeader, createNamed, createOperator, listTokens, tokenIn, tokenPath } from './helpers/tokenCalls.ts';

describe('CatalogFile', () => {
  const directory = createDirectory();
  const dataDir = join(directory.path, 'data');
  after(() => directory.remove());

  it('keeps tokens, IDs and the cluster UUID after a restart', async () => {
    const first = await startTokenServer({ dataDir });
    const operator = await createOperator(first.url);
    const named = tokenIn(await createNamed(first.url, operator, 'ci', 3600));
    await createNamed(first.url, operator, 'gone');
    await sendRequest(first.url, `${tokenPath}?token_name=gone`, { method: 'DELETE', headers: bearerHeader(operator) });
    const rows = await listTokens(first.url, operator);
    await first.close();

    const second = await startTokenServer({ dataDir });
    try {
      assert.equal(second.clusterUuid, first.clusterUuid);
      assert.deepEqual(await listTokens(second.url, named), rows);
      const next = JSON.parse((await createNamed(second.url, operator, 'next')).body) as { id: number };
      assert.equal(next.id, 3);
    } finally {
      await second.close();
    }
  });

  it('contains no token strings, and is readable only by its owner', () => {
    assert.deepEqual(readdirSync(dataDir), ['catalog.json']);
    const file = join(dataDir, 'catalog.json');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(!readFileSync(file, 'utf8').includes('apiv3_'));
  });

  it('stores many tokens that are created at once', async () => {
    const server = await startTokenServer({ dataDir: join(directory.path, 'many') });
    try {
      const operator = await createOperator(server.url);
      const replies = await Promise.all(
        Array.from({ length: 200 }, (_, number) => createNamed(server.url, operator, `token ${number}`)),
      );
      assert.ok(replies.every(({ status }) => status === 201));
    } finally {
      await server.close();
    }
    const restarted = await startTokenServer({ dataDir: join(directory.path, 'many') });
    assert.equal(restarted.tokens().length, 201);
    await restarted.close();
  });

  it('is not used without a data directory', async () => {
    const servers = [await startTokenServer(), await startTokenServer()];
    await Promise.all(servers.map((server) => server.close()));
    assert.notEqual(servers[0]?.clusterUuid, servers[1]?.clusterUuid);
  });
});
