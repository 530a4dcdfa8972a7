import * as l10n from '@vscode/l10n';
import { createOperatorToken as create } from '../operations/createOperatorToken.ts';
import { chooseWritableServer } from './chooseServer.ts';
import { tokenResult, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function createOperatorToken({ servers, newTokens }: Pick<Dependencies, 'servers' | 'newTokens'>): Command {
  return {
    id: 'influxdb3Tokens.createOperatorToken',
    async run(call) {
      const server = await chooseWritableServer(call, servers.store, l10n.t('Create Operator Token'));
      return tokenResult(server, await create(server, { person: call.person, servers, newTokens }));
    },
  };
}
