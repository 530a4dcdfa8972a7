import type { Reference } from '../edits.ts';
import { isSelfReference, lastLine, mentions, type FindReference, type Site } from './idiom.ts';
import { literalAround, type Literal } from './literalAround.ts';
import { tokenVariable } from './tokenVariables.ts';

/** How a language without a parser refers to one variable. What is left out isn't possible in that language. */
export interface LiteralIdiom {
  /** Matches comments and string literals: see `literalAround`. */
  readonly grammar: RegExp;
  /** Replaces a whole literal with its quotes. Keys are opening quotes. */
  readonly whole?: Readonly<Record<string, string>>;
  /** Replaces only the token in a literal. Keys are opening quotes. */
  readonly inside?: Readonly<Record<string, string>>;
  readonly bare?: (before: string, after: string) => string | undefined;
  /** Whether a reference would be wrong here. Takes the text before and after the token or its whole literal. */
  readonly isUnsuitable?: (before: string, after: string) => boolean;
}

/** In characters. Searching more code before a token for where a statement starts can take minutes. */
const maxContextLength = 4000;

export const slashComments = String.raw`\/\/.*|\/\*[^]*?(?:\*\/|$)`;
export const hashComments = String.raw`#.*`;
/** For shells and YAML, in which `#` starts a comment only at the start of a word. */
export const spacedHashComments = String.raw`(?<!\S)#.*`;
export const quoted = String.raw`"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?`;
export const tripleQuoted = String.raw`"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)`;

export function grammarOf(...parts: readonly string[]): RegExp {
  return new RegExp(parts.join('|'), 'g');
}

export function referencesByLiteral(text: string, idiomFor: (variable: string) => LiteralIdiom): FindReference {
  return (site) => {
    const idiom = idiomFor(site.variable);
    const { start, end } = site;
    const literal = literalAround(idiom.grammar, text, start, end);
    if (literal === 'unsure') {
      return undefined;
    }
    const from = literal?.start ?? start;
    const before = text.slice(Math.max(0, from - maxContextLength), from);
    const after = text.slice(literal?.end ?? end);
    if (idiom.isUnsuitable?.(before, after) === true) {
      return undefined;
    }
    return literal === undefined
      ? withoutQuotes(idiom.bare?.(before, after))
      : (referenceForLiteral(idiom, literal, text, site) ?? withoutQuotes(textInLiteral(idiom, literal, text, start)));
  };
}

/** Whether the statement or line around a literal gives the variable its value, in languages without a parser. */
export function setsVariableNear(before: string, after: string, variable: string): boolean {
  const statement = codeBefore(before);
  const rest = /^[^;\n}]*/.exec(after)?.[0] ?? '';
  const isBlock = /(?:\{|\bdo)$/.test(before.trimEnd());
  return [variable, tokenVariable].some(
    (one) => isSelfReference(statement, rest, one) || (isBlock && mentions(lastLine(before), one)),
  );
}

/** The code of the statement before a literal, in at most four lines. */
export function codeBefore(before: string): string {
  const statement = /[^;{}]*$/.exec(before.slice(-400))?.[0] ?? '';
  return statement.split('\n').slice(-4).join('\n');
}

function referenceForLiteral(
  idiom: LiteralIdiom,
  literal: Literal,
  text: string,
  { start, end }: Site,
): Reference | undefined {
  const expression = idiom.whole?.[literal.opening];
  const before = text.slice(literal.start, start);
  const after = text.slice(end, literal.end);
  const isWhole = before === literal.opening && after === literal.opening.slice(-1);
  // An adjacent character would join the expression to one word, or belongs to the literal (`tag"…"`, `""""…""""`).
  const isAdjoined = /[\w$@"'`/]/.test(`${text[literal.start - 1] ?? ''}${text[literal.end] ?? ''}`);
  return expression !== undefined && isWhole && !isAdjoined ? { text: expression, before, after } : undefined;
}

function textInLiteral(idiom: LiteralIdiom, literal: Literal, text: string, start: number): string | undefined {
  const before = text.slice(literal.start, start);
  // Inside `${…}`, `#{…}`, and `$(…)` there is code, not text.
  const isCode =
    Math.max(before.lastIndexOf('${'), before.lastIndexOf('#{')) > before.lastIndexOf('}') ||
    before.lastIndexOf('$(') > before.lastIndexOf(')');
  return isCode ? undefined : idiom.inside?.[literal.opening];
}

function withoutQuotes(text: string | undefined): Reference | undefined {
  return text === undefined ? undefined : { text, before: '', after: '' };
}
