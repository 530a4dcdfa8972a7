/** Why the catalog refused; the routes give each its status. */
export type RefusalReason = 'name taken' | 'not found' | 'operator cannot be deleted' | 'no operator to update';

/** The catalog did not do what it was asked. `message` is the body of the answer. */
export class CatalogError extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The expiry lies beyond what the clock can express, in a release that panics on it. */
export class ServerPanic extends Error {}
