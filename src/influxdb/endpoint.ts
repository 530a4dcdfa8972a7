import type { Logger } from '../core/logger.ts';
import type { HttpProxy } from './proxy.ts';

/** Where a request goes and under which terms. Holds no token: that is handed to each call that needs it. */
export interface Endpoint {
  /** Normalised base URL, path prefix included, no trailing slash. */
  readonly url: string;
  /** PEM of certificate authorities to trust besides the usual ones. */
  readonly ca: string | undefined;
  readonly verifyCertificate: boolean;
  /** Whether the authorities that the operating system trusts are among the usual ones. */
  readonly systemAuthorities: boolean;
  /** The proxy on the way; `undefined` where there is none. */
  readonly proxy: HttpProxy | undefined;
  /** Limit on the whole exchange, from connecting to the last byte, in milliseconds. */
  readonly timeout: number;
  readonly logger: Logger;
  /** Asked before each request that carries a token. */
  readonly guard?: Guard;
}

/** Keeps a token from going to another server than the one that it is for. */
export interface Guard {
  /** @throws ServerError where the token must not be sent, or the server is not reached */
  check(options: CallOptions): Promise<void>;
  /** An answer to such a request came. @param told the `cluster-uuid` in it, `undefined` where there was none */
  answered(told: string | undefined): void;
  /** A connection failed, so what answers next may be another server. */
  failed(): void;
}

/** What every call takes besides its own arguments. */
export interface CallOptions {
  /**
   * Aborting ends the wait. A request that changes something is only stopped while it was not sent yet; afterwards its
   * answer is still received, because a token's string comes once.
   */
  readonly signal?: AbortSignal;
}
