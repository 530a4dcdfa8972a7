import * as l10n from '../core/l10n.ts';
import * as vscode from 'vscode';
import { copyTokenName as copy } from '../operations/copyTokenName.ts';
import { chooseServer } from './chooseServer.ts';
import { selectedToken, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function copyTokenName({ servers }: Pick<Dependencies, 'servers'>): Command {
  return {
    id: 'influxdb3Tokens.copyTokenName',
    async run(call) {
      const name = selectedToken(call)?.name;
      const source =
        name === undefined ? { server: await chooseServer(call, servers.store, l10n.t('Copy Token Name')) } : { name };
      await copy(source, { person: call.person, servers, clipboard: vscode.env.clipboard });
      return undefined;
    },
  };
}
