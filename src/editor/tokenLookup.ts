import { knownTokens } from '../core/token/knownTokens.ts';
import { tokenMatcher, type TokenMatch, type ServerTokens } from '../core/token/matchToken.ts';
import type { Token } from '../core/token/token.ts';

export class TokenLookup<Server extends ServerTokens> {
  readonly #isPending: boolean;
  readonly #match: (token: Token) => TokenMatch<Server>;
  readonly #identified = new Map<string, TokenMatch<Server>>();
  /** Whether a server lists the token, or it's stored. */
  readonly isKnown: (token: Token) => boolean;

  constructor(servers: readonly Server[], isPending: boolean, now: Date, warningDays: number) {
    this.#isPending = isPending;
    this.#match = tokenMatcher(servers, now, warningDays);
    this.isKnown = knownTokens(servers);
  }

  /** @returns `undefined` if a server that may recognize the token hasn't responded yet */
  identify(token: Token): TokenMatch<Server> | undefined {
    const identified = this.#identified.get(token.hash) ?? this.#match(token);
    this.#identified.set(token.hash, identified);
    return this.#isPending && identified.record === undefined ? undefined : identified;
  }
}
