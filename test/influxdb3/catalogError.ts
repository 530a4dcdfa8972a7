export type RefusalReason = 'name taken' | 'not found' | 'operator cannot be deleted' | 'no operator to update';

/** `message` is the body of the response. */
export class CatalogError extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The expiration is beyond the range of the clock, in a release that panics on that. */
export class ServerPanic extends Error {}
