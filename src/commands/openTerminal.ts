import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { withoutIcons } from '../core/plainText.ts';
import type { Server } from '../core/server/serverList.ts';
import type { Token } from '../core/token/token.ts';
import { UserError } from '../core/errors.ts';
import { bearerOf, connect } from '../operations/steps/connect.ts';
import type { Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function openTerminal(deps: Pick<Dependencies, 'store' | 'connections' | 'approval' | 'tokens'>): Command {
  return {
    id: 'influxdb3Tokens.openTerminal',
    async run(call) {
      if (!vscode.workspace.isTrusted) {
        // VS Code runs no shell here, so the terminal would only expose the token.
        throw new UserError(
          l10n.t(
            "Terminals aren't available in an untrusted workspace. Trust the workspace, and then open the terminal.",
          ),
        );
      }
      // Programs in the terminal send the token to the server, so all approvals are needed first.
      const connection = await connect(call, deps, l10n.t('Open Terminal'));
      const { server } = connection;
      const bearer = await bearerOf(connection, deps);
      await call.confirmer.confirmIfExternal({
        message: l10n.t('Open a terminal that contains your token for {0}?', server.url),
        detail: l10n.t('Every program in the terminal and every extension can read the token.'),
        yes: l10n.t('Open Terminal'),
      });
      vscode.window.createTerminal(terminalOptions(server, bearer)).show();
      return undefined;
    },
  };
}

/** VS Code would write the environment of a terminal that isn't transient to disk, to restore it with the window. */
function terminalOptions(server: Server, bearer: Token): vscode.TerminalOptions {
  return {
    name: l10n.t('InfluxDB 3: {0}', withoutIcons(server.name)),
    iconPath: new vscode.ThemeIcon('server-environment'),
    isTransient: true,
    env: {
      INFLUXDB3_HOST_URL: server.url,
      // The `influxdb3` CLI reads these variables, so the token is in no file, argument, or history.
      INFLUXDB3_AUTH_TOKEN: bearer.reveal(),
      ...(server.caFile === undefined ? {} : { INFLUXDB3_TLS_CA: server.caFile }),
    },
  };
}
