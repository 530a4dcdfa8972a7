import fc from 'fast-check';
import type { Token } from '../../../src/core/token.ts';
import { anyText } from './anyText.ts';

export interface Woven {
  readonly bytes: Buffer;
  /** How many times the token stands there for sure, as a word of its own. */
  readonly woven: number;
}

const halves = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit));
const lineEnds = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\r\n');
/** What may stand before and behind a token, in pairs. */
const around = fc.constantFrom(
  ['"', '"'],
  ["'", "'"],
  [' ', ' '],
  ['\n', '\n'],
  [': ', '\r\n'],
  ['>', '<'],
  ['=', ' '],
);

/** Any file, with a token woven in as a word of its own, or in the middle of something. */
export function fileWith(token: Token): fc.Arbitrary<Woven> {
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
    .tuple(around, writing)
    .map(([[before, behind], text]) => ({ text: `${before}${text}${behind}`, woven: 1 }));
  const inTheMiddle = writing.map((text) => ({ text, woven: 0 }));
  const quoted = fc.constant({ text: `"${token.reveal()}"`, woven: 1 });
  const other = (texts: fc.Arbitrary<string>) => texts.map((text) => ({ text, woven: 0 }));
  const parts = (texts: fc.Arbitrary<string>) =>
    fc.array(fc.oneof(word, inTheMiddle, quoted, other(texts), other(lineEnds)), { maxLength: 12 }).map((all) => ({
      text: all.map(({ text }) => text).join(''),
      woven: all.reduce((sum, { woven }) => sum + woven, 0),
    }));
  const bytesAsText = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
  const utf8AsText = anyText.map((text) => Buffer.from(text).toString('latin1'));
  const oneByte = parts(fc.oneof(bytesAsText, utf8AsText)).map(({ text, woven }) => ({
    bytes: Buffer.from(text, 'latin1'),
    woven,
  }));
  const utf16 = fc
    .tuple(parts(fc.oneof(anyText, halves)), fc.boolean(), fc.uint8Array({ maxLength: 1 }))
    .map(([{ text, woven }, swap, rest]) => {
      const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
      return { bytes: Buffer.concat([swap ? bytes.swap16() : bytes, rest]), woven };
    });
  // Bytes that begin with a mark by chance are UTF-16, in which those words would be others.
  const isMarked = ({ bytes }: Woven) => ['fffe', 'feff'].includes(bytes.toString('hex', 0, 2));
  return fc.oneof(
    oneByte.filter((file) => !isMarked(file)),
    utf16,
  );
}
