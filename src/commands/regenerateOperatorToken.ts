import * as l10n from '@vscode/l10n';
import { lookForReplaced } from '../core/lostAnswer.ts';
import type { Server } from '../core/server.ts';
import { operatorTokenName } from '../core/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/tokenRecord.ts';
import { UserError } from '../core/userError.ts';
import type { NewToken } from '../influxdb/decode.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import { regenerateOperatorToken as regenerate } from '../influxdb/regenerateOperatorToken.ts';
import { refuseOpen, withoutRotation } from '../rotation/rotationOpen.ts';
import type { Connection } from '../servers/connections.ts';
import { change, cleanUp } from './change.ts';
import { bearerOf, connect } from './chooseServer.ts';
import { tokenResult, type Call, type Command } from './command.ts';
import { bearerNow, keptMeanwhile } from './keptMeanwhile.ts';
import { lookPort, settle } from './lostAnswer.ts';
import type { Parts } from './parts.ts';
import { readTokens } from './readTokens.ts';
import { regenerateAgain, whenReplaced } from './replacedOperator.ts';
import { askWithUsage } from './usage.ts';

export function regenerateOperatorToken(
  parts: Pick<
    Parts,
    'store' | 'connections' | 'consent' | 'tokens' | 'newTokens' | 'search' | 'found' | 'rotations' | 'log'
  >,
): Command {
  return {
    id: 'influxdb3Tokens.regenerateOperatorToken',
    joinsSameCalls: true,
    async run(call) {
      const connection = await connect(call, parts, l10n.t('Regenerate Operator Token'));
      const { server, identity } = connection;
      // Fail before asking anything if there is no sign-in token.
      await bearerOf(connection, parts);
      await refuseOpen(identity, [operatorTokenName], parts.rotations);
      // Loading the list sends the token, so an external call needs a confirmation before that.
      let askedWith: TokenRecord | undefined;
      if (call.confirmer.fromOutside) {
        askedWith = parts.store.state(server).tokens?.find(isOperatorToken);
        await askToRegenerate(call, server, askedWith, parts);
      }
      const operator = (await readTokens(connection, parts)).records.find(isOperatorToken);
      if (operator === undefined) {
        throw new UserError(
          l10n.t('{0} has no operator token. To create one, use "Create Operator Token".', server.name),
        );
      }
      // Ask again if the earlier question named no files, or those of an earlier operator token.
      if (askedWith?.hash !== operator.hash) {
        await askToRegenerate(call, server, operator, parts);
      }
      const title = l10n.t('Regenerating the operator token of {0}...', server.name);
      const born = await change(parts, server, title, (signal) =>
        // Check again: a rotation may have started while the question was open.
        withoutRotation(identity, operatorTokenName, parts.rotations, () =>
          regenerateNow(connection, operator, signal, parts),
        ),
      );
      return tokenResult(server, born);
    },
  };
}

/** @param asked the operator token's record when the user was asked */
async function regenerateNow(
  connection: Connection,
  asked: TokenRecord,
  signal: AbortSignal,
  parts: Pick<Parts, 'store' | 'tokens' | 'newTokens' | 'log'>,
): Promise<NewToken> {
  const { server, endpoint, identity } = connection;
  const bearer = await bearerOf(connection, parts);
  const records = await listTokens(endpoint, bearer, { signal });
  if (records.find(isOperatorToken)?.hash !== asked.hash) {
    throw new UserError(
      l10n.t('Someone else replaced the operator token in the meantime. Refresh the list and try again.'),
    );
  }
  const born = await settle(parts, server, {
    send: () =>
      parts.newTokens.bear(connection, () => regenerate(endpoint, bearer, { signal }), bearer.matches(asked.hash)),
    look: async () => lookForReplaced(lookPort(endpoint), await bearerNow(connection, bearer, parts), asked),
    nothing: {
      sentence: l10n.t('Nothing changed: the operator token is still the same. Try again.'),
      offer: regenerateAgain(server, l10n.t('Try Again')),
    },
    lost: async (record) =>
      (await keptMeanwhile(connection, record, parts)) ??
      whenReplaced(connection, record === undefined ? records : undefined, parts),
    unknown: l10n.t("Couldn't check with {0} whether the operator token was replaced.", server.name),
  });
  await cleanUp(parts, () => parts.tokens.dropListed(identity, asked.hash));
  return born;
}

/** @param operator `undefined` if the list isn't loaded @throws Cancelled */
export async function askToRegenerate(
  call: Call,
  server: Server,
  operator: TokenRecord | undefined,
  parts: Pick<Parts, 'search' | 'found'>,
): Promise<void> {
  const question = {
    message: l10n.t('Regenerate the operator token of {0} ({1})?', server.name, server.url),
    detail: l10n.t(
      'The current token stops working immediately, wherever it\'s used. This can\'t be undone. To update your files as well, without downtime, use "Rotate Token" instead.',
    ),
    yes: l10n.t('Regenerate'),
  };
  await askWithUsage(call, { name: operatorTokenName, hash: operator?.hash }, question, parts);
}
