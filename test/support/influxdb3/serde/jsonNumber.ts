import type { JsonCursor } from './jsonCursor.ts';

/** As in serde_json, integers that don't fit in 64 bits are floats. */
export type JsonNumber = { integer: bigint } | { float: number };

const unsignedLimit = 2n ** 64n;
const signedLimit = -(2n ** 63n);

export function readNumber(cursor: JsonCursor): JsonNumber {
  const start = cursor.index;
  if (cursor.peekCharacter() === '-') cursor.index += 1;
  readIntegerPart(cursor);
  let isFloat = false;
  if (cursor.peekCharacter() === '.') {
    isFloat = true;
    cursor.index += 1;
    if (skipDigits(cursor) === 0) {
      throw cursor.peekError(cursor.peek() === undefined ? 'EOF while parsing a value' : 'invalid number');
    }
  }
  if (/[eE]/.test(cursor.peekCharacter())) {
    isFloat = true;
    cursor.index += 1;
    if (/[+-]/.test(cursor.peekCharacter())) cursor.index += 1;
    expectDigit(cursor);
    skipDigits(cursor);
  }

  const text = cursor.bytes.subarray(start, cursor.index).toString('latin1');
  if (!isFloat && text !== '-0') {
    const integer = BigInt(text);
    if (integer < unsignedLimit && integer >= signedLimit) return { integer };
  }
  const float = Number(text);
  if (!Number.isFinite(float)) throw cursor.error('number out of range');
  return { float };
}

function readIntegerPart(cursor: JsonCursor): void {
  const first = cursor.peekCharacter();
  expectDigit(cursor);
  if (first !== '0') skipDigits(cursor);
  else if (/[0-9]/.test(cursor.peekCharacter())) throw cursor.peekError('invalid number');
}

function expectDigit(cursor: JsonCursor): void {
  const character = cursor.peekCharacter();
  if (character === '') throw cursor.error('EOF while parsing a value');
  cursor.index += 1;
  if (!/[0-9]/.test(character)) throw cursor.error('invalid number');
}

function skipDigits(cursor: JsonCursor): number {
  const start = cursor.index;
  while (/[0-9]/.test(cursor.peekCharacter())) cursor.index += 1;
  return cursor.index - start;
}
