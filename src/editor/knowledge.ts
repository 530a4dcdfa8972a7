import type { Token } from '../core/token.ts';
import { isKnownToken, whichToken, type Identified, type KnownServer } from '../core/whichToken.ts';

/** As much of a hash as a list shows. */
const hashPrefixLength = 9;

/** What is known of the servers' tokens at one moment, for asking about many strings. */
export class Knowledge<Server extends KnownServer> {
  readonly #servers: readonly Server[];
  readonly #isPending: boolean;
  readonly #now: Date;
  readonly #warningDays: number;
  readonly #identified = new Map<string, Identified<Server>>();
  /** Of every known hash the begin: most strings of an odd length are placeholders, and told apart by one look. */
  readonly #hashPrefixes: ReadonlySet<string>;

  /**
   * @param isPending whether an answer of a server is still to come
   * @param warningDays from how many days before its expiry a token counts as expiring
   */
  constructor(servers: readonly Server[], isPending: boolean, now: Date, warningDays: number) {
    this.#servers = servers;
    this.#isPending = isPending;
    this.#now = now;
    this.#warningDays = warningDays;
    const hashes = servers.flatMap(({ records, kept }) => [...(records ?? []), ...kept]);
    this.#hashPrefixes = new Set(hashes.map(({ hash }) => hash.slice(0, hashPrefixLength)));
  }

  /** Whether a string that begins like a token is one: made by a server, or of any other length and known. */
  isToken(token: Token): boolean {
    return (
      token.looksMadeByServer ||
      (this.#hashPrefixes.has(token.hash.slice(0, hashPrefixLength)) && isKnownToken(token, this.#servers))
    );
  }

  /** @returns `undefined` where the server that could know it is still being asked */
  identify(token: Token): Identified<Server> | undefined {
    const identified = this.#identified.get(token.hash) ?? this.#lookUp(token);
    this.#identified.set(token.hash, identified);
    return this.#isPending && identified.record === undefined ? undefined : identified;
  }

  #lookUp(token: Token): Identified<Server> {
    return whichToken(token, this.#servers, this.#now, this.#warningDays);
  }
}
