import * as l10n from '../../core/l10n.ts';
import * as vscode from 'vscode';
import type { ServerStore } from '../../servers/serverStore.ts';
import { showInfo } from '../../vscode/notify.ts';
import { ServerNode } from '../servers/nodes.ts';

export async function showAddedServer(url: string, store: ServerStore): Promise<void> {
  const server = store.servers().find((added) => added.url === url);
  if (server === undefined) {
    return;
  }
  const signIn = l10n.t('Sign In');
  const create = l10n.t('Create Operator Token');
  const choice = await showInfo(
    l10n.t(
      'Added the server "{0}". Sign in with a token, or create the operator token if this is a new server.',
      server.name,
    ),
    signIn,
    create,
  );
  if (choice !== undefined) {
    const command = choice === signIn ? 'influxdb3Tokens.signIn' : 'influxdb3Tokens.createOperatorToken';
    await vscode.commands.executeCommand(command, new ServerNode(server));
  }
}
