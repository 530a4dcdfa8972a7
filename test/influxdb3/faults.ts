/** What can go wrong, in words that can be sent as JSON to the control port. */
export type Trouble =
  /** The connection closes without an answer, with the work undone or done; `reset`: as a TCP reset, where TLS lets it. */
  | { kind: 'close'; when: 'beforeWork' | 'afterWork'; reset?: boolean }
  /** A wait. One before the work is as the real server's: a client that hangs up meanwhile has its request dropped. */
  | { kind: 'delay'; when: 'beforeWork' | 'beforeAnswer'; milliseconds: number }
  /** The work is done; the connection closes in the middle of the answer's headers. */
  | { kind: 'cutHeaders' }
  /** The work is done; the connection closes after so many bytes of the body (half of it). */
  | { kind: 'cutBody'; bytes?: number }
  /**
   * Only so many bytes of the body (half of it) are sent: with a length that says so, which makes a whole answer that
   * cannot be parsed, or with the original length, after which the connection ends in order, but too early.
   */
  | { kind: 'truncate'; contentLength: 'matching' | 'original'; bytes?: number }
  /** The body comes in pieces of so many bytes, with a wait after each. */
  | { kind: 'drip'; bytes: number; milliseconds: number }
  | { kind: 'contentType'; value: string | null }
  /** Another status, with the work done or not. */
  | { kind: 'status'; status: number; work: 'done' | 'undone'; body?: string; contentType?: string }
  | { kind: 'redirect'; location: string; status?: number; work?: 'done' | 'undone' }
  /** A body of so many bytes of white space, sent as fast as they are read and never held in memory; announced or not. */
  | { kind: 'oversized'; bytes: number | 'endless'; announced?: boolean }
  | { kind: 'gzip' };

/** A trouble, and which requests it befalls: without a word on that, any. */
export type Fault = Trouble & {
  method?: string;
  /** Exactly, without the query. */
  path?: string;
  port?: 'main' | 'recovery';
  /** How many requests it befalls: one, unless told otherwise. */
  times?: number | 'always';
};

/** A fault that waits for its requests. */
export interface PendingFault {
  fault: Fault;
  /** How many requests it has befallen. */
  hits: number;
}

/** The faults of a server. Several may befall one request: they then add up, as far as they can. */
export class Faults {
  #pending: PendingFault[] = [];

  /** Adds a fault; `hits` of what is returned goes up as requests meet it. */
  add(fault: Fault): PendingFault {
    const pending = { fault, hits: 0 };
    this.#pending.push(pending);
    return pending;
  }

  /** Drops all that are still waiting. */
  clear(): void {
    this.#pending = [];
  }

  get pending(): readonly PendingFault[] {
    return this.#pending;
  }

  /** The troubles of one request; those that have befallen as many as they should are dropped. */
  take(method: string, path: string, port: 'main' | 'recovery'): Trouble[] {
    const met = this.#pending.filter(
      ({ fault }) =>
        (fault.method ?? method) === method && (fault.path ?? path) === path && (fault.port ?? port) === port,
    );
    for (const pending of met) pending.hits += 1;
    this.#pending = this.#pending.filter(({ fault, hits }) => fault.times === 'always' || hits < (fault.times ?? 1));
    return met.map(({ fault }) => fault);
  }
}
