/** The variable that the server's own CLI reads its token from. */
export const variable = 'INFLUXDB3_AUTH_TOKEN';
export const braced = `\${${variable}}`;

/** How files of one kind refer to the variable. What is left out is not possible there. */
export interface Idiom {
  /** Comments and string literals: see `literalAround`. */
  readonly grammar: RegExp;
  /** In place of a whole literal with its quotes, by its opening. */
  readonly whole?: Readonly<Record<string, string>>;
  /** In place of the token within a literal, by the literal's opening. */
  readonly inside?: Readonly<Record<string, string>>;
  /** In place of a token that stands in no literal. */
  readonly bare?: (before: string, after: string) => string | undefined;
  /** Whether a reference would be wrong between the text before and after: before the token, or its whole literal. */
  readonly unfit?: (before: string, after: string) => boolean;
}

export const slashComments = String.raw`\/\/.*|\/\*[^]*?(?:\*\/|$)`;
export const hashComments = String.raw`#.*`;
/** As shells and YAML have them: in the middle of a word it is a letter. */
export const spacedHashComments = String.raw`(?<!\S)#.*`;
export const quoted = String.raw`"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?`;
export const tripleQuoted = String.raw`"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)`;

/** One expression of several, the first that fits winning. */
export function grammarOf(...parts: readonly string[]): RegExp {
  return new RegExp(parts.join('|'), 'g');
}

/** The part of a text behind its last line end. */
export function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}
