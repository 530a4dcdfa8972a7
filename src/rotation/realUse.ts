import * as l10n from '../core/l10n.ts';
import { displayName } from '../core/token/tokenName.ts';
import { UserError } from '../core/errors.ts';
import type { ResourcePermissions } from '../core/token/resourcePermissions.ts';
import type { Token } from '../core/token/token.ts';
import type { Journal } from './journal.ts';
import { rejectedError, untilKnown } from './listing.ts';
import { plannedPermissions } from './replacement.ts';
import type { RotationPorts } from './ports.ts';

/**
 * Sends a query with a new resource token that's allowed to read a database, because every refusal to list tokens looks
 * the same, whatever else the token is allowed to do. @throws UserError if the query is refused
 */
export async function ensureQueryAllowed(
  token: Token,
  { next }: Journal,
  { server }: Pick<RotationPorts, 'server'>,
): Promise<void> {
  const database = next.how === 'createResource' ? readableDatabase(plannedPermissions(next)) : undefined;
  if (database === undefined) {
    return;
  }
  const result = await untilKnown(() => server.query(token, database), server);
  if (result === 'notAuthenticated') {
    throw rejectedError(next);
  }
  if (result === 'notAllowed') {
    throw new UserError(
      l10n.t(
        'The server doesn\'t allow the new token "{0}" to query the database "{1}", so the old token isn\'t deleted. Check whether a proxy is blocking the request, and then finish or undo the rotation.',
        displayName(next.name),
        displayName(database),
      ),
    );
  }
}

function readableDatabase(permissions: ResourcePermissions): string | undefined {
  return permissions
    .filter(({ type, actions }) => type === 'db' && actions.includes('read'))
    .flatMap(({ names }) => names)
    .find((name) => name !== '*');
}
