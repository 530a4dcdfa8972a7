/** A string literal in a file. `end` is the offset after it. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  /** The opening quotes, including a prefix: `r"`. */
  readonly opening: string;
}

const opening = /^[A-Za-z$@]*(?:"""|'''|["'`])/;

/**
 * Finds the string literal, even in a comment, that contains a range of a file. Returns `'unsure'` if parsing only the
 * line gives a different result, because an earlier line may have been misread.
 * @param grammar global; an unclosed literal must match up to where it ends at the latest, so that one pass is enough
 */
export function literalAround(
  grammar: RegExp,
  text: string,
  start: number,
  end: number,
): Literal | 'unsure' | undefined {
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
      const openingQuotes = opening.exec(part)?.[0];
      return openingQuotes === undefined
        ? literalInComment(text, start, end)
        : { start: index, end: index + part.length, opening: openingQuotes };
    }
  }
  return undefined;
}

/** Comments are full of apostrophes, so only quotes directly around the range count. */
function literalInComment(text: string, start: number, end: number): Literal | undefined {
  const quote = text[start - 1] ?? '';
  return /["'`]/.test(quote) && text[end] === quote ? { start: start - 1, end: end + 1, opening: quote } : undefined;
}

/** The quotes right around a token; both are empty if the token isn't a whole literal. */
export function quotesAround(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  opening: RegExp,
): { before: string; after: string } {
  const before = opening.exec(text.slice(Math.max(0, start - 3), start))?.[0] ?? '';
  const after = text[end] ?? '';
  return before !== '' && before.endsWith(after) && after !== '' ? { before, after } : { before: '', after: '' };
}
