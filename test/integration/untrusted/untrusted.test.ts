import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { controlServer } from '../../influxdb3/controlClient.ts';
import { activated, run, variable } from '../support/extension.ts';

describe('In a workspace that is not trusted', () => {
  it("only the person's own servers count: nothing goes to one that the workspace names", async () => {
    assert.equal(vscode.workspace.isTrusted, false, 'this suite runs with workspace trust on');
    await activated();
    await vscode.workspace
      .getConfiguration('influxdb3Tokens')
      .update('servers', [{ name: 'Mine', url: variable('SERVER_URL') }], true);
    await assert.rejects(
      run('testConnection', { server: 'Theirs', confirm: true }),
      /No configured server is called "Theirs"/,
    );
    await assert.rejects(
      run('testConnection', { server: variable('OTHER_URL'), confirm: true }),
      /No configured server/,
    );
    assert.equal((await run<{ ok: boolean }>('testConnection', { server: 'Mine' })).ok, true);
    assert.deepEqual(await controlServer(variable('OTHER_CONTROL_URL')).requests(), []);
  });

  it('no terminal is opened: VS Code would start no shell in it', async () => {
    await run('createOperatorToken', { server: 'Mine' });
    await assert.rejects(run('openTerminal', { server: 'Mine', confirm: true }), /not trusted. Trust it first/);
    assert.deepEqual(vscode.window.terminals, []);
  });
});
