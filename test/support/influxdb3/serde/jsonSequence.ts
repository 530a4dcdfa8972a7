import type { JsonCursor } from './jsonCursor.ts';
import { invalidType, type Reader } from './jsonValues.ts';

/** A Rust `Vec`. */
export function sequenceOf(reader: Reader): Reader {
  return (cursor, exponentSign) => {
    const opening = cursor.nextSignificant();
    if (opening === '') throw cursor.peekError('EOF while parsing a value');
    if (opening !== '[') throw invalidType(cursor, 'a sequence', exponentSign);
    cursor.index += 1;
    const elements: unknown[] = [];
    while (hasNextElement(cursor, elements.length === 0)) elements.push(reader(cursor, exponentSign));
    cursor.index += 1;
    return elements;
  };
}

export function hasNextElement(cursor: JsonCursor, isFirst: boolean): boolean {
  const next = cursor.nextSignificant();
  if (next === ']') return false;
  if (next === '') throw cursor.peekError('EOF while parsing a list');
  if (isFirst) return true;
  if (next !== ',') throw cursor.peekError('expected `,` or `]`');
  cursor.index += 1;
  if (cursor.nextSignificant() === ']') throw cursor.peekError('trailing comma');
  return true;
}
