/** The environment variable from which the server's own CLI reads its token. */
export const tokenVariable = 'INFLUXDB3_AUTH_TOKEN';
export const braced = `\${${tokenVariable}}`;

/** How a language refers to the variable. Omitted properties aren't possible in that language. */
export interface Idiom {
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

export const slashComments = String.raw`\/\/.*|\/\*[^]*?(?:\*\/|$)`;
export const hashComments = String.raw`#.*`;
/** For shells and YAML, in which `#` starts a comment only at the start of a word. */
export const spacedHashComments = String.raw`(?<!\S)#.*`;
export const quoted = String.raw`"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?`;
export const tripleQuoted = String.raw`"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)`;

export function grammarOf(...parts: readonly string[]): RegExp {
  return new RegExp(parts.join('|'), 'g');
}

export function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}
