import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controlServer } from '../../support/influxdb3/controlClient.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { activateExtension, run, variable } from '../support/extension.ts';

describe('Untrusted workspace', () => {
  it("uses only the user's servers and contacts none of the workspace's", async () => {
    assert.equal(vscode.workspace.isTrusted, false, 'workspace trust is enabled');
    await activateExtension();
    await vscode.workspace
      .getConfiguration('influxdb3Tokens')
      .update('servers', [{ name: 'User server', url: variable('SERVER_URL') }], true);
    await assert.rejects(
      run('testConnection', { server: 'Workspace', confirm: true }),
      sentencePattern('serverNotFound', 'Workspace'),
    );
    await assert.rejects(
      run('testConnection', { server: variable('OTHER_URL'), confirm: true }),
      sentencePattern('serverNotFound'),
    );
    assert.equal((await run<{ ok: boolean }>('testConnection', { server: 'User server' })).ok, true);
    assert.deepEqual(await controlServer(variable('OTHER_CONTROL_URL')).requests(), []);
  });

  it('rejects openTerminal, because VS Code starts no shell', async () => {
    await run('createOperatorToken', { server: 'User server' });
    await assert.rejects(
      run('openTerminal', { server: 'User server', confirm: true }),
      sentencePattern('workspaceUntrusted'),
    );
    assert.deepEqual(vscode.window.terminals, []);
  });
});
