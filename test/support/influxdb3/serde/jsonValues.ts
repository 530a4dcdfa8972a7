import { UnpositionedSerdeError, type JsonCursor } from './jsonCursor.ts';
import { readNumber, type JsonNumber } from './jsonNumber.ts';
import { readStringRest } from './jsonString.ts';
import { skipValue } from './jsonSkip.ts';
import { floatText } from './floatText.ts';
import { rustDebug } from './rustDebug.ts';

/** Reads one value at the cursor. @throws SerdeError with serde_json's message */
export type Reader = (cursor: JsonCursor, exponentSign: '' | '+') => unknown;

export const readString: Reader = (cursor, exponentSign) => {
  const next = cursor.nextSignificant();
  if (next === '') throw cursor.peekError('EOF while parsing a value');
  if (next !== '"') throw invalidType(cursor, 'a string', exponentSign);
  cursor.index += 1;
  return readStringRest(cursor);
};

/** Reads a Rust `u64` as a bigint, because a JavaScript number can't hold its whole range. */
export const readU64: Reader = (cursor, exponentSign) => {
  const next = cursor.nextSignificant();
  if (next === '') throw cursor.peekError('EOF while parsing a value');
  if (!/[-0-9]/.test(next)) throw invalidType(cursor, 'u64', exponentSign);
  const number = readNumber(cursor);
  if (!('integer' in number)) {
    throw cursor.error(`invalid type: ${numberText(number, exponentSign)}, expected u64`);
  }
  if (number.integer < 0n) throw cursor.error(`invalid value: ${numberText(number, exponentSign)}, expected u64`);
  return number.integer;
};

/** A Rust `Option`: `null` means missing. */
export function optional(reader: Reader): Reader {
  return (cursor, exponentSign) => {
    if (cursor.nextSignificant() !== 'n') return reader(cursor, exponentSign);
    cursor.index += 1;
    cursor.readIdent('ull');
    return undefined;
  };
}

export function oneOf(words: readonly string[]): Reader {
  return (cursor, exponentSign) => {
    const word = readString(cursor, exponentSign) as string;
    if (words.includes(word)) return word;
    const choice = words.map((known) => `\`${known}\``).join(', ');
    throw new UnpositionedSerdeError(`unknown variant \`${word}\`, expected one of ${choice}`);
  };
}

export const skipAnyValue: Reader = (cursor) => skipValue(cursor);

/** The error for a value of the wrong type. Moves the cursor past the value, unless it is an array or an object. */
export function invalidType(cursor: JsonCursor, expected: string, exponentSign: '' | '+'): Error {
  const found = describe(cursor, exponentSign);
  if (found === undefined) return cursor.peekError('expected value');
  return cursor.error(`invalid type: ${found}, expected ${expected}`);
}

function describe(cursor: JsonCursor, exponentSign: '' | '+'): string | undefined {
  const next = cursor.peekCharacter();
  if (/[-0-9]/.test(next)) return numberText(readNumber(cursor), exponentSign);
  if (next === '[') return 'sequence';
  if (next === '{') return 'map';
  if (!/[ntf"]/.test(next)) return undefined;
  cursor.index += 1;
  if (next === '"') return `string ${rustDebug(readStringRest(cursor))}`;
  cursor.readIdent({ n: 'ull', t: 'rue', f: 'alse' }[next] ?? '');
  return { n: 'null', t: 'boolean `true`', f: 'boolean `false`' }[next];
}

function numberText(number: JsonNumber, exponentSign: '' | '+'): string {
  if ('integer' in number) return `integer \`${number.integer}\``;
  return `floating point \`${floatText(number.float, exponentSign)}\``;
}
