import type { DatabaseAction, Permission, SystemResource } from './permission.ts';

/**
 * Whether a token may do something with a database, or with one that doesn't exist yet if `database` is undefined.
 * Entries that name the database hide those for `*`, even if they grant less.
 */
export function isDatabaseAllowed(
  permissions: readonly Permission[],
  database: number | undefined,
  action: DatabaseAction,
): boolean {
  const entries = permissions.filter((permission) => permission.type === 'db');
  return deciding(entries, database).some(({ actions }) => actions.includes(action));
}

export function isSystemAllowed(permissions: readonly Permission[], resource: SystemResource): boolean {
  const entries = permissions.filter((permission) => permission.type === 'system');
  return deciding(entries, resource).some(({ actions }) => actions.includes('read'));
}

function deciding<Resource, Entry extends { resources: '*' | Resource[] }>(
  entries: readonly Entry[],
  resource: Resource | undefined,
): readonly Entry[] {
  const naming = entries.filter(
    ({ resources }) => resources !== '*' && resource !== undefined && resources.includes(resource),
  );
  return naming.length > 0 ? naming : entries.filter(({ resources }) => resources === '*');
}
