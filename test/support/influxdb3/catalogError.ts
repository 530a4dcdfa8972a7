import type { Release } from './release.ts';

export type RefusalReason =
  | 'name taken'
  | 'hash known'
  | 'already exists'
  | 'not found'
  | 'operator cannot be deleted'
  | 'no operator to update'
  | 'internal database'
  | 'invalid permission';

export class CatalogError extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export function notFoundError(name: string, release: Release): CatalogError {
  const named = release.deleteNamesMissingToken ? `: ${name}` : '';
  return new CatalogError('not found', `the requested resource was not found${named}`);
}

/** In one release, the server panics on an expiration beyond the range of its clock. */
export class ServerPanic extends Error {}
