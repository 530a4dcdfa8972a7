import * as l10n from '@vscode/l10n';
import type { Server } from '../core/server.ts';
import { operatorTokenName } from '../core/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/tokenRecord.ts';
import { UserError } from '../core/userError.ts';
import { regenerateOperatorToken as regenerate } from '../influxdb/regenerateOperatorToken.ts';
import { refuseOpen, withoutRotation } from '../rotation/rotationOpen.ts';
import { change, cleanUp } from './change.ts';
import { bearerOf, connect } from './chooseServer.ts';
import { tokenResult, type Call, type Command } from './command.ts';
import type { Parts } from './parts.ts';
import { readTokens } from './readTokens.ts';
import { askWithUsage } from './usage.ts';

export function regenerateOperatorToken(
  parts: Pick<
    Parts,
    'store' | 'connections' | 'consent' | 'tokens' | 'newTokens' | 'search' | 'found' | 'rotations' | 'log'
  >,
): Command {
  return {
    id: 'influxdb3Tokens.regenerateOperatorToken',
    async run(call) {
      const connection = await connect(call, parts, l10n.t('Regenerate Operator Token'));
      const { server, endpoint, identity } = connection;
      const bearer = await bearerOf(connection, parts);
      await refuseOpen(identity, [operatorTokenName], parts.rotations);
      // Reading the list sends the token, so who does not know that the command runs is asked before that.
      let askedWith: TokenRecord | undefined;
      if (call.confirmer.fromOutside) {
        askedWith = parts.store.state(server).tokens?.find(isOperatorToken);
        await askToRegenerate(call, server, askedWith, parts);
      }
      const operator = (await readTokens(connection, bearer)).find(isOperatorToken);
      if (operator === undefined) {
        throw new UserError(l10n.t('{0} has no operator token. Create it with "Create Operator Token".', server.name));
      }
      // Also where the list that was known named no files, or those of an earlier string.
      if (askedWith?.hash !== operator.hash) {
        await askToRegenerate(call, server, operator, parts);
      }
      const signsIn = bearer.matches(operator.hash);
      const title = l10n.t('Regenerating the operator token of {0}', server.name);
      const work = async (signal: AbortSignal) => {
        const replaced = await parts.newTokens.bear(
          connection,
          () => regenerate(endpoint, bearer, { signal }),
          signsIn,
        );
        // The old string works nowhere any more.
        await cleanUp(parts, () => parts.tokens.dropListed(identity, operator.hash));
        return replaced;
      };
      // Looked at again: a rotation may have begun while the question was open.
      const born = await withoutRotation(identity, operatorTokenName, parts.rotations, () =>
        change(parts, server, title, work),
      );
      return tokenResult(server, born);
    },
  };
}

/** @param operator as far as the list is known @throws Cancelled */
export async function askToRegenerate(
  call: Call,
  server: Server,
  operator: TokenRecord | undefined,
  parts: Pick<Parts, 'search' | 'found'>,
): Promise<void> {
  const question = {
    message: l10n.t('Regenerate the operator token of {0} ({1})?', server.name, server.url),
    detail: l10n.t(
      'Its present string stops working at once, wherever it is used. This cannot be undone. "Rotate Token" rewrites the files too, also without an outage.',
    ),
    yes: l10n.t('Regenerate'),
  };
  await askWithUsage(call, { name: operatorTokenName, hash: operator?.hash }, question, parts);
}
