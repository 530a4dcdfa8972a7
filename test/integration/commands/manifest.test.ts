import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../../package.json' with { type: 'json' };
import { activated } from '../support/extension.ts';

describe('What the manifest promises is there', () => {
  it('registers every command that it lists, and no other', async () => {
    await activated();
    const registered = (await vscode.commands.getCommands(true)).filter(
      // VS Code adds commands of its own for a view.
      (id) => id.startsWith('influxdb3Tokens.') && !/^influxdb3Tokens\.(?:servers|found)\./.test(id),
    );
    assert.deepEqual(registered.sort(), manifest.contributes.commands.map(({ command }) => command).sort());
  });
});
