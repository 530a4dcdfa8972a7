import * as l10n from '@vscode/l10n';
import { deleteToken as remove } from '../operations/deleteToken.ts';
import { chooseWritableServer } from './chooseServer.ts';
import { selectedToken, tokenResult, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function deleteToken({ servers, usage }: Pick<Dependencies, 'servers' | 'usage'>): Command {
  return {
    id: 'influxdb3Tokens.deleteToken',
    async run(call) {
      const server = await chooseWritableServer(call, servers.store, l10n.t('Delete Token'));
      return tokenResult(server, await remove(server, selectedToken(call), { person: call.person, servers, usage }));
    },
  };
}
