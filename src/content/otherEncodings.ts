import type { FileText } from './fileText.ts';
import type { IsKnown, TokenInText } from './tokenAt.ts';
import { searchText } from './tokensInText.ts';

interface DecodedBytes {
  readonly characters: string;
  /** The offset of the byte that distinguishes the first character if it's ASCII. */
  readonly firstByte: number;
  /** The number of bytes of a character. */
  readonly width: number;
}

/**
 * Finds known tokens that the file's main encoding hides, because a program appended text in another encoding, as
 * PowerShell does. Offsets are in the text of the main encoding. @throws TooManyCandidates
 */
export function* searchOtherEncodings(
  bytes: Buffer,
  main: FileText,
  found: readonly TokenInText[],
  isKnown: IsKnown,
): Generator<undefined, TokenInText[]> {
  if (main.encoding === 'oneByte' && !bytes.includes(0)) {
    return [];
  }
  const width = main.encoding === 'oneByte' ? 1 : 2;
  const firstByte = main.encoding === 'utf16be' ? 1 : 0;
  const keyOf = (byte: number, { token }: TokenInText) => `${byte} ${token.hash}`;
  const keys = new Set(found.map((token) => keyOf(firstByte + token.start * width, token)));
  const hidden: TokenInText[] = [];
  for (const other of otherDecodings(bytes, main.encoding)) {
    yield;
    const byteAt = (offset: number) => other.firstByte + offset * other.width;
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

/** One after another, so that only one of them is in memory. UTF-16 may also start at an odd byte. */
function* otherDecodings(bytes: Buffer, main: FileText['encoding']): Generator<DecodedBytes, void> {
  if (main !== 'oneByte') {
    yield { characters: bytes.toString('latin1'), firstByte: 0, width: 1 };
  }
  for (const shift of [0, 1]) {
    const units = bytes.subarray(shift, bytes.length - ((bytes.length - shift) % 2));
    if (shift === 1 || main !== 'utf16le') {
      yield { characters: units.toString('utf16le'), firstByte: shift, width: 2 };
    }
    if (shift === 1 || main !== 'utf16be') {
      const characters = Buffer.from(units).swap16().toString('utf16le');
      yield { characters, firstByte: shift + 1, width: 2 };
    }
  }
}
