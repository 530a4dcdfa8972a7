import * as l10n from '@vscode/l10n';
import { UserError } from '../core/errors.ts';
import type { Server } from '../core/server/server.ts';
import { displayName } from '../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/token/tokenRecord.ts';
import { deleteToken as deleteOnServer } from '../influxdb/deleteToken.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import { withTokenLocked } from '../rotation/tokenLock.ts';
import type { Connection } from '../servers/connections.ts';
import type { Person } from './person.ts';
import type { ServerAccess, TokenUsage } from './ports.ts';
import { chooseToken, type TokenSelection } from './steps/chooseToken.ts';
import { bearerOf, connect } from './steps/connect.ts';
import { checkDeleted } from './steps/lostResponse/serverChecks.ts';
import { sendAndCheck, serverCheck } from './steps/lostResponse/sendAndCheck.ts';
import { withRemedies } from './steps/remedies.ts';
import { removeQuietly, runServerChange } from './steps/serverChange.ts';
import { confirmListingIfExternal, loadTokenList } from './steps/tokenList.ts';
import { confirmWithUsage } from './steps/tokenUsage.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly usage: TokenUsage;
}

/** Asks for confirmation and names the files that contain the token. @throws RemedyError if the response was lost */
export async function deleteToken(
  server: Server,
  selection: TokenSelection | undefined,
  ports: Ports,
): Promise<TokenRecord> {
  return withRemedies(server, async () => {
    const { person, servers, usage } = ports;
    const connection = await connect(server, ports);
    const { identity } = connection;
    // Fail before asking anything if there is no sign-in token.
    await bearerOf(connection, servers);
    const confirmedHash = await confirmBeforeListing(connection, selection, ports);
    const { bearer, records } = await loadTokenList(connection, ports);
    const record = await chooseNamedToken(selection, records, person);
    // Ask again if the earlier question named no files, or those of another token with that name.
    if (confirmedHash !== record.hash) {
      await confirmDelete(server, record, { isBearer: bearer.matches(record.hash) }, ports);
    }
    const progress = l10n.t('Deleting the token "{0}"...', displayName(record.name));
    await runServerChange(server, progress, ports, (signal) =>
      withTokenLocked(identity, record.name, usage.rotations, () => deleteNow(connection, record, signal, ports)),
    );
    return record;
  });
}

/** Loading the list sends the bearer token, so an external call is confirmed first. Returns the confirmed hash. */
async function confirmBeforeListing(
  connection: Connection,
  selection: TokenSelection | undefined,
  ports: Ports,
): Promise<string | undefined> {
  const { server, identity } = connection;
  if (!ports.person.isExternal || selection === undefined) {
    await confirmListingIfExternal(connection, ports.person);
    return undefined;
  }
  const { name } = selection;
  const signIn = await ports.servers.tokens.readSignIn(identity);
  const isBearer = signIn.kind === 'token' && signIn.name === name;
  const hash = ports.servers.store.state(server).tokens?.find((token) => token.name === name)?.hash;
  await confirmDelete(server, { name, hash }, { isBearer }, ports);
  return hash;
}

async function deleteNow(
  connection: Connection,
  record: TokenRecord,
  signal: AbortSignal,
  ports: Ports,
): Promise<void> {
  const { server, endpoint, identity } = connection;
  const { tokens } = ports.servers;
  const bearer = await bearerOf(connection, ports.servers);
  const name = displayName(record.name);
  const records = await listTokens(endpoint, bearer, { signal });
  if (!records.some((listed) => listed.name === record.name && listed.hash === record.hash)) {
    // The request names only the token, and its name may have been reused.
    throw new UserError(l10n.t('"{0}" was deleted or replaced in the meantime. Refresh the list and try again.', name));
  }
  const removeStored = () =>
    removeQuietly(ports, async () => {
      await tokens.removeByHashPrefix(identity, record.hash);
      if (bearer.matches(record.hash)) {
        await tokens.removeSignIn(identity);
      }
    });
  await sendAndCheck(
    server,
    {
      async send() {
        await deleteOnServer(endpoint, bearer, record.name, { signal });
        await removeStored();
      },
      check: () => checkDeleted(serverCheck(endpoint), bearer, record),
      done: removeStored,
      nothing: {
        sentence: l10n.t('Nothing changed: "{0}" still exists. Try again.', name),
        remedy: { kind: 'startAgain', operation: 'deleteToken', server, record },
      },
      unknown: l10n.t('Couldn\'t check whether "{0}" was deleted from {1}.', name, server.name),
    },
    ports,
  );
}

async function confirmDelete(
  server: Server,
  token: { readonly name: string; readonly hash: string | undefined },
  { isBearer }: { readonly isBearer: boolean },
  ports: Ports,
): Promise<void> {
  const question = {
    message: l10n.t('Delete the token "{0}" from {1} ({2})?', displayName(token.name), server.name, server.url),
    detail: [
      l10n.t("Anything that uses this token stops working immediately. This can't be undone."),
      ...(isBearer ? [l10n.t("You're signed in with this token. Deleting it signs you out.")] : []),
    ].join(' '),
    yes: l10n.t('Delete Token'),
  };
  await confirmWithUsage(token, question, ports);
}

async function chooseNamedToken(
  selection: TokenSelection | undefined,
  records: readonly TokenRecord[],
  person: Person,
): Promise<TokenRecord> {
  const named = records.filter((record) => !isOperatorToken(record));
  const record = await chooseToken(selection, records, l10n.t('Delete Token'), person, named);
  if (isOperatorToken(record)) {
    throw new UserError(l10n.t("The operator token can't be deleted. To revoke it, regenerate it."));
  }
  return record;
}
