import type { Permission } from './permissions.ts';

/** For each type and name, such as `db:metrics`, the actions that are allowed. */
export type Rights = ReadonlyMap<string, ReadonlySet<string>>;

/** Permissions for the same name add up. The server uses `db:*` only for databases that no other permission names. */
export function rightsOf(permissions: readonly Permission[]): Rights {
  const rights = new Map<string, Set<string>>();
  for (const { type, names, actions } of permissions) {
    for (const name of names) {
      const key = `${type}:${name}`;
      rights.set(key, new Set([...(rights.get(key) ?? []), ...actions]));
    }
  }
  return rights;
}

export function hasSameRights(one: readonly Permission[], other: readonly Permission[]): boolean {
  const [rights, otherRights] = [rightsOf(one), rightsOf(other)];
  return (
    rights.size === otherRights.size &&
    [...rights].every(([key, actions]) => {
      const otherActions = otherRights.get(key);
      return otherActions?.size === actions.size && [...actions].every((action) => otherActions.has(action));
    })
  );
}
