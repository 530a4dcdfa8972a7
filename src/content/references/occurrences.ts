import type { Steps } from '../../core/pauses.ts';
import { Positions } from '../fileText.ts';
import type { Occurrence, TokensInBytes } from '../foundFile.ts';
import { referencesIn, type ReferenceContext } from './environmentReference.ts';

/** Adds what can be said about each token's position, with a pause after every few milliseconds. */
export function* locateTokens(
  { text, tokens }: TokensInBytes,
  path: string,
  context: ReferenceContext,
): Steps<Occurrence[]> {
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
