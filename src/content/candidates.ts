import { Token } from '../core/token/token.ts';
import { candidateLengths } from './candidateLengths.ts';

/** In characters. Longer runs hardly ever repeat. */
const maxRememberedLength = 256;
const maxRemembered = 50_000;
/** In characters. Hashing a candidate that is longer by that many costs as much as another candidate. */
const lengthPerCost = 256;

/** The strings in a text that were checked, each of which had to be hashed. */
export class Candidates {
  readonly #isKnown: (token: Token) => boolean;
  /** Logs repeat a token that isn't known thousands of times, and each has dozens of beginnings. */
  readonly #unknownRuns = new Set<string>();
  /** In hashes. */
  cost = 0;

  constructor(isKnown: (token: Token) => boolean) {
    this.#isKnown = isKnown;
  }

  isKnown(token: Token): boolean {
    this.cost += 1;
    return this.#isKnown(token);
  }

  /** Returns the longest known token that the characters start with. */
  longestKnown(characters: string): Token | undefined {
    if (this.#unknownRuns.has(characters)) {
      return undefined;
    }
    for (const length of candidateLengths(characters)) {
      const token = new Token(characters.slice(0, length));
      this.cost += Math.floor(length / lengthPerCost);
      if (this.isKnown(token)) {
        return token;
      }
    }
    if (characters.length <= maxRememberedLength) {
      this.#remember(characters);
    }
    return undefined;
  }

  #remember(characters: string): void {
    if (this.#unknownRuns.size >= maxRemembered) {
      this.#unknownRuns.clear();
    }
    this.#unknownRuns.add(characters);
  }
}
