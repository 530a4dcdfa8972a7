/** Whether the server gets the request, and so does the work. */
export type Work = 'done' | 'undone';

/** How a connection goes: a TCP reset; closed in order; never, so that only a time limit ends the wait. */
export type Ending = 'reset' | 'close' | 'silence';

/** A place in an answer. The string is that of a new token, where the answer holds one. */
export type Place = 'statusLine' | 'headers' | 'body' | 'beforeString' | 'inString' | 'afterString';

/** What becomes of one request between a client and a server. */
export type Fault =
  /** Nothing listens at the port. */
  | { readonly kind: 'refuse' }
  /** The connection is reset as soon as it is there, before TLS. */
  | { readonly kind: 'resetAtOnce' }
  /** The connection is there, and not a byte is ever answered: no TLS either. */
  | { readonly kind: 'silentAtOnce' }
  /** The connection is reset when the request begins to come, which nobody reads: after TLS. */
  | { readonly kind: 'resetUnread' }
  /** The request is read whole, and there is no answer. With the work done, the server's own answer is waited for first. */
  | { readonly kind: 'noAnswer'; readonly work: Work; readonly end: Ending }
  /** The answer comes up to a place in it. */
  | { readonly kind: 'cut'; readonly place: Place; readonly end: Ending }
  /** The body comes up to a place in it, with a length that says that this is all. */
  | { readonly kind: 'shorten'; readonly place: Place }
  /** Another answer in place of the server's; as HTML it is the page of a proxy. */
  | { readonly kind: 'instead'; readonly work: Work; readonly status: number; readonly html: boolean }
  /** The whole answer comes in so many pieces of one length, with a wait after each. */
  | { readonly kind: 'drip'; readonly pieces: number; readonly milliseconds: number }
  /** The body is blanks without an end; the server's own body may stand in front of them. */
  | { readonly kind: 'oversize'; readonly begins: 'blank' | 'whole' }
  /** The body comes compressed, which nobody asked for. */
  | { readonly kind: 'gzip' };

/** What was done to one request. */
export interface Report {
  readonly fault: Fault | undefined;
  /**
   * When it came to that, as `performance.now()` counts; never where an answer does not have the place, or a client
   * hangs up before it.
   */
  befellAt: number | undefined;
  /** Whether the whole request was read here. */
  read: boolean;
  /** Whether the whole request was handed to the server. */
  forwarded: boolean;
  /** The status that the server itself answered, once its whole answer was here. */
  status: number | undefined;
  /** How many bytes of an answer were sent on, before TLS. */
  bytesSent: number;
}

/** The report of a request of which nothing is known yet. */
export function newReport(fault: Fault | undefined): Report {
  return { fault, befellAt: undefined, read: false, forwarded: false, status: undefined, bytesSent: 0 };
}
