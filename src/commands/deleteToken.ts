import * as l10n from '@vscode/l10n';
import { lookForDeleted } from '../core/lostAnswer.ts';
import type { Server } from '../core/server.ts';
import { shownName } from '../core/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/tokenRecord.ts';
import { UserError } from '../core/userError.ts';
import { deleteToken as remove } from '../influxdb/deleteToken.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import { withoutRotation } from '../rotation/rotationOpen.ts';
import type { Connection } from '../servers/connections.ts';
import { commandOffer } from '../ui/failures.ts';
import { TokenNode } from '../ui/nodes.ts';
import { change, cleanUp } from './change.ts';
import { chooseRecord } from './chooseRecord.ts';
import { bearerOf, connect } from './chooseServer.ts';
import { tokenResult, type Call, type Command } from './command.ts';
import { lookPort, settle } from './lostAnswer.ts';
import type { Parts } from './parts.ts';
import { askToRead, readTokens } from './readTokens.ts';
import { askWithUsage } from './usage.ts';

export function deleteToken(
  parts: Pick<
    Parts,
    'settings' | 'store' | 'connections' | 'consent' | 'tokens' | 'search' | 'found' | 'rotations' | 'log'
  >,
): Command {
  return {
    id: 'influxdb3Tokens.deleteToken',
    joinsSameCalls: true,
    async run(call) {
      const title = l10n.t('Delete Token');
      const connection = await connect(call, parts, title);
      const { server, identity } = connection;
      // Fail before asking anything if there is no sign-in token.
      await bearerOf(connection, parts);
      // Loading the list sends the bearer token, so an external call needs a confirmation before that.
      const given = call.args.name;
      const askFirst = call.confirmer.fromOutside && given !== undefined;
      let askedWith: string | undefined;
      if (askFirst) {
        const signIn = await parts.tokens.signIn(identity);
        const isBearer = signIn.kind === 'token' && signIn.name === given;
        const listed = parts.store.state(server).tokens?.find(({ name }) => name === given);
        askedWith = listed?.hash;
        await ask(call, server, { name: given, hash: askedWith }, isBearer, parts);
      } else {
        await askToRead(call, connection);
      }
      const { bearer, records } = await readTokens(connection, parts);
      const record = await chooseToken(call, records, title, parts.settings.expiryWarningDays);
      const isBearer = bearer.matches(record.hash);
      // Ask again if the earlier question named no files, or those of another token with that name.
      if (askedWith !== record.hash) {
        await ask(call, server, record, isBearer, parts);
      }
      const progress = l10n.t('Deleting the token "{0}"...', shownName(record.name));
      await change(parts, server, progress, (signal) =>
        withoutRotation(identity, record.name, parts.rotations, () => deleteNow(connection, record, signal, parts)),
      );
      return tokenResult(server, record);
    },
  };
}

async function deleteNow(
  connection: Connection,
  record: TokenRecord,
  signal: AbortSignal,
  parts: Pick<Parts, 'store' | 'tokens' | 'log'>,
): Promise<void> {
  const { server, endpoint, identity } = connection;
  const bearer = await bearerOf(connection, parts);
  const name = shownName(record.name);
  const records = await listTokens(endpoint, bearer, { signal });
  if (!records.some((listed) => listed.name === record.name && listed.hash === record.hash)) {
    // The server deletes by name alone, so the name must still belong to the token that the user confirmed.
    throw new UserError(l10n.t('"{0}" was deleted or replaced in the meantime. Refresh the list and try again.', name));
  }
  const forget = () =>
    cleanUp(parts, async () => {
      await parts.tokens.dropListed(identity, record.hash);
      if (bearer.matches(record.hash)) {
        await parts.tokens.forgetSignIn(identity);
      }
    });
  await settle(parts, server, {
    async send() {
      await remove(endpoint, bearer, record.name, { signal });
      await forget();
    },
    look: () => lookForDeleted(lookPort(endpoint), bearer, record),
    done: forget,
    nothing: {
      sentence: l10n.t('Nothing changed: "{0}" still exists. Try again.', name),
      offer: commandOffer(l10n.t('Try Again'), 'influxdb3Tokens.deleteToken', new TokenNode(server, record)),
    },
    unknown: l10n.t('Couldn\'t check whether "{0}" was deleted from {1}.', name, server.name),
  });
}

async function ask(
  call: Call,
  server: Server,
  doomed: { readonly name: string; readonly hash: string | undefined },
  isBearer: boolean,
  parts: Pick<Parts, 'search' | 'found'>,
): Promise<void> {
  const question = {
    message: l10n.t('Delete the token "{0}" from {1} ({2})?', shownName(doomed.name), server.name, server.url),
    detail: [
      l10n.t("Anything that uses this token stops working immediately. This can't be undone."),
      ...(isBearer ? [l10n.t("You're signed in with this token. Deleting it signs you out.")] : []),
    ].join(' '),
    yes: l10n.t('Delete Token'),
  };
  await askWithUsage(call, doomed, question, parts);
}

async function chooseToken(
  call: Call,
  records: readonly TokenRecord[],
  title: string,
  warningDays: number,
): Promise<TokenRecord> {
  const named = records.filter((record) => !isOperatorToken(record));
  const record = await chooseRecord(call, records, title, warningDays, named);
  if (isOperatorToken(record)) {
    throw new UserError(l10n.t("The operator token can't be deleted. To revoke it, regenerate it."));
  }
  return record;
}
