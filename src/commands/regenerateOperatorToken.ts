import * as l10n from '@vscode/l10n';
import { regenerateOperatorToken as regenerate } from '../operations/regenerateOperatorToken.ts';
import { chooseWritableServer } from './chooseServer.ts';
import { tokenResult, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function regenerateOperatorToken({
  servers,
  newTokens,
  usage,
}: Pick<Dependencies, 'servers' | 'newTokens' | 'usage'>): Command {
  return {
    id: 'influxdb3Tokens.regenerateOperatorToken',
    async run(call) {
      const server = await chooseWritableServer(call, servers.store, l10n.t('Regenerate Operator Token'));
      return tokenResult(server, await regenerate(server, { person: call.person, servers, newTokens, usage }));
    },
  };
}
