import * as l10n from '../core/l10n.ts';
import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';
import { bearerOf, connect } from '../operations/steps/connect.ts';
import { openTokenTerminal } from '../vscode/tokenTerminal.ts';
import { chooseServer } from './chooseServer.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function openTerminal({ servers }: Pick<Dependencies, 'servers'>): Command {
  return {
    id: 'influxdb3Tokens.openTerminal',
    async run(call) {
      if (!vscode.workspace.isTrusted) {
        // VS Code starts no shell in an untrusted workspace, so the terminal would only expose the token.
        throw new UserError(
          l10n.t(
            "Terminals aren't available in an untrusted workspace. Trust the workspace, and then open the terminal.",
          ),
        );
      }
      const { person } = call;
      const server = await chooseServer(call, servers.store, l10n.t('Open Terminal'));
      // Programs in the terminal send the token to the server, so all approvals are needed first.
      const connection = await connect(server, { person, servers });
      const bearer = await bearerOf(connection, servers);
      await person.confirmIfExternal({
        message: l10n.t('Open a terminal with your token for {0} in its environment?', server.name),
        urls: [server.url],
        detail: l10n.t('Every program in the terminal and every extension can read the token.'),
        confirmLabel: l10n.t('Open Terminal'),
      });
      openTokenTerminal(server, bearer);
      return undefined;
    },
  };
}
