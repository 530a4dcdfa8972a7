/** A string literal in a file, by the offsets of its first character and behind its last. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  /** The quotes that begin it, with the letters before them: `r"`. */
  readonly opening: string;
}

/** Nobody writes such a file by hand, and every place in it would mean reading it once more. */
const longestFile = 100_000;
const opening = /^[A-Za-z$@]*(?:"""|'''|["'`])/;

/**
 * The string literal in which a part of a file stands, inside of a comment or not.
 * @param grammar the file's comments and literals, in one global expression; an unclosed one goes on to where it must
 *   end, so that no text takes more than one pass
 * @returns `undefined` where it stands in none, and `'unsure'` where its line by itself looks different: what began on
 *   a line before, or was mistaken for a quote there, is left to the person
 */
export function literalAround(
  grammar: RegExp,
  text: string,
  start: number,
  end: number,
): Literal | 'unsure' | undefined {
  if (text.length > longestFile) {
    return 'unsure';
  }
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const line = /^.*/.exec(text.slice(lineStart))?.[0] ?? '';
  const inFile = literalIn(grammar, text, start, end);
  const inLine = literalIn(grammar, line, start - lineStart, end - lineStart);
  const agree =
    inFile?.opening === inLine?.opening && (inFile?.start ?? lineStart) === lineStart + (inLine?.start ?? 0);
  return agree ? inFile : 'unsure';
}

function literalIn(grammar: RegExp, text: string, start: number, end: number): Literal | undefined {
  for (const { index, 0: part } of text.matchAll(grammar)) {
    if (index > start) {
      break;
    }
    if (index + part.length >= end) {
      const begins = opening.exec(part)?.[0];
      return begins === undefined
        ? literalInComment(text, start, end)
        : { start: index, end: index + part.length, opening: begins };
    }
  }
  return undefined;
}

/** Comments are full of apostrophes: there only the quotes right around it count. */
function literalInComment(text: string, start: number, end: number): Literal | undefined {
  const quote = text[start - 1] ?? '';
  return /["'`]/.test(quote) && text[end] === quote ? { start: start - 1, end: end + 1, opening: quote } : undefined;
}
