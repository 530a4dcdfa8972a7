import * as l10n from '@vscode/l10n';
import type { Token } from '../core/token.ts';
import type { TokenRecord } from '../core/tokenRecord.ts';
import { listTokens } from '../influxdb/listTokens.ts';
import type { Connection } from '../servers/connections.ts';
import { withProgress } from '../ui/progress.ts';

/** The server's list as it is now, not as the tree last saw it. @throws ServerError, Cancelled */
export async function readTokens({ server, endpoint }: Connection, bearer: Token): Promise<TokenRecord[]> {
  return withProgress(l10n.t('Reading the tokens of {0}', server.name), (signal) =>
    listTokens(endpoint, bearer, { signal }),
  );
}
