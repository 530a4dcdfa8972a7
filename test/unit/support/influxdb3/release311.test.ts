import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCommandLine } from '../../../support/influxdb3/cliOptions.ts';
import type { ReleaseName } from '../../../support/influxdb3/release.ts';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { sendRequest } from './helpers/sendRequest.ts';
import { createDirectory } from './helpers/temporaryDirectory.ts';
import { bearerHeader, createNamed, createOperator, listTokens } from './helpers/tokenCalls.ts';

describe('release 3.11', () => {
  const directory = createDirectory();
  let server: TokenServer | undefined;
  after(() => directory.remove());
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  const write = (name: string, content: unknown): string => {
    const path = join(directory.path, `${name}.json`);
    writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
    return path;
  };
  const startTwice = async (release: ReleaseName) => {
    const dataDir = join(directory.path, release);
    const fileOf = (name: string) => write(name, { token: 'apiv3_created-offline', name });
    const first = await startTokenServer({ release, dataDir, adminTokenFile: fileOf('first') });
    await first.close();
    server = await startTokenServer({ release, dataDir, adminTokenFile: fileOf('second') });
    return server.tokens().length;
  };

  it('refuses a second token with a known hash; earlier releases accept it', async () => {
    assert.equal(await startTwice('3.10'), 2);
    await server?.close();
    await assert.rejects(startTwice('3.11'), (error: Error) => {
      assert.match(error.message, /hash/);
      return !error.message.includes('offline');
    });
  });

  it('refuses a token file that contains the same token twice', async () => {
    const tokens = ['one', 'two'].map((name) => ({ token: 'apiv3_created-offline', name, permissions: ['db:*:read'] }));
    const permissionTokensFile = write('tokens', { tokens });
    const start = (release: ReleaseName) => startTokenServer({ product: 'enterprise', release, permissionTokensFile });
    await assert.rejects(start('3.11'), /hash/);
    server = await start('3.10');
    assert.equal(server.tokens().length, 2);
  });

  it('uses the latest time that it knows for an expiration beyond it', async () => {
    server = await startTokenServer({ release: '3.11' });
    const operator = await createOperator(server.url);
    const reply = await createNamed(server.url, operator, 'far', Number.MAX_SAFE_INTEGER);
    assert.equal((JSON.parse(reply.body) as { expiry: string }).expiry, '+262142-12-31T23:59:59Z');
    const row = (await listTokens(server.url, operator))[1];
    assert.equal(row?.['expiry'], '+262142-12-31T23:59:59');
  });

  it('reports its version, which differs between products', async () => {
    for (const [product, version] of [
      ['core', '3.11.2'],
      ['enterprise', '3.11.5'],
    ] as const) {
      await server?.close();
      server = await startTokenServer({ release: '3.11', product });
      const headers = bearerHeader(await createOperator(server.url));
      const reply = await sendRequest(server.url, '/ping', { headers });
      assert.equal(reply.headers['x-influxdb-version'], version);
    }
  });
});

describe('environment variables', () => {
  const parse = (env: NodeJS.ProcessEnv, ...args: string[]) => {
    const options = parseCommandLine(['serve', ...args], env);
    assert.ok(typeof options === 'object');
    return options;
  };
  const release = ['--release', '3.11'];

  it('set options, under the new and the old name', () => {
    assert.equal(parse({ INFLUXDB3_WITHOUT_AUTH: 'true' }, ...release).withoutAuth, true);
    assert.equal(parse({ INFLUXDB3_START_WITHOUT_AUTH: '1' }, ...release).withoutAuth, true);
    assert.equal(parse({ INFLUXDB3_WITHOUT_AUTH: 'false' }, ...release).withoutAuth, false);
    const both = { INFLUXDB3_WITHOUT_AUTH: 'false', INFLUXDB3_START_WITHOUT_AUTH: 'true' };
    assert.equal(parse(both, ...release).withoutAuth, false);
    const options = parse(
      {
        INFLUXDB3_DISABLE_AUTHZ: 'ping,health',
        INFLUXDB3_ADMIN_TOKEN_FILE: 'admin.json',
        INFLUXDB3_PERMISSION_TOKENS_FILE: 'tokens.json',
        INFLUXDB3_ADMIN_TOKEN_RECOVERY_HTTP_BIND: '',
      },
      ...release,
    );
    assert.deepEqual(options.disableAuthz, ['ping', 'health']);
    assert.deepEqual([options.adminTokenFile, options.permissionTokensFile], ['admin.json', 'tokens.json']);
    assert.deepEqual(options.recoveryBind, { host: '127.0.0.1', port: 8182 });
  });

  it('are overridden by the command line', () => {
    const env = { INFLUXDB3_ADMIN_TOKEN_FILE: 'environment.json' };
    assert.equal(parse(env, ...release, '--admin-token-file', 'option.json').adminTokenFile, 'option.json');
  });

  it('are ignored with earlier releases', () => {
    for (const name of ['3.7', '3.10']) {
      const env = { INFLUXDB3_WITHOUT_AUTH: 'true', INFLUXDB3_ADMIN_TOKEN_FILE: 'admin.json' };
      const options = parse(env, '--release', name);
      assert.deepEqual([options.withoutAuth, options.adminTokenFile], [false, undefined]);
    }
  });
});
