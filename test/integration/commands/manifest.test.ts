import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../../package.json' with { type: 'json' };
import { activateExtension } from '../support/extension.ts';

describe('package.json', () => {
  it('lists exactly the commands that are registered', async () => {
    await activateExtension();
    const registered = (await vscode.commands.getCommands(true)).filter(
      // VS Code adds its own commands for each view.
      (id) => id.startsWith('influxdb3Tokens.') && !/^influxdb3Tokens\.(?:servers|found)\./.test(id),
    );
    assert.deepEqual(registered.sort(), manifest.contributes.commands.map(({ command }) => command).sort());
  });
});
