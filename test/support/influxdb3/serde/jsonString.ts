import type { JsonCursor } from './jsonCursor.ts';

const quote = 0x22;
const backslash = 0x5c;
const escapes: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Reads a string after its opening quote, up to and including the closing one. */
export function readStringRest(cursor: JsonCursor): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const parts: string[] = [];
  let start = cursor.index;
  const flush = (): void => {
    const bytes = cursor.bytes.subarray(start, cursor.index);
    try {
      parts.push(decoder.decode(bytes));
    } catch {
      cursor.index += 1;
      throw cursor.error('invalid unicode code point');
    }
  };

  for (;;) {
    const byte = cursor.peek();
    if (byte === undefined) throw cursor.error('EOF while parsing a string');
    if (byte === quote) {
      flush();
      cursor.index += 1;
      return parts.join('');
    }
    if (byte === backslash) {
      flush();
      cursor.index += 1;
      parts.push(readEscape(cursor));
      start = cursor.index;
      continue;
    }
    cursor.index += 1;
    if (byte < 0x20) throw cursor.error('control character (\\u0000-\\u001F) found while parsing a string');
  }
}

function readEscape(cursor: JsonCursor): string {
  const character = nextOrEof(cursor);
  if (character !== 'u') {
    const plain = escapes[character];
    if (plain === undefined) throw cursor.error('invalid escape');
    return plain;
  }
  const first = readHex(cursor);
  if (first >= 0xdc00 && first <= 0xdfff) throw cursor.error('lone leading surrogate in hex escape');
  if (first < 0xd800 || first > 0xdbff) return String.fromCharCode(first);

  // A high surrogate must be followed by an escaped low one.
  for (const expected of ['\\', 'u']) {
    if (nextOrEof(cursor) !== expected) throw cursor.error('unexpected end of hex escape');
  }
  const second = readHex(cursor);
  if (second < 0xdc00 || second > 0xdfff) throw cursor.error('lone leading surrogate in hex escape');
  return String.fromCharCode(first, second);
}

function nextOrEof(cursor: JsonCursor): string {
  const character = cursor.peekCharacter();
  if (character === '') throw cursor.error('EOF while parsing a string');
  cursor.index += 1;
  return character;
}

function readHex(cursor: JsonCursor): number {
  const digits = cursor.bytes.subarray(cursor.index, cursor.index + 4).toString('latin1');
  cursor.index += digits.length;
  if (digits.length < 4) throw cursor.error('EOF while parsing a string');
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw cursor.error('invalid escape');
  return parseInt(digits, 16);
}
