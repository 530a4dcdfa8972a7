import * as l10n from '../../core/l10n.ts';
import { UserError } from '../../core/errors.ts';
import type { Server } from '../../core/server/server.ts';
import { hasOperatorToken } from '../../servers/serverState.ts';
import type { ServerAccess } from '../ports.ts';

/** @throws UserError if the server is known to be InfluxDB 3 Cloud */
export function assertHasOperatorToken(server: Server, { store }: Pick<ServerAccess, 'store'>): void {
  if (!hasOperatorToken(server, store.state(server))) {
    throw new UserError(
      l10n.t("InfluxData manages the operator token for {0}, so you can't create or replace it.", server.name),
    );
  }
}
