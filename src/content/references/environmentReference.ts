import type { Reference } from '../edits.ts';
import { lastLine, tokenVariable, type Idiom } from './idiom.ts';
import { idiomOfFile } from './idiomOfFile.ts';
import { literalAround, type Literal } from './literalAround.ts';

/** Matches a line that assigns the variable its value or default, where a reference would refer to itself. */
const assignsVariable = new RegExp(String.raw`env[\w.:[\]'"(]{0,40}${tokenVariable}['"\]]*\s*[=,]\s*$`, 'i');

export function referenceFor(path: string, text: string, start: number, end: number): Reference | undefined {
  const idiom = idiomOfFile(path, text);
  // After a backslash or a dollar sign, a reference would mean something else.
  if (idiom === undefined || /[\\$]/.test(text[start - 1] ?? '')) {
    return undefined;
  }
  const literal = literalAround(idiom.grammar, text, start, end);
  if (literal === 'unsure') {
    return undefined;
  }
  const before = text.slice(0, literal?.start ?? start);
  const after = text.slice(literal?.end ?? end);
  if (assignsVariable.test(lastLine(before)) || idiom.isUnsuitable?.(before, after) === true) {
    return undefined;
  }
  if (literal === undefined) {
    return asReference(idiom.bare?.(before, after));
  }
  return (
    referenceForLiteral(idiom, literal, text, start, end) ?? asReference(textInLiteral(idiom, literal, text, start))
  );
}

/** Any word works, because only the text around it matters. */
const placeholder = 'token';

/** Like {@link referenceFor}, for a token that isn't in the file yet and will replace the text from start to end. */
export function referenceToInsert(path: string, text: string, start: number, end: number): Reference | undefined {
  return referenceFor(path, text.slice(0, start) + placeholder + text.slice(end), start, start + placeholder.length);
}

function referenceForLiteral(
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
  // An adjacent character would merge with the expression, or is part of the literal (`tag"…"`, `""""…""""`).
  const isAdjoined = /[\w$@"'`]/.test(`${text[literal.start - 1] ?? ''}${text[literal.end] ?? ''}`);
  return expression !== undefined && isWhole && !isAdjoined ? { text: expression, before, after } : undefined;
}

function textInLiteral(idiom: Idiom, literal: Literal, text: string, start: number): string | undefined {
  const before = text.slice(literal.start, start);
  // Inside `${…}` there is code, not text.
  return before.lastIndexOf('${') > before.lastIndexOf('}') ? undefined : idiom.inside?.[literal.opening];
}

function asReference(text: string | undefined): Reference | undefined {
  return text === undefined ? undefined : { text, before: '', after: '' };
}
