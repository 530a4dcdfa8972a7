import type { Permission } from './permissions.ts';
import { containsTokenString } from './token.ts';

declare const isChecked: unique symbol;

/** What a new resource token can be allowed to do. Only {@link resourcePermissions} returns it. */
export type ResourcePermissions = readonly Permission[] & { readonly [isChecked]: true };

/** Servers also list `update` and `drop`, but don't accept them. The documentation mentions `*`. */
const rejectedActions: ReadonlySet<string> = new Set(['update', 'drop', '*']);

/**
 * Permissions that the server accepts for a new resource token, in the same order.
 * @returns `undefined` if there are none, or if the server rejects one, such as those of an admin token
 */
export function resourcePermissions(permissions: readonly Permission[]): ResourcePermissions | undefined {
  return permissions.length > 0 && permissions.every(isAccepted) ? (permissions as ResourcePermissions) : undefined;
}

/** A token string that was entered as a name must not get into a journal. */
function isAccepted({ type, names, actions }: Permission): boolean {
  return type !== '*' && !names.some(containsTokenString) && !actions.some((action) => rejectedActions.has(action));
}
