import * as l10n from '@vscode/l10n';
import { checkDeleted } from '../operations/steps/lostResponse/check.ts';
import type { Server } from '../core/server/serverList.ts';
import { displayName } from '../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/token/tokenRecord.ts';
import { UserError } from '../core/errors.ts';
import { deleteToken as deleteOnServer } from '../influxdb/deleteToken.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import { withTokenLocked } from '../rotation/guard.ts';
import type { Connection } from '../servers/connections.ts';
import { commandOffer } from '../ui/prompts/failures.ts';
import { TokenNode } from '../ui/servers/nodes.ts';
import { runServerChange, removeQuietly } from '../operations/steps/serverChange.ts';
import { chooseToken } from '../operations/steps/chooseToken.ts';
import { bearerOf, connect } from '../operations/steps/connect.ts';
import { tokenResult, type Call, type Command } from './command.ts';
import { serverCheck, sendAndConfirm } from '../operations/steps/lostResponse/sendAndConfirm.ts';
import type { Dependencies } from './dependencies.ts';
import { confirmExternalListing, loadTokenList } from '../operations/steps/tokenList.ts';
import { confirmWithUsage } from '../operations/steps/tokenUsage.ts';

export function deleteToken(
  deps: Pick<
    Dependencies,
    'settings' | 'store' | 'connections' | 'approval' | 'tokens' | 'search' | 'found' | 'rotations' | 'log'
  >,
): Command {
  return {
    id: 'influxdb3Tokens.deleteToken',
    coalesce: true,
    async run(call) {
      const title = l10n.t('Delete Token');
      const connection = await connect(call, deps, title);
      const { server, identity } = connection;
      // Fail before asking anything if there is no sign-in token.
      await bearerOf(connection, deps);
      // Loading the list sends the bearer token, so an external call needs a confirmation before that.
      const givenName = call.args.name;
      const isNamedExternally = call.confirmer.isExternal && givenName !== undefined;
      let confirmedHash: string | undefined;
      if (isNamedExternally) {
        const signIn = await deps.tokens.readSignIn(identity);
        const isBearer = signIn.kind === 'token' && signIn.name === givenName;
        const listed = deps.store.state(server).tokens?.find(({ name }) => name === givenName);
        confirmedHash = listed?.hash;
        await confirmDelete(call, server, { name: givenName, hash: confirmedHash }, isBearer, deps);
      } else {
        await confirmExternalListing(call, connection);
      }
      const { bearer, records } = await loadTokenList(connection, deps);
      const record = await chooseNamedToken(call, records, title, deps.settings.expiryWarningDays);
      const isBearer = bearer.matches(record.hash);
      // Ask again if the earlier question named no files, or those of another token with that name.
      if (confirmedHash !== record.hash) {
        await confirmDelete(call, server, record, isBearer, deps);
      }
      const progress = l10n.t('Deleting the token "{0}"...', displayName(record.name));
      await runServerChange(deps, server, progress, (signal) =>
        withTokenLocked(identity, record.name, deps.rotations, () => deleteNow(connection, record, signal, deps)),
      );
      return tokenResult(server, record);
    },
  };
}

async function deleteNow(
  connection: Connection,
  record: TokenRecord,
  signal: AbortSignal,
  deps: Pick<Dependencies, 'store' | 'tokens' | 'log'>,
): Promise<void> {
  const { server, endpoint, identity } = connection;
  const bearer = await bearerOf(connection, deps);
  const name = displayName(record.name);
  const records = await listTokens(endpoint, bearer, { signal });
  if (!records.some((listed) => listed.name === record.name && listed.hash === record.hash)) {
    // The server deletes by name alone, so the name must still belong to the token that the user confirmed.
    throw new UserError(l10n.t('"{0}" was deleted or replaced in the meantime. Refresh the list and try again.', name));
  }
  const removeStored = () =>
    removeQuietly(deps, async () => {
      await deps.tokens.removeByHashPrefix(identity, record.hash);
      if (bearer.matches(record.hash)) {
        await deps.tokens.removeSignIn(identity);
      }
    });
  await sendAndConfirm(deps, server, {
    async send() {
      await deleteOnServer(endpoint, bearer, record.name, { signal });
      await removeStored();
    },
    check: () => checkDeleted(serverCheck(endpoint), bearer, record),
    done: removeStored,
    nothing: {
      sentence: l10n.t('Nothing changed: "{0}" still exists. Try again.', name),
      offer: commandOffer(l10n.t('Try Again'), 'influxdb3Tokens.deleteToken', new TokenNode(server, record)),
    },
    unknown: l10n.t('Couldn\'t check whether "{0}" was deleted from {1}.', name, server.name),
  });
}

async function confirmDelete(
  call: Call,
  server: Server,
  token: { readonly name: string; readonly hash: string | undefined },
  isBearer: boolean,
  deps: Pick<Dependencies, 'search' | 'found'>,
): Promise<void> {
  const question = {
    message: l10n.t('Delete the token "{0}" from {1} ({2})?', displayName(token.name), server.name, server.url),
    detail: [
      l10n.t("Anything that uses this token stops working immediately. This can't be undone."),
      ...(isBearer ? [l10n.t("You're signed in with this token. Deleting it signs you out.")] : []),
    ].join(' '),
    yes: l10n.t('Delete Token'),
  };
  await confirmWithUsage(call, token, question, deps);
}

async function chooseNamedToken(
  call: Call,
  records: readonly TokenRecord[],
  title: string,
  warningDays: number,
): Promise<TokenRecord> {
  const namedTokens = records.filter((record) => !isOperatorToken(record));
  const record = await chooseToken(call, records, title, warningDays, namedTokens);
  if (isOperatorToken(record)) {
    throw new UserError(l10n.t("The operator token can't be deleted. To revoke it, regenerate it."));
  }
  return record;
}
