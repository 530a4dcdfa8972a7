import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../../../support/influxdb3/server.ts';
import { EnterpriseServer } from '../helpers/enterprise.ts';
import { createDirectory } from '../helpers/temporaryDirectory.ts';
import { createOperator } from '../helpers/tokenCalls.ts';

const offlineToken = 'apiv3_created-offline';

describe('adoptPermissionTokensFile', () => {
  const directory = createDirectory();
  const dataDir = join(directory.path, 'data');
  let server: TokenServer | undefined;
  after(() => directory.remove());
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  const write = (content: unknown): string => {
    const path = join(directory.path, 'tokens.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
    return path;
  };
  const start = async (content: unknown, options: TokenServerOptions = {}) => {
    const permissionTokensFile = write(content);
    server = await startTokenServer({ product: 'enterprise', permissionTokensFile, ...options });
    return new EnterpriseServer(server, '');
  };
  const token = { token: offlineToken, name: 'reader', permissions: ['db:a,b:read', 'system:ping:read'] };

  it('creates databases, and tokens with their rights and expiration', async () => {
    const expiring = { ...token, expiry_millis: Date.now() + 60_000 };
    const enterprise = await start({ create_databases: ['a', 'b'], tokens: [expiring] });
    assert.equal(enterprise.server.tokens()[0]?.permissions, 'db:a,b:read,system:ping:read');
    assert.equal(await enterprise.canRead(offlineToken, 'b'), true);
    assert.equal(await enterprise.canWrite(offlineToken, 'b'), false);
    enterprise.server.clock.advance(60_001);
    await assert.rejects(enterprise.canRead(offlineToken, 'b'), /^Error: 401/);
  });

  it('is read only while there is no resource token', async () => {
    await start({ create_databases: ['a', 'b'], tokens: [token] }, { dataDir });
    await server?.close();
    const enterprise = await start({ create_databases: ['c'], tokens: [{ ...token, name: 'other' }] }, { dataDir });
    assert.deepEqual(
      enterprise.server.tokens().map(({ name }) => name),
      ['reader'],
    );
  });

  it('is ignored by Core', async () => {
    await start({ create_databases: ['a', 'b'], tokens: [token] }, { product: 'core' });
    assert.deepEqual(server?.tokens(), []);
    await createOperator(server.url);
  });

  it('stops the start if a database is missing or a permission is invalid', async () => {
    await assert.rejects(start({ tokens: [token] }), /cannot parse token permission, invalid resource name a/);
    for (const permission of ['db:a', 'a', '*:*:*', 'db:a:read:b']) {
      const tokens = [{ ...token, permissions: [permission] }];
      await assert.rejects(start({ create_databases: ['a'], tokens }), /cannot parse token permission/);
    }
  });

  it('throws for an invalid or missing file without quoting it', async () => {
    for (const content of ['no JSON', { tokens: [{ ...token, permissions: 'db:a:read' }] }, { token: offlineToken }]) {
      await assert.rejects(start(content), (error: Error) => {
        assert.match(error.message, /not JSON|not a permission tokens file/);
        return !error.message.includes('offline');
      });
    }
    const permissionTokensFile = join(directory.path, 'nowhere');
    await assert.rejects(startTokenServer({ product: 'enterprise', permissionTokensFile }), { code: 'ENOENT' });
  });
});
