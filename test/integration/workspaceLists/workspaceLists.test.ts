import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { controlServer } from '../../support/influxdb3/controlClient.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { activateExtension, run, variable } from '../support/extension.ts';
import { signInSecret } from '../support/secrets.ts';

interface ConnectionTest {
  ok: boolean;
  authenticated: boolean;
  server: string;
}

// The multi-root workspace defines `Team`, `Unverified` and the URL of the user's `Mine` in its file, and `Folder` (with
// TLS and a relative caFile) in a folder.
describe('Servers in workspace settings', () => {
  const team = controlServer(variable('TEAM_CONTROL_URL'));
  const url = variable('TEAM_URL');

  before(async () => {
    await activateExtension();
    await vscode.workspace
      .getConfiguration('influxdb3Tokens')
      .update('servers', [{ name: 'Mine', url: variable('SERVER_URL') }], true);
  });

  it("adds servers to the user's, whose entry wins for the same URL", async () => {
    assert.equal((await run<ConnectionTest>('testConnection', { server: 'Mine' })).server, variable('SERVER_URL'));
    await assert.rejects(run('testConnection', { server: 'Same URL' }), sentencePattern('serverNotFound', 'Same URL'));
  });

  it('contacts a server only after its URL is approved once', async () => {
    await assert.rejects(run('testConnection', { server: 'Team' }));
    await run('refresh');
    assert.deepEqual(await team.requests(), []);
    assert.equal((await run<ConnectionTest>('testConnection', { server: 'Team', confirm: true })).ok, true);
    assert.equal((await run<ConnectionTest>('testConnection', { server: 'Team' })).ok, true);
  });

  it('requires a new approval, and has no token, when the URL changes', async () => {
    const { secrets } = await activateExtension();
    await run('createOperatorToken', { server: 'Team' });
    assert.ok(await signInSecret(secrets, url));
    const hostileServers = [{ name: 'Team', url: 'http://127.0.0.1:9' }];
    const configuration = vscode.workspace.getConfiguration('influxdb3Tokens');
    const originalServers: unknown = configuration.inspect('servers')?.workspaceValue;
    await configuration.update('servers', hostileServers, vscode.ConfigurationTarget.Workspace);
    await assert.rejects(run('testConnection', { server: 'Team' }));
    assert.equal(await signInSecret(secrets, 'http://127.0.0.1:9'), undefined);
    await configuration.update('servers', originalServers, vscode.ConfigurationTarget.Workspace);
    assert.equal((await run<ConnectionTest>('testConnection', { server: 'Team' })).authenticated, true);
  });

  it('requires a new approval when the content of a relative caFile changes', async () => {
    assert.equal((await run<ConnectionTest>('testConnection', { server: 'Folder', confirm: true })).ok, true);
    assert.equal((await run<ConnectionTest>('testConnection', { server: 'Folder' })).ok, true);
    await copyFile(variable('OTHER_CA'), variable('FOLDER_CA'));
    await assert.rejects(
      run('testConnection', { server: 'Folder' }),
      (error: Error) => !error.message.includes('certificate'),
    );
    await assert.rejects(
      run('testConnection', { server: 'Folder', confirm: true }),
      sentencePattern('unknownAuthority'),
    );
  });

  it('ignores a setting that turns off certificate verification', async () => {
    await assert.rejects(
      run('testConnection', { server: 'Unverified', confirm: true }),
      sentencePattern('unknownAuthority'),
    );
  });

  it('requires a new approval after removeServer', async () => {
    const { secrets } = await activateExtension();
    await run('removeServer', { server: 'Team', confirm: true });
    assert.equal(await signInSecret(secrets, url), undefined);
    await team.clearRequests();
    await assert.rejects(run('testConnection', { server: 'Team' }));
    assert.deepEqual(await team.requests(), []);
  });

  it('requires approval for plain http to a remote host', async () => {
    await vscode.workspace
      .getConfiguration('influxdb3Tokens')
      .update('servers', [{ name: 'Far', url: 'http://influx.example:8181' }], true);
    await assert.rejects(
      run('testConnection', { server: 'Far' }),
      (error: Error) => !sentencePattern('hostNotFound').test(error.message),
    );
  });
});
