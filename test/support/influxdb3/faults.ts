/** A test can also send these to the control port as JSON. */
export type FaultEffect =
  /** Closes the connection without a response. `reset`: with a TCP reset, if TLS allows it. */
  | { kind: 'close'; when: 'beforeWork' | 'afterWork'; reset?: boolean }
  /** If the client hangs up during a delay before the work, the request is dropped, as on the real server. */
  | { kind: 'delay'; when: 'beforeWork' | 'beforeResponse'; milliseconds: number }
  /** Does the work, and closes the connection in the middle of the headers. */
  | { kind: 'cutHeaders' }
  /** Does the work, and closes the connection after this many bytes of the body (default: half). */
  | { kind: 'cutBody'; bytes?: number }
  /** Sends only this many bytes of the body (default: half). With the `original` length, the end comes too early. */
  | { kind: 'truncate'; contentLength: 'matching' | 'original'; bytes?: number }
  | { kind: 'drip'; bytes: number; milliseconds: number }
  | { kind: 'contentType'; value: string | null }
  | { kind: 'status'; status: number; work: 'done' | 'undone'; body?: string; contentType?: string }
  | { kind: 'redirect'; location: string; status?: number; work?: 'done' | 'undone' }
  /** Streams white space without holding it in memory. `isAnnounced` sends a content length. */
  | { kind: 'oversized'; bytes: number | 'endless'; isAnnounced?: boolean }
  | { kind: 'gzip' };

/** By default, a fault applies to any request. */
export type Fault = FaultEffect & {
  method?: string;
  /** Exact path, without the query. */
  path?: string;
  port?: 'main' | 'recovery';
  /** How many requests it applies to. Default: 1. */
  times?: number | 'always';
};

export interface PendingFault {
  fault: Fault;
  hits: number;
}

/** Several faults of one request are combined as far as possible. */
export class Faults {
  #pending: PendingFault[] = [];

  /** `hits` of the result counts the matching requests. */
  add(fault: Fault): PendingFault {
    const pending = { fault, hits: 0 };
    this.#pending.push(pending);
    return pending;
  }

  clear(): void {
    this.#pending = [];
  }

  get pending(): readonly PendingFault[] {
    return this.#pending;
  }

  take(method: string, path: string, port: 'main' | 'recovery'): FaultEffect[] {
    const matching = this.#pending.filter(
      ({ fault }) =>
        (fault.method ?? method) === method && (fault.path ?? path) === path && (fault.port ?? port) === port,
    );
    for (const pending of matching) pending.hits += 1;
    this.#pending = this.#pending.filter(({ fault, hits }) => fault.times === 'always' || hits < (fault.times ?? 1));
    return matching.map(({ fault }) => fault);
  }
}
