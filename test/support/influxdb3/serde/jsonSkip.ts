import type { JsonCursor } from './jsonCursor.ts';
import { readNumber } from './jsonNumber.ts';
import { readStringRest } from './jsonString.ts';

/** Validates the value, too. Doesn't use the call stack, because a body may consist of millions of brackets. */
export function skipValue(cursor: JsonCursor): void {
  const open: ('{' | '[')[] = [];
  do {
    const opened = skipScalarOrOpen(cursor);
    if (opened !== undefined) {
      open.push(opened);
      if (cursor.nextSignificant() !== closingBracket(opened)) {
        if (opened === '{') skipKey(cursor);
        continue;
      }
    }
    closeAndAdvance(cursor, open);
  } while (open.length > 0);
}

function closingBracket(opening: '{' | '['): string {
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
  else cursor.readIdent({ n: 'ull', t: 'rue', f: 'alse' }[next] ?? '');
  return undefined;
}

/** Closes the objects and arrays that end after a value, and moves to the next value of one that doesn't. */
function closeAndAdvance(cursor: JsonCursor, open: ('{' | '[')[]): void {
  for (let inside = open.at(-1); inside !== undefined; inside = open.at(-1)) {
    const next = cursor.nextSignificant();
    if (next === closingBracket(inside)) {
      cursor.index += 1;
      open.pop();
      continue;
    }
    if (next === '') throw cursor.peekError(`EOF while parsing ${inside === '{' ? 'an object' : 'a list'}`);
    if (next !== ',') throw cursor.peekError(`expected \`,\` or \`${closingBracket(inside)}\``);
    cursor.index += 1;
    if (cursor.nextSignificant() === closingBracket(inside)) throw cursor.peekError('trailing comma');
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
