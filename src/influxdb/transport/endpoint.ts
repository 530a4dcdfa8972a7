import type { Authorities } from './authorities.ts';
import type { Logger } from '../../core/logger.ts';
import type { HttpRequest } from './httpRequest.ts';
import type { HttpProxy } from './proxy.ts';
import type { HttpResponse } from './response.ts';

/** Where requests go, and how. Contains no token: each call that needs one gets it as an argument. */
export interface Endpoint {
  /** Normalized base URL including the path prefix, without a trailing slash. */
  readonly url: string;
  /** PEM of certificate authorities to trust in addition to the default ones. */
  readonly ca: string | undefined;
  readonly verifyCertificate: boolean;
  readonly systemAuthorities: boolean;
  readonly authorities?: Authorities;
  readonly proxy: HttpProxy | undefined;
  /** Milliseconds allowed from connecting to the last byte of the response. */
  readonly timeout: number;
  readonly logger: Logger;
  /** The connection that one operation's requests share. Without it, each request has its own. */
  readonly channel?: SharedConnection;
}

export interface SharedConnection {
  /** Which server responds on it; `undefined` until that's checked. */
  readonly clusterId: string | null | undefined;
  send(endpoint: Endpoint, request: HttpRequest, signal: AbortSignal | undefined): Promise<HttpResponse>;
  /** Opens a connection if none is open, and checks which server responds. Sends no token. @throws ServerError */
  checkServer(endpoint: Endpoint, signal: AbortSignal | undefined): Promise<void>;
}

export interface CallOptions {
  /** Cancels the call, unless a change was already sent: its response may contain a token that's sent only once. */
  readonly signal?: AbortSignal;
}
