import * as l10n from '@vscode/l10n';
import type { Token } from '../../core/token/token.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import { listTokens } from '../../influxdb/listTokens.ts';
import type { Connection } from '../../servers/connections.ts';
import { withProgress } from '../../vscode/progress.ts';
import { bearerOf } from './connect.ts';
import type { Call } from '../../commands/command.ts';
import type { Dependencies } from '../../commands/dependencies.ts';

interface TokenList {
  readonly bearer: Token;
  readonly records: readonly TokenRecord[];
}

/** Loads the list after pending changes. @throws OfferedError if not signed in; ServerError, UserError, Cancelled */
export async function loadTokenList(
  connection: Connection,
  deps: Pick<Dependencies, 'store' | 'tokens'>,
): Promise<TokenList> {
  const { server, endpoint } = connection;
  return withProgress(l10n.t('Loading the tokens of {0}...', server.name), (signal) =>
    deps.store.changeQueue.run(server.url, async () => {
      signal.throwIfAborted();
      const bearer = await bearerOf(connection, deps);
      return { bearer, records: await listTokens(endpoint, bearer, { signal }) };
    }),
  );
}

/** Loading the list sends the server's token, so an external call needs a confirmation. @throws Cancelled */
export async function confirmExternalListing({ confirmer }: Call, { server }: Connection): Promise<void> {
  await confirmer.confirmIfExternal({
    message: l10n.t('Send your token to {0} to list its tokens?', server.url),
    yes: l10n.t('List Tokens'),
  });
}
