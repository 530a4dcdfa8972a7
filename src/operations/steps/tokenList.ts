import * as l10n from '../../core/l10n.ts';
import { hasResourceTokens } from '../../core/product.ts';
import type { Server } from '../../core/server/server.ts';
import type { Token } from '../../core/token/token.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import { identifyServer } from '../../influxdb/identifyServer.ts';
import {
  completeRecords,
  isLimited,
  listIfAccepted,
  listWithTime,
  type TokenListing,
} from '../../influxdb/listTokens.ts';
import { ServerError } from '../../influxdb/transport/serverError.ts';
import type { Connection } from '../../servers/connections.ts';
import type { Person, Question } from '../person.ts';
import type { ServerAccess } from '../ports.ts';
import { SignInNeeded } from '../remedy.ts';
import { bearerOf } from './connect.ts';

export interface TokenList {
  readonly bearer: Token;
  readonly records: readonly TokenRecord[];
}

/** Waits for pending changes, and then loads the list. @throws RemedyError if not signed in */
export async function loadTokenList(
  connection: Connection,
  { person, servers }: { readonly person: Person; readonly servers: ServerAccess },
): Promise<TokenList & TokenListing> {
  const { server, endpoint } = connection;
  return person.progress(l10n.t('Loading tokens for {0}...', server.name), (signal) =>
    servers.store.changeQueue.run(server.url, async () => {
      signal.throwIfAborted();
      const bearer = await bearerOf(connection, servers);
      return { bearer, ...(await listWithTime(endpoint, bearer, { signal })) };
    }),
  );
}

/**
 * Loads the list with the sign-in token or, if that isn't allowed to, with a stored token that is.
 * @throws RemedyError if there's no such token, or ServerError if a token can't be read
 */
export async function loadTokenListAsAdmin(
  connection: Connection,
  ports: { readonly person: Person; readonly servers: ServerAccess },
): Promise<TokenList & { readonly signIn: Token }> {
  const { server, endpoint } = connection;
  const listed = await loadTokenList(connection, ports).catch(refusalOf);
  if (!(listed instanceof ServerError) && !isLimited(listed)) {
    return { bearer: listed.bearer, records: completeRecords(listed), signIn: listed.bearer };
  }
  const signIn = await bearerOf(connection, ports.servers);
  return ports.person.progress(l10n.t('Loading tokens for {0}...', server.name), async (signal) => {
    const list = await listWithStoredToken(connection, ports.servers, signal);
    if (list !== undefined) {
      return { ...list, signIn };
    }
    if (
      listed instanceof ServerError &&
      !hasResourceTokens((await identifyServer(endpoint, signIn, { signal })).product)
    ) {
      throw listed;
    }
    throw limitedSignInError(server);
  });
}

/** @throws anything other than the server's refusal to let the token list tokens */
function refusalOf(error: unknown): ServerError {
  if (error instanceof ServerError && error.kind === 'notAllowed') {
    return error;
  }
  throw error;
}

async function listWithStoredToken(
  { endpoint, identity }: Connection,
  { tokens }: ServerAccess,
  signal: AbortSignal,
): Promise<TokenList | undefined> {
  for (const { hash } of await tokens.listStored(identity)) {
    const bearer = await tokens.findByHash(identity, hash);
    const records = bearer && (await listIfAccepted(endpoint, bearer, { signal }));
    if (bearer !== undefined && records !== undefined && typeof records !== 'string') {
      return { bearer, records };
    }
  }
  return undefined;
}

function limitedSignInError(server: Server): SignInNeeded {
  const message = l10n.t(
    'The token that you\'re signed in to "{0}" with has limited access, so it can\'t be used to rotate tokens. Sign in with an admin token.',
    server.name,
  );
  return new SignInNeeded(message, server);
}

/** Loading the list sends the user's token for the server, so an external call needs confirmation. */
export async function confirmListingIfExternal({ server }: Connection, person: Person): Promise<void> {
  await person.confirmIfExternal({
    ...listingQuestion([server]),
    confirmLabel: l10n.t('List Tokens'),
  });
}

/** What a question says before a token is sent to servers to list their tokens. */
export function listingQuestion(servers: readonly Server[]): Pick<Question, 'message' | 'urls'> {
  const [server, ...others] = servers;
  return {
    message:
      server !== undefined && others.length === 0
        ? l10n.t('Send your token to {0} to list its tokens?', server.name)
        : l10n.t('List tokens on these servers? Your sign-in token for each server is sent to it.'),
    urls: servers.map(({ url }) => url),
  };
}
