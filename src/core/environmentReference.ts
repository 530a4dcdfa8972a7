import type { Reference } from './edits.ts';
import { lastLine, variable, type Idiom } from './idiom.ts';
import { idiomOfFile } from './idiomOfFile.ts';
import { literalAround, type Literal } from './literalAround.ts';

/** A line that gives the variable its value, or its default: the reference would refer to itself. */
const givesValue = new RegExp(String.raw`env[\w.:[\]'"(]{0,40}${variable}['"\]]*\s*[=,]\s*$`, 'i');

/**
 * How a file refers to an environment variable in place of a token, in its own idiom.
 * @param path of the file; its name and folders tell what reads it
 * @param start offset of the token's first character in `text`
 * @param end offset behind its last
 * @returns `undefined` where no idiom is known, or none fits this place
 */
export function referenceFor(path: string, text: string, start: number, end: number): Reference | undefined {
  const idiom = idiomOfFile(path, text);
  // A reference would mean something else behind them.
  if (idiom === undefined || /[\\$]/.test(text[start - 1] ?? '')) {
    return undefined;
  }
  const literal = literalAround(idiom.grammar, text, start, end);
  if (literal === 'unsure') {
    return undefined;
  }
  const before = text.slice(0, literal?.start ?? start);
  const after = text.slice(literal?.end ?? end);
  if (givesValue.test(lastLine(before)) || idiom.unfit?.(before, after) === true) {
    return undefined;
  }
  if (literal === undefined) {
    return inPlace(idiom.bare?.(before, after));
  }
  return inPlaceOfWhole(idiom, literal, text, start, end) ?? inPlace(insideOf(idiom, literal, text, start));
}

function inPlaceOfWhole(
  idiom: Idiom,
  literal: Literal,
  text: string,
  start: number,
  end: number,
): Reference | undefined {
  const expression = idiom.whole?.[literal.opening];
  const before = text.slice(literal.start, start);
  const after = text.slice(end, literal.end);
  const isWhole = before === literal.opening && after === literal.opening.slice(-1);
  // What stands there would become one word with it, or belongs to the literal (`tag"…"`, `""""…""""`).
  const isGlued = /[\w$@"'`]/.test(`${text[literal.start - 1] ?? ''}${text[literal.end] ?? ''}`);
  return expression !== undefined && isWhole && !isGlued ? { text: expression, before, after } : undefined;
}

function insideOf(idiom: Idiom, literal: Literal, text: string, start: number): string | undefined {
  const before = text.slice(literal.start, start);
  // Between the braces of `${…}` stands no text.
  return before.lastIndexOf('${') > before.lastIndexOf('}') ? undefined : idiom.inside?.[literal.opening];
}

function inPlace(text: string | undefined): Reference | undefined {
  return text === undefined ? undefined : { text, before: '', after: '' };
}
