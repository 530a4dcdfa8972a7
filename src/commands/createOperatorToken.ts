import * as l10n from '@vscode/l10n';
import { checkCreated } from '../operations/steps/lostResponse/check.ts';
import { operatorTokenName } from '../core/token/tokenName.ts';
import { isOperatorToken } from '../core/token/tokenRecord.ts';
import { createOperatorToken as create } from '../influxdb/createOperatorToken.ts';
import { listIfAccepted } from '../influxdb/listTokens.ts';
import { operatorTokenExistsMessage } from '../influxdb/transport/refusals.ts';
import { ServerError } from '../influxdb/transport/serverError.ts';
import { commandOffer } from '../ui/prompts/failures.ts';
import { ServerNode } from '../ui/servers/nodes.ts';
import { runServerChange } from '../operations/steps/serverChange.ts';
import { connect } from '../operations/steps/connect.ts';
import { tokenResult, type Command } from './command.ts';
import { serverCheck, sendAndConfirm } from '../operations/steps/lostResponse/sendAndConfirm.ts';
import type { Dependencies } from './dependencies.ts';

export function createOperatorToken(
  deps: Pick<Dependencies, 'store' | 'connections' | 'approval' | 'tokens' | 'newTokens' | 'log'>,
): Command {
  return {
    id: 'influxdb3Tokens.createOperatorToken',
    coalesce: true,
    async run(call) {
      const connection = await connect(call, deps, l10n.t('Create Operator Token'));
      const { server, endpoint, identity } = connection;
      await call.confirmer.confirmIfExternal({
        message: l10n.t('Create the operator token for {0}?', server.url),
        yes: l10n.t('Create Token'),
      });
      const node = new ServerNode(server);
      const title = l10n.t('Creating the operator token for {0}...', server.name);
      const created = await runServerChange(deps, server, title, async (signal) => {
        const signIn = await deps.tokens.readSignIn(identity);
        const bearer = signIn.kind === 'token' ? signIn.token : undefined;
        // Continue even if listing fails: a different InfluxDB server at this URL may accept a new operator token.
        const listed = bearer && (await listIfAccepted(endpoint, bearer, { signal }).catch(() => undefined));
        const hasList = Array.isArray(listed);
        if (hasList && listed.some(isOperatorToken)) {
          throw new ServerError('operatorTokenExists', operatorTokenExistsMessage(), { outcome: 'nothing' });
        }
        return sendAndConfirm(deps, server, {
          send: () => deps.newTokens.create(connection, () => create(endpoint, { signal }), bearer === undefined),
          // Without a token, nothing can be checked. Trying again is safe: no server creates a second operator token.
          check: async () =>
            bearer !== undefined && hasList
              ? checkCreated(serverCheck(endpoint), bearer, operatorTokenName)
              : { kind: 'nothing' },
          nothing: {
            sentence: hasList
              ? l10n.t('Nothing changed: {0} has no operator token. Try again.', server.name)
              : l10n.t(
                  "Without a working token, there's no way to check whether the operator token was created. Try again: if it already exists, the server rejects the request and nothing changes.",
                ),
            offer: commandOffer(l10n.t('Try Again'), 'influxdb3Tokens.createOperatorToken', node),
          },
          lost: () => ({
            sentence: l10n.t(
              'The operator token was created, but its token string was never received, so nobody has it. Regenerate the token to get a new one.',
            ),
            offer: commandOffer(l10n.t('Regenerate Operator Token'), 'influxdb3Tokens.regenerateOperatorToken', node),
          }),
          unknown: l10n.t("Couldn't check whether the operator token was created."),
        });
      });
      return tokenResult(server, created);
    },
  };
}
