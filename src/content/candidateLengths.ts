export const serverTokenLength = 92;
/** Longer tokens don't fit in a header. */
export const maxTokenLength = 8 * 1024;

const minTokenLength = 7;
/** Up to here, every length is tried, because anything may follow a token. */
const maxTriedLength = 512;
/** How many longer lengths are tried, each at the end of a word. */
const maxLongCandidates = 64;

/** The lengths that a known token at the start of these characters may have, the likeliest first. */
export function* candidateLengths(characters: string): Generator<number> {
  const { length } = characters;
  if (length >= serverTokenLength) {
    yield serverTokenLength;
  }
  if (length > maxTriedLength) {
    yield* wordEnds(characters);
  }
  for (let tried = Math.min(length, maxTriedLength); tried >= minTokenLength; tried -= 1) {
    if (tried !== serverTokenLength) {
      yield tried;
    }
  }
}

function* wordEnds(characters: string): Generator<number> {
  if (characters.length <= maxTokenLength) {
    yield characters.length;
  }
  const words = characters
    .slice(maxTriedLength, maxTokenLength + 1)
    .matchAll(/[A-Za-z0-9_](?=[^A-Za-z0-9_])|=(?=[^=])/g);
  for (const { index } of [...words].slice(0, maxLongCandidates).reverse()) {
    yield maxTriedLength + index + 1;
  }
}
