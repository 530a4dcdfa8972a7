import { hashPrefixOf, type Token } from '../core/token/token.ts';
import { isKnownToken, matchToken, type TokenMatch, type ServerTokens } from '../core/token/matchToken.ts';

export class TokenLookup<Server extends ServerTokens> {
  readonly #servers: readonly Server[];
  readonly #isPending: boolean;
  readonly #now: Date;
  readonly #warningDays: number;
  readonly #identified = new Map<string, TokenMatch<Server>>();
  /** Quickly rules out most strings of unusual length, which are placeholders. */
  readonly #hashPrefixes: ReadonlySet<string>;

  constructor(servers: readonly Server[], isPending: boolean, now: Date, warningDays: number) {
    this.#servers = servers;
    this.#isPending = isPending;
    this.#now = now;
    this.#warningDays = warningDays;
    const hashes = servers.flatMap(({ records, storedTokens }) => [...(records ?? []), ...storedTokens]);
    this.#hashPrefixes = new Set(hashes.map(hashPrefixOf));
  }

  isToken(token: Token): boolean {
    return token.hasServerFormat || (this.#hashPrefixes.has(hashPrefixOf(token)) && isKnownToken(token, this.#servers));
  }

  /** @returns `undefined` if a server that may recognize the token hasn't responded yet */
  identify(token: Token): TokenMatch<Server> | undefined {
    const identified = this.#identified.get(token.hash) ?? this.#lookUp(token);
    this.#identified.set(token.hash, identified);
    return this.#isPending && identified.record === undefined ? undefined : identified;
  }

  #lookUp(token: Token): TokenMatch<Server> {
    return matchToken(token, this.#servers, this.#now, this.#warningDays);
  }
}
