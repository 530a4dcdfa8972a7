import * as l10n from '@vscode/l10n';
import { createOperatorToken as create } from '../influxdb/createOperatorToken.ts';
import { change } from './change.ts';
import { connect } from './chooseServer.ts';
import { tokenResult, type Command } from './command.ts';
import type { Parts } from './parts.ts';

export function createOperatorToken(
  parts: Pick<Parts, 'store' | 'connections' | 'consent' | 'tokens' | 'newTokens'>,
): Command {
  return {
    id: 'influxdb3Tokens.createOperatorToken',
    async run(call) {
      const connection = await connect(call, parts, l10n.t('Create Operator Token'));
      const { server, endpoint, identity } = connection;
      await call.confirmer.askIfFromOutside({
        message: l10n.t('Create the operator token of {0}?', server.url),
        yes: l10n.t('Create Token'),
      });
      const signsIn = (await parts.tokens.signIn(identity)).kind !== 'token';
      const born = await change(parts, server, l10n.t('Creating the operator token of {0}', server.name), (signal) =>
        parts.newTokens.bear(connection, () => create(endpoint, { signal }), signsIn),
      );
      return tokenResult(server, born);
    },
  };
}
