import * as l10n from '@vscode/l10n';
import { createNamedToken as create, namedTokenInput } from '../operations/createNamedToken.ts';
import { chooseServer } from './chooseServer.ts';
import { tokenResult, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function createNamedToken({ servers, newTokens }: Pick<Dependencies, 'servers' | 'newTokens'>): Command {
  return {
    id: 'influxdb3Tokens.createNamedToken',
    coalesce: true,
    async run(call) {
      const input = namedTokenInput(call.args);
      const server = await chooseServer(call, servers.store, l10n.t('Create Named Token'));
      return tokenResult(server, await create(server, input, { person: call.person, servers, newTokens }));
    },
  };
}
