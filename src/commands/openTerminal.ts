import * as l10n from '../core/l10n.ts';
import * as vscode from 'vscode';
import { UserError } from '../core/errors.ts';
import { openTerminal as open } from '../operations/openTerminal.ts';
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
      const server = await chooseServer(call, servers.store, l10n.t('Open Terminal'));
      await open(server, { person: call.person, servers, terminals: { open: openTokenTerminal } });
      return undefined;
    },
  };
}
