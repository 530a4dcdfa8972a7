import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { startTokenServer, type TokenServer } from '../../support/influxdb3/server.ts';
import { activateExtension, run } from '../support/extension.ts';

const view = 'influxdb3Tokens.servers';

describe('A link', () => {
  let influxdb: TokenServer;
  let servers: unknown;
  const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');

  before(async () => {
    await activateExtension();
    influxdb = await startTokenServer();
    servers = configuration().inspect('servers')?.globalValue;
    await configuration().update('servers', [{ name: 'Callers', url: influxdb.url }], true);
    await run('createOperatorToken', { server: 'Callers' });
  });

  after(async () => {
    await run('removeServer', { server: 'Callers', confirm: true });
    await configuration().update('servers', servers, true);
    await influxdb.close();
  });

  /** VS Code itself runs the command, as it does for a link, and so turns some arguments into rows and URIs. */
  const select = (argument: unknown) =>
    Promise.resolve(
      vscode.commands.executeCommand('runCommands', {
        commands: [{ command: 'influxdb3Tokens.openTerminal', args: [argument] }],
      }),
    ).catch(() => undefined);

  /** Closes all prompts. Returns whether one was open after a second. */
  async function closePrompts(running: Promise<unknown>): Promise<boolean> {
    const isAsking = await Promise.race([running.then(() => false), sleep(1000).then(() => true)]);
    const abort = new AbortController();
    const closing = (async () => {
      while (!abort.signal.aborted) {
        await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
        await sleep(50);
      }
    })();
    await running;
    abort.abort();
    await closing;
    return isAsking;
  }

  for (const [what, argument] of [
    ['nothing', () => null],
    ['a row by an ID from the settings', () => ({ $treeViewId: view, $treeItemHandle: `1/server:${influxdb.url}` })],
  ] as const) {
    it(`is asked for the server when it passes ${what}`, async () => {
      assert.equal(await closePrompts(select(argument())), true, 'nothing was asked');
      assert.equal(vscode.window.terminals.length, 0);
    });
  }

  it('is refused when it passes a URI', async () => {
    assert.equal(await closePrompts(select({ $mid: 1, scheme: 'file', path: '/app.env' })), false);
    assert.equal(vscode.window.terminals.length, 0);
  });
});
