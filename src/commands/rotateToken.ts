import * as l10n from '@vscode/l10n';
import { parseExpiry } from '../core/token/expiry.ts';
import { planRotation } from '../rotation/plan.ts';
import type { Server } from '../core/server/serverList.ts';
import { operatorTokenName, displayName, tokenNameProblem } from '../core/token/tokenName.ts';
import { isOperatorToken } from '../core/token/tokenRecord.ts';
import { throwIfInvalid } from '../core/errors.ts';
import { foldersOnDisk } from '../operations/steps/workspaceSearch.ts';
import { assertNoOpenRotation } from '../rotation/guard.ts';
import { chooseToken } from '../operations/steps/chooseToken.ts';
import { connect } from '../operations/steps/connect.ts';
import type { Call, Command } from './command.ts';
import { findOldToken } from '../operations/steps/oldToken.ts';
import type { Dependencies } from './dependencies.ts';
import { loadTokenList } from '../operations/steps/tokenList.ts';
import { confirmRegenerate } from './regenerateOperatorToken.ts';
import { tokenFromSelection } from '../operations/steps/selectedToken.ts';
import { rotationResult } from './rotationResult.ts';
import { chooseReplacement, askUseBridgeToken } from '../operations/steps/replacementToken.ts';

export function rotateToken(deps: Dependencies): Command {
  return {
    id: 'influxdb3Tokens.rotateToken',
    async run(original) {
      const title = l10n.t('Rotate Token');
      checkArguments(original);
      const call = await tokenFromSelection(original, deps);
      const connection = await connect(call, deps, title);
      const { server } = connection;
      const confirmedHash = await confirmExternalCall(call, server, deps);
      const { bearer, records } = await loadTokenList(connection, deps);
      const record = await chooseToken(call, records, title, deps.settings.expiryWarningDays);
      await assertNoOpenRotation(connection.identity, [record.name], deps.rotations);
      const old = await findOldToken(connection, record, deps);
      const kind = !isOperatorToken(record) ? 'named' : (await askUseBridgeToken(call)) ? 'bridge' : 'operator';
      const replacement = await chooseReplacement(call, kind, record, records, title);
      if (kind === 'operator' && confirmedHash !== record.hash) {
        await confirmRegenerate(call, server, record, deps);
      }
      const journal = planRotation(
        {
          kind,
          server: { name: server.name, url: server.url, identity: connection.identity },
          folders: foldersOnDisk(),
          record,
          old,
          newName: replacement.name,
          lifetime: replacement.lifetime,
          bearer,
        },
        new Date(),
      );
      const { confirmer } = call;
      const answers = { confirmer, files: call.args.files, old: call.args.old };
      const result = await deps.rotator.begin(journal, connection, answers);
      return rotationResult(server, result);
    },
  };
}

/** Checks the arguments before anything is asked or sent. @throws UserError */
function checkArguments({ args }: Call): void {
  if (args.newName !== undefined) {
    throwIfInvalid(tokenNameProblem(args.newName, new Set()));
  }
  if (args.expiry !== undefined) {
    parseExpiry(args.expiry);
  }
}

/** Asks before anything is sent. @returns the operator token's hash if the user was asked about its files */
async function confirmExternalCall(call: Call, server: Server, deps: Dependencies): Promise<string | undefined> {
  const { name, bridge } = call.args;
  if (call.confirmer.isExternal && name === operatorTokenName && bridge !== true) {
    const operator = deps.store.state(server).tokens?.find(isOperatorToken);
    await confirmRegenerate(call, server, operator, deps);
    return operator?.hash;
  }
  await call.confirmer.confirmIfExternal({
    message:
      name === undefined
        ? l10n.t('Rotate a token on {0}?', server.url)
        : l10n.t('Rotate the token "{0}" on {1}?', displayName(name), server.url),
    detail: l10n.t('This creates a new token and updates the files that you select in this workspace.'),
    yes: l10n.t('Rotate Token'),
  });
  return undefined;
}
