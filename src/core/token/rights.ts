import { adminPermissions, isOperatorToken, type TokenRecord } from './tokenRecord.ts';

/** `operator` and `admin` tokens can do everything on their server. `unknown`: the server didn't say. */
export type Rights = 'operator' | 'admin' | 'resource' | 'unknown';

export function rightsOf(record: Pick<TokenRecord, 'name' | 'permissions'>): Rights {
  if (isOperatorToken(record)) {
    return 'operator';
  }
  const permissions = record.permissions.trim();
  if (permissions === adminPermissions) {
    return 'admin';
  }
  return permissions === '' ? 'unknown' : 'resource';
}
