import type { JsonCursor } from './jsonCursor.ts';
import { readNumber } from './jsonNumber.ts';
import { readStringRest } from './jsonString.ts';

/**
 * Reads over a value of any kind, as is done with fields nobody asked for: it has to be JSON all the same. Open
 * objects and arrays are kept in a list, not on the call stack, since a body may be millions of brackets.
 */
export function skipValue(cursor: JsonCursor): void {
  const open: ('{' | '[')[] = [];
  do {
    const opened = skipScalarOrOpen(cursor);
    if (opened !== undefined) {
      open.push(opened);
      if (cursor.nextSignificant() !== closingOf(opened)) {
        if (opened === '{') skipKey(cursor);
        continue;
      }
    }
    closeAndGoOn(cursor, open);
  } while (open.length > 0);
}

function closingOf(opening: '{' | '['): string {
  return opening === '{' ? '}' : ']';
}

function skipScalarOrOpen(cursor: JsonCursor): '{' | '[' | undefined {
  const next = cursor.nextSignificant();
  if (next === '') throw cursor.peekError('EOF while parsing a value');
  if (/[-0-9]/.test(next)) {
    readNumber(cursor);
    return undefined;
  }
  if (!/[ntf"{[]/.test(next)) throw cursor.peekError('expected value');
  cursor.index += 1;
  if (next === '{' || next === '[') return next;
  if (next === '"') readStringRest(cursor);
  else cursor.ident({ n: 'ull', t: 'rue', f: 'alse' }[next] ?? '');
  return undefined;
}

/** Behind a value: closes what ends here, and goes on to the next value of what does not. */
function closeAndGoOn(cursor: JsonCursor, open: ('{' | '[')[]): void {
  for (let inside = open.at(-1); inside !== undefined; inside = open.at(-1)) {
    const next = cursor.nextSignificant();
    if (next === closingOf(inside)) {
      cursor.index += 1;
      open.pop();
      continue;
    }
    if (next === '') throw cursor.peekError(`EOF while parsing ${inside === '{' ? 'an object' : 'a list'}`);
    if (next !== ',') throw cursor.peekError(`expected \`,\` or \`${closingOf(inside)}\``);
    cursor.index += 1;
    if (cursor.nextSignificant() === closingOf(inside)) throw cursor.peekError('trailing comma');
    if (inside === '{') skipKey(cursor);
    return;
  }
}

function skipKey(cursor: JsonCursor): void {
  const next = cursor.nextSignificant();
  if (next !== '"') throw cursor.peekError(next === '' ? 'EOF while parsing an object' : 'key must be a string');
  cursor.index += 1;
  readStringRest(cursor);
  const colon = cursor.nextSignificant();
  if (colon !== ':') throw cursor.peekError(colon === '' ? 'EOF while parsing an object' : 'expected `:`');
  cursor.index += 1;
}
