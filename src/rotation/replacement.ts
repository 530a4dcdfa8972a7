import * as l10n from '../core/l10n.ts';
import { UserError } from '../core/errors.ts';
import { parsePermissions } from '../core/token/permissions.ts';
import { adminKind, type ReplaceableKind } from '../core/token/replaceable.ts';
import { resourcePermissions, type ResourcePermissions } from '../core/token/resourcePermissions.ts';
import { hasSameRights } from '../core/token/rights.ts';
import { displayName } from '../core/token/tokenName.ts';
import { ensureSameDatabases } from './databases.ts';
import type { Journal, PlannedToken } from './journal.ts';
import { findOld, notListedError, type TokenListing } from './listing.ts';
import type { NewToken, ServerPort } from './ports.ts';

/** What the planned resource token is allowed to do. @throws UserError if the journal doesn't say */
export function plannedPermissions({ name, permissions = [] }: PlannedToken): ResourcePermissions {
  const parsed = permissions.map(parsePermissions);
  const checked = parsed.every((permission) => permission !== undefined)
    ? resourcePermissions(parsed.flat())
    : undefined;
  if (checked === undefined) {
    throw new UserError(
      l10n.t(
        'The permissions of the new token "{0}" aren\'t known. Undo the rotation, and rotate the token again.',
        displayName(name),
      ),
    );
  }
  return checked;
}

/** The request for the planned token. @throws UserError if that would have other rights than the old token */
export async function requestFor(
  planned: PlannedToken,
  kind: ReplaceableKind,
  journal: Journal,
  listing: TokenListing,
  server: ServerPort,
): Promise<() => Promise<NewToken>> {
  const { name, how } = planned;
  const { bearer } = listing;
  const lifetime = planned.lifetime ?? undefined;
  switch (how) {
    case 'createResource': {
      const permissions = plannedPermissions(planned);
      assertSameRights(permissions, journal, listing);
      await ensureSameDatabases(planned, permissions, bearer, journal, server);
      return () => server.createResource(bearer, { name, permissions, lifetime });
    }
    case 'create': {
      const old = { kind: adminKind(kind, journal.old) };
      return () => server.create(bearer, name, lifetime, old);
    }
    case 'regenerate': {
      const old = { kind: adminKind(kind, journal.old) };
      return () => server.regenerate(bearer, old);
    }
  }
}

/** Once files were updated, the old token may be gone. What it was allowed to do is then only in the journal. */
function assertSameRights(permissions: ResourcePermissions, journal: Journal, listing: TokenListing): void {
  const old = findOld(listing, journal);
  if (old === undefined && journal.stage === 'creating') {
    throw notListedError(journal);
  }
  const listed = old === undefined ? permissions : parsePermissions(old.permissions);
  if (listed === undefined || !hasSameRights(listed, permissions)) {
    throw new UserError(
      l10n.t(
        'The permissions of "{0}" have changed since the rotation began. Undo the rotation, and rotate the token again.',
        displayName(journal.old.name),
      ),
    );
  }
}
