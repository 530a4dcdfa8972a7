import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controlServer, type ControlledServer } from '../../support/influxdb3/controlClient.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { activateExtension, run, variable } from '../support/extension.ts';
import { storedSecrets, signInSecret } from '../support/secrets.ts';
import { isTokenAccepted } from '../support/serverList.ts';

const server = 'Local';

describe('Network failures', () => {
  const url = variable('SERVER_URL');
  const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');
  let control: ControlledServer;
  let secrets: vscode.SecretStorage;

  const names = async () => (await control.tokens()).map(({ name }) => name);

  before(async () => {
    control = controlServer(variable('CONTROL_URL'));
    ({ secrets } = await activateExtension());
    await configuration().update('servers', [{ name: server, url }], true);
    await run('createOperatorToken', { server });
  });

  afterEach(async () => {
    await control.clearFaults();
    await configuration().update('requestTimeoutSeconds', undefined, true);
  });

  it('createNamedToken stores a token whose response was cut after the token string', async () => {
    await control.addFault({ kind: 'cutBody', bytes: 200, path: '/api/v3/configure/token/named_admin' });
    const result = await run<{ name: string }>('createNamedToken', { server, name: 'cut', expiry: 'never' });
    assert.equal(result.name, 'cut');
    assert.ok(await isTokenAccepted(url, await vscode.env.clipboard.readText()));
    assert.equal((await storedSecrets(secrets, url)).length, 2);
  });

  it('createNamedToken waits as long as the setting says', async () => {
    await configuration().update('requestTimeoutSeconds', 2, true);
    await control.addFault({
      kind: 'delay',
      when: 'beforeResponse',
      milliseconds: 30_000,
      path: '/api/v3/query_sql',
      times: 'always',
    });
    const startedAt = Date.now();
    await assert.rejects(
      run('createNamedToken', { server, name: 'slow', expiry: 'never' }),
      sentencePattern('timedOut', undefined, 2),
    );
    assert.ok(Date.now() - startedAt < 5000);
  });

  it('deleteToken rejects a redirect and reports its target', async () => {
    await control.addFault({ kind: 'redirect', location: 'http://elsewhere.example/', path: '/api/v3/query_sql' });
    await assert.rejects(
      run('deleteToken', { server, name: 'cut', confirm: true }),
      sentencePattern('serverRedirects', 'http://elsewhere.example'),
    );
  });

  it('deleteToken removes the stored token only after the server deleted it', async () => {
    await control.addFault({ kind: 'status', status: 503, work: 'undone', method: 'DELETE' });
    await assert.rejects(
      run('deleteToken', { server, name: 'cut', confirm: true }),
      sentencePattern('serverFailed', 503),
    );
    assert.equal((await storedSecrets(secrets, url)).length, 2);
    await run('deleteToken', { server, name: 'cut', confirm: true });
    assert.equal((await storedSecrets(secrets, url)).length, 1);
    assert.ok(!(await names()).includes('cut'));
  });

  it('deleteToken deletes tokens with unusual names', async () => {
    const { request } = await import('node:http');
    const bearer = (await signInSecret(secrets, url)) ?? '';
    const unusualNames = ['', ' ', 'a\nb', '\u202Egnirts', 'n'.repeat(10_000)];
    for (const token_name of unusualNames) {
      await new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
        const sent = request(
          `${url}/api/v3/configure/token/named_admin`,
          { method: 'POST', headers, agent: false },
          (response) => {
            response.resume().on('end', resolve);
          },
        );
        sent.on('error', reject);
        sent.end(JSON.stringify({ token_name }));
      });
    }
    for (const name of unusualNames) {
      assert.ok((await names()).includes(name), JSON.stringify(name.slice(0, 20)));
      await run('deleteToken', { server, name, confirm: true });
      assert.ok(!(await names()).includes(name), JSON.stringify(name.slice(0, 20)));
    }
  });

  it('sends no unauthenticated requests that the server would log as errors', async () => {
    await run('signOut', { server });
    await run('refresh');
    await control.clearRequests();
    await run('refresh');
    await run('testConnection', { server });
    const methods = (await control.requests()).map(({ method }) => method);
    assert.deepEqual([...new Set(methods)], ['OPTIONS']);
  });
});
