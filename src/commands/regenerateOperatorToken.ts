import * as l10n from '@vscode/l10n';
import { checkReplaced } from '../operations/steps/lostResponse/check.ts';
import type { Server } from '../core/server/serverList.ts';
import { operatorTokenName } from '../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/token/tokenRecord.ts';
import { UserError } from '../core/errors.ts';
import type { NewToken } from '../influxdb/decode.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import { regenerateOperatorToken as regenerate } from '../influxdb/regenerateOperatorToken.ts';
import { assertNoOpenRotation, withTokenLocked } from '../rotation/guard.ts';
import type { Connection } from '../servers/connections.ts';
import { runServerChange, removeQuietly } from '../operations/steps/serverChange.ts';
import { bearerOf, connect } from '../operations/steps/connect.ts';
import { tokenResult, type Call, type Command } from './command.ts';
import { currentBearer, recreatedOutcome } from '../operations/steps/lostResponse/recreated.ts';
import { serverCheck, sendAndConfirm } from '../operations/steps/lostResponse/sendAndConfirm.ts';
import type { Dependencies } from './dependencies.ts';
import { loadTokenList } from '../operations/steps/tokenList.ts';
import { regenerateOffer, operatorTokenLost } from '../operations/steps/lostResponse/operatorToken.ts';
import { confirmWithUsage } from '../operations/steps/tokenUsage.ts';

export function regenerateOperatorToken(
  deps: Pick<
    Dependencies,
    'store' | 'connections' | 'approval' | 'tokens' | 'newTokens' | 'search' | 'found' | 'rotations' | 'log'
  >,
): Command {
  return {
    id: 'influxdb3Tokens.regenerateOperatorToken',
    coalesce: true,
    async run(call) {
      const connection = await connect(call, deps, l10n.t('Regenerate Operator Token'));
      const { server, identity } = connection;
      // Fail before asking anything if there is no sign-in token.
      await bearerOf(connection, deps);
      await assertNoOpenRotation(identity, [operatorTokenName], deps.rotations);
      // Loading the list sends the token, so an external call needs a confirmation before that.
      let confirmed: TokenRecord | undefined;
      if (call.confirmer.isExternal) {
        confirmed = deps.store.state(server).tokens?.find(isOperatorToken);
        await confirmRegenerate(call, server, confirmed, deps);
      }
      const operator = (await loadTokenList(connection, deps)).records.find(isOperatorToken);
      if (operator === undefined) {
        throw new UserError(
          l10n.t('{0} has no operator token. To create one, use "Create Operator Token".', server.name),
        );
      }
      // Ask again if the earlier question named no files, or those of an earlier operator token.
      if (confirmed?.hash !== operator.hash) {
        await confirmRegenerate(call, server, operator, deps);
      }
      const title = l10n.t('Regenerating the operator token for {0}...', server.name);
      const created = await runServerChange(deps, server, title, (signal) =>
        // Check again: a rotation may have started while the question was open.
        withTokenLocked(identity, operatorTokenName, deps.rotations, () =>
          regenerateNow(connection, operator, signal, deps),
        ),
      );
      return tokenResult(server, created);
    },
  };
}

/** @param confirmed the operator token's record when the user was asked */
async function regenerateNow(
  connection: Connection,
  confirmed: TokenRecord,
  signal: AbortSignal,
  deps: Pick<Dependencies, 'store' | 'tokens' | 'newTokens' | 'log'>,
): Promise<NewToken> {
  const { server, endpoint, identity } = connection;
  const bearer = await bearerOf(connection, deps);
  const records = await listTokens(endpoint, bearer, { signal });
  if (records.find(isOperatorToken)?.hash !== confirmed.hash) {
    throw new UserError(
      l10n.t('Someone else replaced the operator token in the meantime. Refresh the list and try again.'),
    );
  }
  const created = await sendAndConfirm(deps, server, {
    send: () =>
      deps.newTokens.create(connection, () => regenerate(endpoint, bearer, { signal }), bearer.matches(confirmed.hash)),
    check: async () => checkReplaced(serverCheck(endpoint), await currentBearer(connection, bearer, deps), confirmed),
    nothing: {
      sentence: l10n.t('Nothing changed: the operator token is still the same. Try again.'),
      offer: regenerateOffer(server, l10n.t('Try Again')),
    },
    lost: async (record) =>
      (await recreatedOutcome(connection, record, deps)) ??
      operatorTokenLost(connection, record === undefined ? records : undefined, deps),
    unknown: l10n.t("Couldn't check with {0} whether the operator token was replaced.", server.name),
  });
  await removeQuietly(deps, () => deps.tokens.removeByHashPrefix(identity, confirmed.hash));
  return created;
}

/** @param operator `undefined` if the list isn't loaded @throws Cancelled */
export async function confirmRegenerate(
  call: Call,
  server: Server,
  operator: TokenRecord | undefined,
  deps: Pick<Dependencies, 'search' | 'found'>,
): Promise<void> {
  const question = {
    message: l10n.t('Regenerate the operator token for {0} ({1})?', server.name, server.url),
    detail: l10n.t(
      'The current token stops working immediately, wherever it\'s used. This can\'t be undone. To update your files as well, without downtime, use "Rotate Token" instead.',
    ),
    yes: l10n.t('Regenerate Token'),
  };
  await confirmWithUsage(call, { name: operatorTokenName, hash: operator?.hash }, question, deps);
}
