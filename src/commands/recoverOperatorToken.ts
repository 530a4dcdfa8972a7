import * as l10n from '@vscode/l10n';
import { recoverOperatorToken as recover, recoveryInput } from '../operations/recoverOperatorToken.ts';
import { chooseWritableServer } from './chooseServer.ts';
import { tokenResult, type Command } from './command.ts';
import type { Dependencies } from './dependencies.ts';

export function recoverOperatorToken({
  servers,
  newTokens,
  usage,
}: Pick<Dependencies, 'servers' | 'newTokens' | 'usage'>): Command {
  return {
    id: 'influxdb3Tokens.recoverOperatorToken',
    async run(call) {
      const input = recoveryInput(call.args);
      const server = await chooseWritableServer(call, servers.store, l10n.t('Recover Operator Token'));
      return tokenResult(server, await recover(server, input, { person: call.person, servers, newTokens, usage }));
    },
  };
}
