import * as l10n from '@vscode/l10n';
import type { Token } from '../../core/token/token.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import { listTokens } from '../../influxdb/listTokens.ts';
import type { Connection } from '../../servers/connections.ts';
import type { Person } from '../person.ts';
import type { ServerAccess } from '../ports.ts';
import { bearerOf } from './connect.ts';

export interface TokenList {
  readonly bearer: Token;
  readonly records: readonly TokenRecord[];
}

/** Waits for pending changes, and then loads the list. @throws RemedyError if not signed in */
export async function loadTokenList(
  connection: Connection,
  { person, servers }: { readonly person: Person; readonly servers: ServerAccess },
): Promise<TokenList> {
  const { server, endpoint } = connection;
  return person.progress(l10n.t('Loading tokens for {0}...', server.name), (signal) =>
    servers.store.changeQueue.run(server.url, async () => {
      signal.throwIfAborted();
      const bearer = await bearerOf(connection, servers);
      return { bearer, records: await listTokens(endpoint, bearer, { signal }) };
    }),
  );
}

/** Loading the list sends the user's token for the server, so an external call needs confirmation. */
export async function confirmListingIfExternal({ server }: Connection, person: Person): Promise<void> {
  await person.confirmIfExternal({
    message: listingQuestion([server.url]),
    confirmLabel: l10n.t('List Tokens'),
  });
}

export function listingQuestion(urls: readonly string[]): string {
  const [url, ...others] = urls;
  return url !== undefined && others.length === 0
    ? l10n.t('Send your token to {0} to list its tokens?', url)
    : l10n.t(
        'List tokens on these servers? Your sign-in token for each server is sent to it. Servers: {0}',
        urls.join(', '),
      );
}
