import type { Steps } from '../core/pauses.ts';
import type { FileText } from './fileText.ts';
import type { IsKnown, TokenInText } from './tokenAt.ts';
import { searchText } from './tokensInText.ts';
import { swapBytes } from './wholeBytes.ts';

interface DecodedBytes {
  readonly characters: string;
  /** The offset of the byte that distinguishes the first character if it's ASCII. */
  readonly firstByte: number;
  /** The number of bytes of a character. */
  readonly width: number;
}

/** UTF-16 may also start at an odd byte. */
const decodings: readonly (readonly [encoding: FileText['encoding'], shift: number])[] = [
  ['oneByte', 0],
  ['utf16le', 0],
  ['utf16be', 0],
  ['utf16le', 1],
  ['utf16be', 1],
];

/**
 * Finds known tokens that the file's main encoding hides, because a program appended text in another encoding, as
 * PowerShell does. Offsets are in the text of the main encoding. @throws TooManyCandidates
 */
export function* searchOtherEncodings(
  bytes: Buffer,
  main: FileText,
  found: readonly TokenInText[],
  isKnown: IsKnown,
): Steps<TokenInText[]> {
  if (main.encoding === 'oneByte' && !bytes.includes(0)) {
    return [];
  }
  const width = main.encoding === 'oneByte' ? 1 : 2;
  const firstByte = main.encoding === 'utf16be' ? 1 : 0;
  const keyOf = (byte: number, { token }: TokenInText) => `${byte} ${token.hash}`;
  const keys = new Set(found.map((token) => keyOf(firstByte + token.start * width, token)));
  const hidden: TokenInText[] = [];
  for (const [encoding, shift] of decodings.filter(([encoding, shift]) => shift === 1 || encoding !== main.encoding)) {
    const other = yield* decodeAs(encoding, bytes.subarray(shift));
    const byteAt = (offset: number) => shift + other.firstByte + offset * other.width;
    const tokens = yield* searchText(other.characters, isKnown);
    for (const one of tokens.filter(({ token }) => isKnown(token))) {
      const key = keyOf(byteAt(one.start), one);
      if (!keys.has(key)) {
        keys.add(key);
        const [start, end] = [Math.floor(byteAt(one.start) / width), Math.ceil(byteAt(one.end) / width)];
        hidden.push({ start, end, token: one.token, writing: { form: 'encoded', as: 'otherEncoding' } });
      }
    }
  }
  return hidden;
}

function* decodeAs(encoding: FileText['encoding'], bytes: Buffer): Steps<DecodedBytes> {
  if (encoding === 'oneByte') {
    return { characters: bytes.toString('latin1'), firstByte: 0, width: 1 };
  }
  const units = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const isBigEndian = encoding === 'utf16be';
  const characters = (isBigEndian ? yield* swapBytes(units) : units).toString('utf16le');
  return { characters, firstByte: isBigEndian ? 1 : 0, width: 2 };
}
