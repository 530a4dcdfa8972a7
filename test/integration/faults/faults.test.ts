import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controlServer, type ControlledServer } from '../../influxdb3/controlClient.ts';
import { activated, run, variable } from '../support/extension.ts';
import { keptSecrets, signInSecret } from '../support/secrets.ts';
import { works } from '../support/serverList.ts';

const server = 'Local';

describe('When the network fails', () => {
  const url = variable('SERVER_URL');
  const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');
  let control: ControlledServer;
  let secrets: vscode.SecretStorage;

  const names = async () => (await control.tokens()).map(({ name }) => name);

  before(async () => {
    control = controlServer(variable('CONTROL_URL'));
    ({ secrets } = await activated());
    await configuration().update('servers', [{ name: server, url }], true);
    await run('createOperatorToken', { server });
  });

  afterEach(async () => {
    await control.clearFaults();
    await configuration().update('requestTimeoutSeconds', undefined, true);
  });

  it('saves a token whose answer was cut behind its string', async () => {
    await control.addFault({ kind: 'cutBody', bytes: 200, path: '/api/v3/configure/token/named_admin' });
    const result = await run<{ name: string }>('createNamedToken', { server, name: 'cut', expiry: 'never' });
    assert.equal(result.name, 'cut');
    assert.ok(await works(url, await vscode.env.clipboard.readText()));
    assert.equal((await keptSecrets(secrets, url)).length, 2);
  });

  it('waits no longer than the setting says', async () => {
    await configuration().update('requestTimeoutSeconds', 1, true);
    await control.addFault({
      kind: 'delay',
      when: 'beforeAnswer',
      milliseconds: 30_000,
      path: '/api/v3/query_sql',
      times: 'always',
    });
    const started = Date.now();
    await assert.rejects(run('createNamedToken', { server, name: 'slow', expiry: 'never' }), /within 1 seconds/);
    assert.ok(Date.now() - started < 5000);
  });

  it('does not follow a redirect, and says where it would have led', async () => {
    await control.addFault({ kind: 'redirect', location: 'http://elsewhere.example/', path: '/api/v3/query_sql' });
    await assert.rejects(run('deleteToken', { server, name: 'cut', confirm: true }), /http:\/\/elsewhere\.example/);
  });

  it('forgets the string of a token only when the server has deleted it', async () => {
    await control.addFault({ kind: 'status', status: 503, work: 'undone', method: 'DELETE' });
    await assert.rejects(run('deleteToken', { server, name: 'cut', confirm: true }), /status 503/);
    assert.equal((await keptSecrets(secrets, url)).length, 2);
    await run('deleteToken', { server, name: 'cut', confirm: true });
    assert.equal((await keptSecrets(secrets, url)).length, 1);
    assert.ok(!(await names()).includes('cut'));
  });

  it('lists and deletes what others named oddly', async () => {
    const { request } = await import('node:http');
    const bearer = (await signInSecret(secrets, url)) ?? '';
    const odd = ['', ' ', 'a\nb', '\u202Egnirts', 'n'.repeat(10_000)];
    for (const token_name of odd) {
      await new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
        const asked = request(
          `${url}/api/v3/configure/token/named_admin`,
          { method: 'POST', headers, agent: false },
          (response) => {
            response.resume().on('end', resolve);
          },
        );
        asked.on('error', reject);
        asked.end(JSON.stringify({ token_name }));
      });
    }
    for (const name of odd) {
      assert.ok((await names()).includes(name), JSON.stringify(name.slice(0, 20)));
      await run('deleteToken', { server, name, confirm: true });
      assert.ok(!(await names()).includes(name), JSON.stringify(name.slice(0, 20)));
    }
  });

  it("never asks without a token for what needs one, so that the server's log stays quiet", async () => {
    await run('signOut', { server });
    await run('refresh');
    await control.clearRequests();
    await run('refresh');
    await run('testConnection', { server });
    const asked = (await control.requests()).map(({ method }) => method);
    assert.deepEqual([...new Set(asked)], ['OPTIONS']);
  });
});
