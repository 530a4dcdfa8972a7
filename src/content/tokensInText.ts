import * as l10n from '../core/l10n.ts';
import { UserError } from '../core/errors.ts';
import type { Token } from '../core/token/token.ts';
import { Candidates } from './candidates.ts';
import { findFragments } from './fragmentsInText.ts';
import { tokenAt, type IsKnown, type TokenInText } from './tokenAt.ts';

/** A text has so many strings that could be tokens that they weren't all checked. */
export class TooManyCandidates extends UserError {
  override readonly name = 'TooManyCandidates';

  constructor() {
    super(l10n.t('The text contains too many strings that could be tokens. Select one token and try again.'));
  }
}

/** Each candidate is hashed, which takes about two microseconds. */
const maxCandidates = 500_000;
/** Decoding base64 takes as long as hashing this many candidates. */
const base64Cost = 10;

/** Finds tokens that `isKnown` accepts anywhere, and words of the usual length of a token. @throws TooManyCandidates */
export function findTokensInText(text: string, isKnown: IsKnown, limit = maxCandidates): TokenInText[] {
  return withoutPauses(searchText(text, isKnown, limit));
}

/** As {@link findTokensInText}, with a pause after each millisecond or less. @throws TooManyCandidates */
export function* searchText(
  text: string,
  isKnown: IsKnown,
  limit = maxCandidates,
): Generator<undefined, TokenInText[]> {
  const found: TokenInText[] = [];
  const candidates = new Candidates(isKnown);
  let end = 0;
  for (const fragment of findFragments(text)) {
    yield;
    if (fragment === undefined) {
      continue;
    }
    candidates.count += fragment.base64 === undefined ? 1 : base64Cost;
    if (candidates.count > limit) {
      throw new TooManyCandidates();
    }
    const token = fragment.start >= end ? tokenAt(text, fragment, candidates) : undefined;
    if (token !== undefined) {
      // Two tokens in a row may share a character of base64, which only one of them can replace.
      found.push(token.start < end ? { ...token, writing: { form: 'encoded', as: 'base64' } } : token);
      end = token.end;
    }
  }
  return found;
}

export function withoutPauses<Result>(work: Generator<undefined, Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) {
      return value;
    }
  }
}

export function distinctTokens(occurrences: readonly Pick<TokenInText, 'token'>[]): Token[] {
  return [...new Map(occurrences.map(({ token }) => [token.hash, token])).values()];
}
