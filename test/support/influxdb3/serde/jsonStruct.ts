import { SerdeError, UnpositionedSerdeError, type JsonCursor } from './jsonCursor.ts';
import { hasNextElement } from './jsonSequence.ts';
import { skipValue } from './jsonSkip.ts';
import { readStringRest } from './jsonString.ts';
import { invalidType, type Reader } from './jsonValues.ts';

/** A struct as serde derives it: its Rust name, which appears in messages, and its fields in order. */
export interface Shape {
  name: string;
  fields: Record<string, Reader>;
  required: string[];
}

export type Fields = Record<string, unknown>;

/** Reads a struct from an object or, as serde also allows, from an array of its fields in order. */
export function readStruct(cursor: JsonCursor, shape: Shape, exponentSign: '' | '+'): Fields {
  const opening = cursor.nextSignificant();
  if (opening === '') throw cursor.peekError('EOF while parsing a value');
  if (opening !== '{' && opening !== '[') throw invalidType(cursor, `struct ${shape.name}`, exponentSign);
  cursor.index += 1;
  try {
    const fields =
      opening === '{' ? readMembers(cursor, shape, exponentSign) : readElements(cursor, shape, exponentSign);
    cursor.index += 1;
    // Check after the end: the message contains the position after the closing brace.
    for (const name of shape.required) {
      if (!(name in fields)) throw new UnpositionedSerdeError(`missing field \`${name}\``);
    }
    return fields;
  } catch (error) {
    if (!(error instanceof UnpositionedSerdeError)) throw error;
    throw positionedError(cursor, error, opening === '{' ? '}' : ']');
  }
}

/** serde_json tries to consume the end of the object before it determines the position. */
function positionedError(cursor: JsonCursor, error: UnpositionedSerdeError, closing: string): SerdeError {
  const isConsumed = cursor.index > 0 && String.fromCharCode(cursor.bytes[cursor.index - 1] ?? 0) === closing;
  if (!isConsumed && cursor.nextSignificant() === closing) cursor.index += 1;
  return cursor.error(error.message);
}

function readMembers(cursor: JsonCursor, shape: Shape, exponentSign: '' | '+'): Fields {
  const fields: Fields = {};
  for (let isFirst = true; hasNextKey(cursor, isFirst); isFirst = false) {
    cursor.index += 1;
    const name = readStringRest(cursor);
    if (Object.hasOwn(fields, name)) throw new UnpositionedSerdeError(`duplicate field \`${name}\``);
    readColon(cursor);
    const reader = Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
    if (reader === undefined) skipValue(cursor);
    else fields[name] = reader(cursor, exponentSign);
  }
  return fields;
}

function hasNextKey(cursor: JsonCursor, isFirst: boolean): boolean {
  let next = cursor.nextSignificant();
  if (next === '}') return false;
  if (next === '') throw cursor.peekError('EOF while parsing an object');
  if (!isFirst) {
    if (next !== ',') throw cursor.peekError('expected `,` or `}`');
    cursor.index += 1;
    next = cursor.nextSignificant();
  }
  if (next === '"') return true;
  if (next === '}') throw cursor.peekError('trailing comma');
  throw cursor.peekError(next === '' ? 'EOF while parsing a value' : 'key must be a string');
}

function readColon(cursor: JsonCursor): void {
  const next = cursor.nextSignificant();
  if (next === '') throw cursor.peekError('EOF while parsing an object');
  if (next !== ':') throw cursor.peekError('expected `:`');
  cursor.index += 1;
}

function readElements(cursor: JsonCursor, shape: Shape, exponentSign: '' | '+'): Fields {
  const fields: Fields = {};
  const readers = Object.entries(shape.fields);
  for (const [position, [name, reader]] of readers.entries()) {
    if (!hasNextElement(cursor, position === 0)) {
      const expected = `struct ${shape.name} with ${readers.length} elements`;
      throw new UnpositionedSerdeError(`invalid length ${position}, expected ${expected}`);
    }
    fields[name] = reader(cursor, exponentSign);
  }
  const next = cursor.nextSignificant();
  if (next === '') throw cursor.peekError('EOF while parsing a list');
  if (next !== ']') throw cursor.peekError(next === ',' ? 'trailing comma' : 'trailing characters');
  return fields;
}
