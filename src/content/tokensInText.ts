import * as l10n from '../core/l10n.ts';
import { UserError } from '../core/errors.ts';
import { withoutPauses, type Steps } from '../core/pauses.ts';
import type { Token } from '../core/token/token.ts';
import { Candidates } from './candidates.ts';
import { findFragments, type FragmentInText } from './fragmentsInText.ts';
import { tokenAt, type IsKnown, type TokenInText } from './tokenAt.ts';

/** A text has so many strings that could be tokens that they weren't all checked. */
export class TooManyCandidates extends UserError {
  override readonly name = 'TooManyCandidates';

  constructor() {
    super(l10n.t('The text contains too many strings that could be tokens. Select one token and try again.'));
  }
}

/** About a second of work. */
const maxCost = 500_000;
/** About two minutes, in which a million distinct words that are as long as a token can be checked. */
const maxCostWithPauses = 150_000_000;
/** Decoding base64 takes as long as hashing this many candidates. */
const base64Cost = 10;
const nestedCost = 1000;

/**
 * Finds tokens that `isKnown` accepts anywhere, and words of the usual length of a token.
 * @param limit in hashes, each of which takes a microsecond or two @throws TooManyCandidates
 */
export function findTokensInText(text: string, isKnown: IsKnown, limit = maxCost): TokenInText[] {
  return withoutPauses(searchText(text, isKnown, limit));
}

/** As {@link findTokensInText}, with a pause after each millisecond or less. @throws TooManyCandidates */
export function* searchText(text: string, isKnown: IsKnown, limit = maxCostWithPauses): Steps<TokenInText[]> {
  const found: TokenInText[] = [];
  const candidates = new Candidates(isKnown);
  let end = 0;
  for (const fragment of findFragments(text)) {
    yield;
    if (fragment === undefined) {
      continue;
    }
    candidates.cost += costOf(fragment);
    if (candidates.cost > limit) {
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

function costOf({ base64 }: FragmentInText): number {
  if (base64 === undefined) {
    return 1;
  }
  return base64.inner === undefined ? base64Cost : nestedCost;
}

export function distinctTokens(occurrences: readonly Pick<TokenInText, 'token'>[]): Token[] {
  return [...new Map(occurrences.map(({ token }) => [token.hash, token])).values()];
}
