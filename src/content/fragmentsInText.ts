import {
  base64Break,
  base64Fragments,
  mayContainFragment,
  plainPrefix,
  type Base64Fragment,
} from './tokenFragments.ts';

/** The start of a token in a text: of its prefix, or of the characters of base64 that encode the prefix. */
export interface FragmentInText {
  readonly start: number;
  /** `undefined` if the prefix is not in base64. */
  readonly base64: Base64Fragment | undefined;
}

/** In characters: a part of a text that is searched without a pause. */
const partLength = 256 * 1024;
/** In characters: a fragment with a line break and its indentation. */
const maxFragmentLength = 512;

const anyFragment = new RegExp(
  [plainPrefix, ...base64Fragments.map(({ characters }) => [...characters].join(`(?:${base64Break})?`))]
    .map((pattern) => `(${pattern})`)
    .join('|'),
  'g',
);

/** Yields `undefined` after each part of the text. */
export function* findFragments(text: string): Generator<FragmentInText | undefined, void> {
  for (let partStart = 0; partStart < text.length; partStart += partLength) {
    const part = text.slice(partStart, partStart + partLength + maxFragmentLength);
    if (mayContainFragment(part)) {
      for (const match of part.matchAll(anyFragment)) {
        if (match.index < partLength) {
          const which = match[1] === undefined ? match.indexOf(match[0], 1) - 2 : -1;
          yield { start: partStart + match.index, base64: base64Fragments[which] };
        }
      }
    }
    yield undefined;
  }
}
