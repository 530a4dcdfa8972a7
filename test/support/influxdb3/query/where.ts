import type { TokenColumn, TokenRow } from './tokenRows.ts';

export type Condition = (row: TokenRow) => boolean;

const condition = /^\s*("?\w+"?)\s*(=|(?:not\s+)?like)\s*(?:'((?:[^']|'')*)'|(\d+))\s*(?:and\b|$)/i;

/** Comparisons of a column with a text or a number, connected by `AND`. Undefined for anything else. */
export function parseConditions(sql: string, column: (text: string) => TokenColumn): Condition[] | undefined {
  const conditions: Condition[] = [];
  for (let rest = sql; rest.trim() !== '';) {
    const match = condition.exec(rest);
    if (match === null) return undefined;
    const [matched, name = '', operator = '', text, number] = match;
    conditions.push(comparison(column(name), operator.toLowerCase(), text?.replaceAll("''", "'") ?? number ?? ''));
    rest = rest.slice(matched.length);
  }
  return conditions;
}

/** Nothing is true of a null column. */
function comparison(column: TokenColumn, operator: string, value: string): Condition {
  const like = likePattern(value);
  return (row) => {
    const actual = row[column];
    if (actual === undefined) return false;
    if (operator === '=') return String(actual) === value;
    return like.test(String(actual)) === (operator === 'like');
  };
}

/** `%` is any text, `_` any character, and a backslash makes the next character literal. */
function likePattern(pattern: string): RegExp {
  const source = pattern.replace(/\\?[^]/gu, (part) => {
    if (part === '%') return '[^]*';
    if (part === '_') return '[^]';
    return (part.length > 1 && part.startsWith('\\') ? part.slice(1) : part).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'u');
}
