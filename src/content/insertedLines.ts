import type { Token } from '../core/token/token.ts';
import { decodeFile, encodeFile } from './fileText.ts';

/** What is written around a token that is inserted: in an env file, the variable and the line breaks. */
export interface Insertion {
  readonly before: string;
  readonly after: string;
}

/** Removes lines that were inserted, if they are unchanged. Returns `undefined` if there's none. */
export function removeInsertedLines(bytes: Buffer, insertions: readonly Insertion[], token: Token): Buffer | undefined {
  const text = decodeFile(bytes);
  let { characters } = text;
  for (const { before, after } of insertions.filter((insertion) => insertion.before.includes('='))) {
    characters = withoutLine(characters, `${before}${token.reveal()}${after}`.trim());
  }
  return characters === text.characters ? undefined : encodeFile({ ...text, characters });
}

function withoutLine(text: string, line: string): string {
  for (let start = text.indexOf(line); start >= 0; start = text.indexOf(line, start + 1)) {
    const lineBreak = /^(?:\r?\n|$)/.exec(text.slice(start + line.length, start + line.length + 2));
    if (lineBreak !== null && (start === 0 || text[start - 1] === '\n')) {
      return text.slice(0, start) + text.slice(start + line.length + lineBreak[0].length);
    }
  }
  return text;
}
