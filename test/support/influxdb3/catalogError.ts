export type RefusalReason = 'name taken' | 'not found' | 'operator cannot be deleted' | 'no operator to update';

export class CatalogError extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** In one release, the server panics on an expiration beyond the range of its clock. */
export class ServerPanic extends Error {}
