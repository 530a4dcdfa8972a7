import type { Steps } from '../core/pauses.ts';
import type { Token } from '../core/token/token.ts';
import { EncodedText } from './encodedText.ts';
import { concatenate, partLength } from './wholeBytes.ts';

/** What is written around a token that is inserted: in an env file, the variable and the line breaks. */
export interface Insertion {
  readonly before: string;
  readonly after: string;
}

/** Removes lines that were inserted, if they are unchanged. Returns `undefined` if there's none. */
export function* removeInsertedLines(
  bytes: Buffer,
  insertions: readonly Insertion[],
  token: Token,
): Steps<Buffer | undefined> {
  let rest = bytes;
  for (const { before, after } of insertions.filter((insertion) => insertion.before.includes('='))) {
    rest = (yield* withoutLine(rest, `${before}${token.reveal()}${after}`.trim())) ?? rest;
  }
  return rest === bytes ? undefined : rest;
}

function* withoutLine(bytes: Buffer, line: string): Steps<Buffer | undefined> {
  const text = new EncodedText(bytes);
  for (let partStart = 0; partStart < text.length; partStart += partLength) {
    const part = text.slice(partStart, partStart + partLength + line.length - 1);
    for (let at = part.indexOf(line); at >= 0; at = part.indexOf(line, at + 1)) {
      const start = partStart + at;
      const end = start + line.length;
      const lineBreak = /^(?:\r?\n|$)/.exec(text.slice(end, end + 2));
      if (lineBreak !== null && (start === 0 || text.slice(start - 1, start) === '\n')) {
        return yield* concatenate([text.bytes(0, start), text.bytes(end + lineBreak[0].length)]);
      }
    }
    yield;
  }
  return undefined;
}
