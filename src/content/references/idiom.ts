import type { PartialParse } from '@lezer/common';
import type { Reference } from '../edits.ts';
import type { YamlParser } from '../yamlDocuments.ts';

export interface SyntaxParser {
  startParse(text: string): PartialParse;
}

export type FileParser = SyntaxParser | YamlParser;

/** A token in a file, and the variable that a reference to it would read. */
export interface Site {
  readonly start: number;
  readonly end: number;
  readonly variable: string;
}

export type FindReference = (site: Site) => Reference | undefined;

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** See `loadParser`. Without it, files of some languages can't have references. */
  readonly parser: FileParser | undefined;
}

/** How a language or a program's configuration refers to an environment variable. */
export interface Idiom {
  /** Reads a file once, for all tokens in it. Returns `undefined` if it can't have references. */
  readonly read: (file: SourceFile) => FindReference | undefined;
  /** Whether values come from outside, so that `A_TOKEN: …` can become `A_TOKEN: ${A_TOKEN}`. */
  readonly substitutes?: boolean;
  /** Whether a variable in the code can be an environment variable too, as in shells. */
  readonly sharesVariables?: boolean;
  /** Whether the program that reads a file with this text also gets variables from `.env`. Without it, none does. */
  readonly readsEnvFile?: (text: string) => boolean;
}

export function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

export function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

export function mentions(text: string, variable: string): boolean {
  return text.includes(variable) && new RegExp(String.raw`(?<!\w)${variable}(?!\w)`).test(text);
}

/**
 * Whether the code around a literal gives the variable its value or uses it otherwise, as `setenv("X", "…")` and
 * `{"X": "…"}` do. A reference there would refer to itself. A constant with the same name as the variable is fine.
 */
export function isSelfReference(before: string, after: string, variable: string): boolean {
  const isConstant = new RegExp(
    String.raw`^[\w$\s]*(?<!\w)${variable}\s*(?:(?::\s*|(?<=\s))[A-Za-z][\w.<>[\]?|]*\s*)?:?=\s*$`,
  ).test(before);
  return mentions(after, variable) || (mentions(before, variable) && !isConstant);
}
