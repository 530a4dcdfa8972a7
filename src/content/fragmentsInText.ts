import { anyFragment, base64Fragments, maxFragmentLength, type Base64Fragment } from './tokenFragments.ts';

/** The start of a token in a text: of its prefix, or of the characters of base64 that encode the prefix. */
export interface FragmentInText {
  readonly start: number;
  /** `undefined` if the prefix is not in base64. */
  readonly base64: Base64Fragment | undefined;
}

/** In characters: a part of a text that is searched without a pause. */
const partLength = 256 * 1024;

const everyFragment = new RegExp(anyFragment, 'g');

/** Yields `undefined` after each part of the text. */
export function* findFragments(text: string): Generator<FragmentInText | undefined, void> {
  for (let partStart = 0; partStart < text.length; partStart += partLength) {
    const part = text.slice(partStart, partStart + partLength + maxFragmentLength);
    for (const match of part.matchAll(everyFragment)) {
      if (match.index < partLength) {
        const which = match[1] === undefined ? match.indexOf(match[0], 1) - 2 : -1;
        yield { start: partStart + match.index, base64: base64Fragments[which] };
      }
    }
    yield undefined;
  }
}
