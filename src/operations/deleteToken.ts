import * as l10n from '@vscode/l10n';
import { UserError } from '../core/errors.ts';
import type { Server } from '../core/server/server.ts';
import { displayName } from '../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/token/tokenRecord.ts';
import { deleteToken as deleteOnServer } from '../influxdb/deleteToken.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import { LastTokenError } from '../rotation/removal.ts';
import { withTokenLocked } from '../rotation/tokenLock.ts';
import type { Connection } from '../servers/connections.ts';
import { isForToken } from '../storage/requestJournal.ts';
import type { Person } from './person.ts';
import type { ServerAccess, TokenUsage } from './ports.ts';
import { RemedyError } from './remedy.ts';
import { chooseToken, type TokenSelection } from './steps/chooseToken.ts';
import { bearerOf } from './steps/connect.ts';
import { checkDeleted } from './steps/deletion/checkDeleted.ts';
import { deleteAndCheck, serverCheck } from './steps/deletion/deleteAndCheck.ts';
import { findOtherToken, firstOtherToken } from './steps/otherToken.ts';
import { confirmProduction } from './steps/productionServer.ts';
import { withRemedies } from './steps/remedies.ts';
import { cleanUp, runServerChange } from './steps/serverChange.ts';
import { confirmListingIfExternal, loadTokenList, type TokenList } from './steps/tokenList.ts';
import { confirmWithUsage } from './steps/tokenUsage.ts';
import { connectForChange } from './steps/writableServer.ts';

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
  readonly usage: TokenUsage;
}

/** If it's the sign-in token, another stored token becomes the sign-in token. @throws RemedyError if none works */
export async function deleteToken(
  server: Server,
  selection: TokenSelection | undefined,
  ports: Ports,
): Promise<TokenRecord> {
  return withRemedies(server, async () => {
    const { person, servers, usage } = ports;
    const connection = await connectForChange(server, ports);
    const { identity } = connection;
    // Fail before any prompt if there's no sign-in token.
    await bearerOf(connection, servers);
    const confirmed = await confirmBeforeListing(connection, selection, ports);
    const list = await loadTokenList(connection, ports);
    const record = await chooseNamedToken(selection, list.records, person);
    const nextSignInName = await findNextSignInName(connection, list, record, ports);
    // Ask again if the earlier question didn't list the files with this token, or named another token to sign in with.
    if (confirmed?.hash !== record.hash || confirmed.nextSignInName !== nextSignInName) {
      await confirmDelete(server, record, nextSignInName, ports);
    }
    await confirmProduction(
      server,
      {
        title: l10n.t('Delete Token'),
        effect: l10n.t('The token "{0}" is deleted and stops working, wherever it\'s used.', displayName(record.name)),
      },
      ports,
    );
    const progress = l10n.t('Deleting the token "{0}"...', displayName(record.name));
    const { name, hash } = record;
    const change = { server, title: progress, action: 'deleteToken', token: { name, hash } } as const;
    await runServerChange(change, ports, async (signal) => {
      await withTokenLocked(identity, name, usage.rotations, () => deleteNow(connection, record, signal, ports));
      return undefined;
    });
    return record;
  });
}

/** Loading the list sends the sign-in token, so an external call is confirmed first. Returns what was confirmed. */
async function confirmBeforeListing(
  connection: Connection,
  selection: TokenSelection | undefined,
  ports: Ports,
): Promise<{ readonly hash: string; readonly nextSignInName: string | undefined } | undefined> {
  const { server, identity } = connection;
  const { person, servers } = ports;
  if (!person.isExternal || selection === undefined) {
    await confirmListingIfExternal(connection, person);
    return undefined;
  }
  const records = servers.store.state(server).tokens ?? [];
  const record = records.find(({ name }) => name === selection.name);
  if (record === undefined) {
    await confirmDelete(server, { name: selection.name, hash: undefined }, undefined, ports);
    return undefined;
  }
  const signIn = await servers.tokens.readSignIn(identity);
  const isSignIn = signIn.kind === 'token' && signIn.token.matches(record.hash);
  const other = isSignIn ? await firstOtherToken(connection, records, record, servers) : undefined;
  await confirmDelete(server, record, other?.name, ports);
  return { hash: record.hash, nextSignInName: other?.name };
}

/** Checked before the prompt, because the token might be the last one that works, and again before the request. */
async function findNextSignInName(
  connection: Connection,
  { bearer, records }: TokenList,
  record: TokenRecord,
  { person, servers }: Ports,
): Promise<string | undefined> {
  if (!bearer.matches(record.hash)) {
    return undefined;
  }
  const { server } = connection;
  const other = await person.progress(l10n.t('Checking other stored tokens for {0}...', server.name), (signal) =>
    findOtherToken(connection, records, record, servers, signal),
  );
  if (other === undefined) {
    throw lastTokenError(server, record);
  }
  return other.name;
}

function lastTokenError(server: Server, { name }: TokenRecord): RemedyError {
  const cause = new LastTokenError(name, server.name);
  return new RemedyError(cause.message, [{ kind: 'signIn', server }], { cause });
}

async function deleteNow(
  connection: Connection,
  record: TokenRecord,
  signal: AbortSignal,
  ports: Ports,
): Promise<void> {
  const { server, endpoint, identity } = connection;
  const { tokens, requests } = ports.servers;
  const signIn = await bearerOf(connection, ports.servers);
  const name = displayName(record.name);
  const records = await listTokens(endpoint, signIn, { signal });
  if (!records.some((listed) => listed.name === record.name && listed.hash === record.hash)) {
    // The request identifies the token only by its name, which may have been reused.
    throw new UserError(l10n.t('"{0}" was deleted or replaced in the meantime. Refresh the list and try again.', name));
  }
  const isSignIn = signIn.matches(record.hash);
  const other = isSignIn ? await findOtherToken(connection, records, record, ports.servers, signal) : undefined;
  if (isSignIn && other === undefined) {
    throw lastTokenError(server, record);
  }
  const bearer = other?.token ?? signIn;
  const removeStored = () =>
    cleanUp(ports, async () => {
      const current = await tokens.readSignIn(identity);
      if (other !== undefined && current.kind === 'token' && current.token.matches(record.hash)) {
        await tokens.storeSignIn(identity, other.token, other.name);
      }
      await tokens.removeByHashPrefix(identity, record.hash);
      // The outcome of earlier requests for this token no longer matters.
      const cluster = endpoint.channel?.clusterId;
      await requests.endMatching((request) => isForToken(request, { name: record.name, identity, cluster }));
    });
  await deleteAndCheck(
    server,
    {
      token: record,
      async send() {
        await deleteOnServer(endpoint, bearer, record.name, { signal });
        await removeStored();
      },
      check: () => checkDeleted(serverCheck(endpoint, ports.servers), bearer, record),
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
  nextSignInName: string | undefined,
  ports: Ports,
): Promise<void> {
  const question = {
    message: l10n.t('Delete the token "{0}" from {1} ({2})?', displayName(token.name), server.name, server.url),
    detail: l10n.t("Anything that uses this token stops working immediately. This can't be undone."),
    note:
      nextSignInName === undefined
        ? undefined
        : l10n.t(
            "You're signed in with this token. After it's deleted, you'll be signed in with \"{0}\".",
            displayName(nextSignInName),
          ),
    confirmLabel: l10n.t('Delete Token'),
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
