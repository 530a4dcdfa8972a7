import * as l10n from '@vscode/l10n';
import { UserError } from '../../core/errors.ts';
import type { Server } from '../../core/server/server.ts';
import { hasOperatorToken } from '../../servers/serverState.ts';
import type { ServerAccess } from '../ports.ts';

/** @throws UserError on InfluxDB 3 Cloud, as far as the product is known */
export function assertHasOperatorToken(server: Server, { store }: Pick<ServerAccess, 'store'>): void {
  if (!hasOperatorToken(server, store.state(server))) {
    throw new UserError(
      l10n.t("InfluxData manages the operator token of {0}, so you can't create or replace it.", server.name),
    );
  }
}
