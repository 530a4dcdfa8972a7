import fc from 'fast-check';
import type { Token } from '../../../src/core/token/token.ts';
import { anyText } from '../core/anyText.ts';

export interface GeneratedFile {
  readonly bytes: Buffer;
  /** The minimum counts only occurrences that are words of their own. */
  readonly minOccurrences: number;
}

const loneSurrogates = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit));
const lineEnds = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\r\n');
const surroundings = fc.constantFrom(
  ['"', '"'],
  ["'", "'"],
  [' ', ' '],
  ['\n', '\n'],
  [': ', '\r\n'],
  ['>', '<'],
  ['=', ' '],
);

/** Any file that contains the token as a word of its own, or inside other text. */
export function fileContaining(token: Token): fc.Arbitrary<GeneratedFile> {
  const base64 = (lineEnd: string) => Buffer.from(token.reveal() + lineEnd).toString('base64');
  const writing = fc.constantFrom(
    token.reveal(),
    base64(''),
    base64('\n'),
    base64('\r\n'),
    base64('').replaceAll('=', ''),
    base64('\r\n').replaceAll('=', ''),
  );
  const word = fc
    .tuple(surroundings, writing)
    .map(([[before, after], text]) => ({ text: `${before}${text}${after}`, minOccurrences: 1 }));
  const insideText = writing.map((text) => ({ text, minOccurrences: 0 }));
  const quoted = fc.constant({ text: `"${token.reveal()}"`, minOccurrences: 1 });
  const other = (texts: fc.Arbitrary<string>) => texts.map((text) => ({ text, minOccurrences: 0 }));
  const parts = (texts: fc.Arbitrary<string>) =>
    fc.array(fc.oneof(word, insideText, quoted, other(texts), other(lineEnds)), { maxLength: 12 }).map((all) => ({
      text: all.map(({ text }) => text).join(''),
      minOccurrences: all.reduce((sum, { minOccurrences }) => sum + minOccurrences, 0),
    }));
  const bytesAsText = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
  const utf8AsText = anyText.map((text) => Buffer.from(text).toString('latin1'));
  const oneByte = parts(fc.oneof(bytesAsText, utf8AsText)).map(({ text, minOccurrences }) => ({
    bytes: Buffer.from(text, 'latin1'),
    minOccurrences,
  }));
  const utf16 = fc
    .tuple(parts(fc.oneof(anyText, loneSurrogates)), fc.boolean(), fc.uint8Array({ maxLength: 1 }))
    .map(([{ text, minOccurrences }, swap, rest]) => {
      const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
      return { bytes: Buffer.concat([swap ? bytes.swap16() : bytes, rest]), minOccurrences };
    });
  // Random bytes that start with a byte order mark are UTF-16, in which the words would be different ones.
  const hasByteOrderMark = ({ bytes }: GeneratedFile) => ['fffe', 'feff'].includes(bytes.toString('hex', 0, 2));
  return fc.oneof(
    oneByte.filter((file) => !hasByteOrderMark(file)),
    utf16,
  );
}
