import * as l10n from '../core/l10n.ts';
import { redact } from '../core/redact.ts';
import { UserError } from '../core/errors.ts';
import { namesText } from '../core/token/permissionText.ts';
import type { ResourcePermissions } from '../core/token/resourcePermissions.ts';
import type { Token } from '../core/token/token.ts';
import { displayName } from '../core/token/tokenName.ts';
import { nameBeforeDeletion, type Database } from '../influxdb/listDatabases.ts';
import type { Journal, PlannedToken } from './journal.ts';
import type { ServerPort } from './ports.ts';

const maxShownNames = 10;

/** What the names in permissions refer to. A token belongs to the database itself, but the server lists its name. */
interface NamedDatabases {
  /** Names of databases that don't exist. */
  readonly missing: readonly string[];
  /** Names of databases that exist, and of which there's also a deleted one. */
  readonly recreated: readonly string[];
  /** The deleted databases that had one of the names, as the server lists them, such as `metrics-20261128T120000`. */
  readonly deletions: readonly string[];
}

export function namedDatabases(permissions: ResourcePermissions, databases: readonly Database[]): NamedDatabases {
  const all = permissions.filter(({ type }) => type === 'db').flatMap(({ names }) => names);
  const names = new Set(all.filter((name) => name !== '*'));
  const existing = new Set(databases.filter(({ isDeleted }) => !isDeleted).map(({ name }) => name));
  const deletions = databases
    .filter(({ isDeleted, name }) => isDeleted && names.has(nameBeforeDeletion(name)))
    .map(({ name }) => name);
  const deleted = new Set(deletions.map(nameBeforeDeletion));
  return {
    missing: [...names].filter((name) => !existing.has(name)),
    recreated: [...names].filter((name) => existing.has(name) && deleted.has(name)),
    deletions,
  };
}

export function missingDatabasesError(missing: readonly string[], tokenName: string, serverName: string): UserError {
  const [first = '', ...others] = missing;
  const name = displayName(tokenName);
  return new UserError(
    others.length === 0
      ? l10n.t(
          'The database "{0}" no longer exists on {1}, so no token with the permissions of "{2}" can be created. Create a token with other permissions instead.',
          redact(first),
          serverName,
          name,
        )
      : l10n.t(
          'These databases no longer exist on {0}, so no token with the permissions of "{1}" can be created: {2}. Create a token with other permissions instead.',
          serverName,
          name,
          l10n.own(namesText(missing, maxShownNames)),
        ),
  );
}

/** The databases may have changed since they were checked, perhaps days ago. @throws UserError if so */
export async function ensureSameDatabases(
  { knownDeletions = [] }: PlannedToken,
  permissions: ResourcePermissions,
  bearer: Token,
  { old, server: { name: serverName } }: Journal,
  server: ServerPort,
): Promise<void> {
  const { missing, deletions } = namedDatabases(permissions, await server.listDatabases(bearer));
  if (missing.length > 0) {
    throw missingDatabasesError(missing, old.name, serverName);
  }
  if (deletions.some((deletion) => !knownDeletions.includes(deletion))) {
    throw new UserError(
      l10n.t(
        'A database that "{0}" has access to was deleted and recreated since the rotation began. Undo the rotation, and rotate the token again.',
        displayName(old.name),
      ),
    );
  }
}
