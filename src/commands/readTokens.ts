import * as l10n from '@vscode/l10n';
import type { Token } from '../core/token.ts';
import type { TokenRecord } from '../core/tokenRecord.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import type { Connection } from '../servers/connections.ts';
import { withProgress } from '../ui/progress.ts';
import { bearerOf } from './chooseServer.ts';
import type { Call } from './command.ts';
import type { Parts } from './parts.ts';

/** A server's list, and the token that it was read with. */
interface Read {
  readonly bearer: Token;
  readonly records: readonly TokenRecord[];
}

/**
 * The server's list as it is now, not as the tree last saw it, when no change of that server is under way.
 * @throws OfferedError where it is not signed in; ServerError, UserError, Cancelled
 */
export async function readTokens(connection: Connection, parts: Pick<Parts, 'store' | 'tokens'>): Promise<Read> {
  const { server, endpoint } = connection;
  return withProgress(l10n.t('Loading the tokens of {0}...', server.name), (signal) =>
    parts.store.turns.take(server.url, async () => {
      signal.throwIfAborted();
      const bearer = await bearerOf(connection, parts);
      return { bearer, records: await listTokens(endpoint, bearer, { signal }) };
    }),
  );
}

/** Reading the list sends the server's token, so it is asked about where the command came from outside. @throws Cancelled */
export async function askToRead({ confirmer }: Call, { server }: Connection): Promise<void> {
  await confirmer.askIfFromOutside({
    message: l10n.t('Send your token to {0} to list its tokens?', server.url),
    yes: l10n.t('List Tokens'),
  });
}
