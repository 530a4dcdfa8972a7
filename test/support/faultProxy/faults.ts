/** Whether the server gets the request, and so does the work. */
export type Work = 'done' | 'notDone';

/** How a connection ends: TCP reset, orderly close, or never, so that only a time limit ends the wait. */
export type Ending = 'reset' | 'close' | 'silence';

/** A position in a response. The last three refer to the token in it, and only exist if it has one. */
export type ResponsePosition = 'statusLine' | 'headers' | 'body' | 'beforeToken' | 'inToken' | 'afterToken';

export type Fault =
  | { readonly kind: 'refuse' }
  /** Resets the connection as soon as it is accepted, before TLS. */
  | { readonly kind: 'resetAtOnce' }
  /** Accepts the connection, but never sends a byte, not even for TLS. */
  | { readonly kind: 'silentAtOnce' }
  /** Resets the connection when the first bytes of the request arrive, after TLS. */
  | { readonly kind: 'resetBeforeRead' }
  /** Reads the whole request, but never responds. With the work done, waits for the server's own response first. */
  | { readonly kind: 'noResponse'; readonly work: Work; readonly end: Ending }
  | { readonly kind: 'cut'; readonly position: ResponsePosition; readonly end: Ending }
  /** Sends the body up to a position, with a `content-length` that matches. */
  | { readonly kind: 'shorten'; readonly position: ResponsePosition }
  /** Sends another response instead of the server's; as HTML, the error page of a reverse proxy. */
  | { readonly kind: 'substitute'; readonly work: Work; readonly status: number; readonly isHtml: boolean }
  /** Sends the whole response in pieces of equal length, and waits after each. */
  | { readonly kind: 'drip'; readonly pieces: number; readonly milliseconds: number }
  /** Sends spaces without end, after the server's own body or instead of it. */
  | { readonly kind: 'oversize'; readonly startsWith: 'spaces' | 'body' }
  | { readonly kind: 'gzip' };

export interface FaultReport {
  readonly fault: Fault | undefined;
  /** By `performance.now()`; `undefined` if the fault's position doesn't exist or the client left early. */
  injectedAt: number | undefined;
  read: boolean;
  forwarded: boolean;
  /** The status of the server's own response, once that was read completely. */
  status: number | undefined;
  /** Bytes of the response that the client was sent, before TLS. */
  bytesSent: number;
}

export function newReport(fault: Fault | undefined): FaultReport {
  return { fault, injectedAt: undefined, read: false, forwarded: false, status: undefined, bytesSent: 0 };
}
