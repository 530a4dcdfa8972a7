import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server.ts';
import { operatorTokenName } from '../core/tokenName.ts';
import { isOperatorToken } from '../core/tokenRecord.ts';
import { UserError } from '../core/userError.ts';
import { regenerateOperatorToken as regenerate } from '../influxdb/regenerateOperatorToken.ts';
import { change, cleanUp } from './change.ts';
import { bearerOf, connect } from './chooseServer.ts';
import { tokenResult, type Call, type Command } from './command.ts';
import type { Parts } from './parts.ts';
import { readTokens } from './readTokens.ts';
import { askWithUsage } from './usage.ts';

export function regenerateOperatorToken(
  parts: Pick<Parts, 'store' | 'connections' | 'consent' | 'tokens' | 'newTokens' | 'search' | 'found' | 'log'>,
): Command {
  return {
    id: 'influxdb3Tokens.regenerateOperatorToken',
    async run(call) {
      const connection = await connect(call, parts, l10n.t('Regenerate Operator Token'));
      const { server, endpoint, identity } = connection;
      const bearer = await bearerOf(connection, parts);
      await askToRegenerate(call, server, parts);
      const records = await readTokens(connection, bearer);
      const operator = records.find(isOperatorToken);
      if (operator === undefined) {
        throw new UserError(l10n.t('{0} has no operator token. Create it with "Create Operator Token".', server.name));
      }
      const signsIn = bearer.matches(operator.hash);
      const title = l10n.t('Regenerating the operator token of {0}', server.name);
      const born = await change(parts, server, title, async (signal) => {
        const replaced = await parts.newTokens.bear(
          connection,
          () => regenerate(endpoint, bearer, { signal }),
          signsIn,
        );
        // The old string works nowhere any more.
        await cleanUp(parts, () => parts.tokens.dropListed(identity, operator.hash));
        return replaced;
      });
      return tokenResult(server, born);
    },
  };
}

/** Before the list is read, which sends the token: what the tree knows tells which files hold it. @throws Cancelled */
export async function askToRegenerate(
  call: Call,
  server: Server,
  parts: Pick<Parts, 'store' | 'search' | 'found'>,
): Promise<void> {
  const question = {
    message: l10n.t('Regenerate the operator token of {0} ({1})?', server.name, server.url),
    detail: l10n.t(
      'Its present string stops working at once, wherever it is used. This cannot be undone. "Rotate Token" rewrites the files too, also without an outage.',
    ),
    yes: l10n.t('Regenerate'),
  };
  const listed = parts.store.state(server).tokens?.find(isOperatorToken);
  await askWithUsage(call, { name: operatorTokenName, hash: listed?.hash }, question, parts);
}
