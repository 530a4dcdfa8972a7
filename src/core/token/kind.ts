import { areAdminPermissions, parsePermissions } from './permissions.ts';
import { operatorTokenName } from './tokenName.ts';
import type { TokenRecord } from './tokenRecord.ts';

/**
 * `operator`: the admin token named `_admin`. `admin`: any other token that is allowed to do everything. `resource`:
 * limited to databases or parts of the server (Enterprise, Cloud). `unknown`: its permissions can't be read.
 */
type TokenKind = 'operator' | 'admin' | 'resource' | 'unknown';

/** What the permissions say, not the release: absent or unreadable permissions never make an admin token. */
export function tokenKind({ name, permissions }: Pick<TokenRecord, 'name' | 'permissions'>): TokenKind {
  const parsed = parsePermissions(permissions);
  if (parsed === undefined) {
    return 'unknown';
  }
  const isOperator = name === operatorTokenName;
  if (areAdminPermissions(parsed)) {
    return isOperator ? 'operator' : 'admin';
  }
  // The server allows no other token with the operator token's name, and none with both sorts of permissions.
  return isOperator || parsed.some(({ type }) => type === '*') ? 'unknown' : 'resource';
}
