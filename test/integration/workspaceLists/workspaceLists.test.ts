import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { controlServer } from '../../influxdb3/controlClient.ts';
import { activated, run, variable } from '../support/extension.ts';
import { signInSecret } from '../support/secrets.ts';

interface Tested {
  ok: boolean;
  authenticated: boolean;
  server: string;
}

// The multi-root workspace of this suite names `Team` in its file, `Folder` (TLS, a relative caFile) in a folder, and
// in both the URL that the person calls `Mine`.
describe('Servers that a workspace names', () => {
  const team = controlServer(variable('TEAM_CONTROL_URL'));
  const url = variable('TEAM_URL');

  before(async () => {
    await activated();
    await vscode.workspace
      .getConfiguration('influxdb3Tokens')
      .update('servers', [{ name: 'Mine', url: variable('SERVER_URL') }], true);
  });

  it("join the person's own; where both name a URL, the person's entry wins", async () => {
    assert.equal((await run<Tested>('testConnection', { server: 'Mine' })).server, variable('SERVER_URL'));
    await assert.rejects(run('testConnection', { server: 'Same URL' }), /No configured server/);
  });

  it('get no request of any kind before the person approved the URL, and need no approval after', async () => {
    await assert.rejects(run('testConnection', { server: 'Team' }));
    await run('refresh');
    assert.deepEqual(await team.requests(), []);
    assert.equal((await run<Tested>('testConnection', { server: 'Team', confirm: true })).ok, true);
    assert.equal((await run<Tested>('testConnection', { server: 'Team' })).ok, true);
  });

  it('are approved by URL: the same name at another URL is asked about anew, and has no token to send', async () => {
    const { secrets } = await activated();
    await run('createOperatorToken', { server: 'Team' });
    assert.ok(await signInSecret(secrets, url));
    const hostile = [{ name: 'Team', url: 'http://127.0.0.1:9' }];
    const configuration = vscode.workspace.getConfiguration('influxdb3Tokens');
    const before: unknown = configuration.inspect('servers')?.workspaceValue;
    await configuration.update('servers', hostile, vscode.ConfigurationTarget.Workspace);
    await assert.rejects(run('testConnection', { server: 'Team' }));
    assert.equal(await signInSecret(secrets, 'http://127.0.0.1:9'), undefined);
    await configuration.update('servers', before, vscode.ConfigurationTarget.Workspace);
    assert.equal((await run<Tested>('testConnection', { server: 'Team' })).authenticated, true);
  });

  it('may name a private authority relative to their folder, and it is asked again when its content changes', async () => {
    assert.equal((await run<Tested>('testConnection', { server: 'Folder', confirm: true })).ok, true);
    assert.equal((await run<Tested>('testConnection', { server: 'Folder' })).ok, true);
    await copyFile(variable('OTHER_CA'), variable('FOLDER_CA'));
    await assert.rejects(
      run('testConnection', { server: 'Folder' }),
      (error: Error) => !error.message.includes('certificate'),
    );
    await assert.rejects(
      run('testConnection', { server: 'Folder', confirm: true }),
      /authority that this machine does not know/,
    );
  });

  it('cannot switch off the verification of a certificate', async () => {
    await assert.rejects(
      run('testConnection', { server: 'Unverified', confirm: true }),
      /authority that this machine does not know/,
    );
  });

  it("can be forgotten, and are asked about anew then; the workspace's settings stay as they are", async () => {
    const { secrets } = await activated();
    await run('removeServer', { server: 'Team', confirm: true });
    assert.equal(await signInSecret(secrets, url), undefined);
    await team.clearRequests();
    await assert.rejects(run('testConnection', { server: 'Team' }));
    assert.deepEqual(await team.requests(), []);
  });

  it('may be plain http far away only after the person agreed to that: nothing is sent before', async () => {
    await vscode.workspace
      .getConfiguration('influxdb3Tokens')
      .update('servers', [{ name: 'Far', url: 'http://influx.example:8181' }], true);
    await assert.rejects(
      run('testConnection', { server: 'Far' }),
      (error: Error) => !error.message.includes('host name'),
    );
  });
});
