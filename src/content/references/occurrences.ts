import { Positions } from '../fileText.ts';
import { searchTokens, type Occurrence, type TokensInBytes } from '../foundFile.ts';
import type { IsKnown } from '../tokenAt.ts';
import { withoutPauses } from '../tokensInText.ts';
import { referencesIn, type ReferenceContext } from './environmentReference.ts';

/** Adds what can be said about each token's position, with a pause after every few milliseconds. */
export function* locateTokens(
  { text, tokens }: TokensInBytes,
  path: string,
  context: ReferenceContext,
): Generator<undefined, Occurrence[]> {
  const positions = new Positions(text);
  const occurrences: Occurrence[] = [];
  const referenceAt = referencesIn(path, text.characters, context);
  for (const found of tokens) {
    yield;
    yield* positions.scan(found.start);
    const nameOf = () => context.nameOf?.(found.token);
    const reference = found.writing.form === 'plain' ? referenceAt(found.start, found.end, nameOf) : undefined;
    occurrences.push({ ...found, ...positions.at(found.start), reference });
  }
  return occurrences;
}

/** Both {@link searchTokens} and {@link locateTokens}, without a pause. @throws TooManyCandidates */
export function findOccurrences(
  bytes: Buffer,
  path: string,
  isKnown: IsKnown,
  context: ReferenceContext = {},
): Occurrence[] {
  const found = withoutPauses(searchTokens(bytes, isKnown));
  return found.tokens.length === 0 ? [] : withoutPauses(locateTokens(found, path, context));
}
