import type { Reference } from './edits.ts';
import { referencesIn, type ReferenceContext } from './references/environmentReference.ts';
import { Positions, decodeFile } from './fileText.ts';
import type { Token } from '../core/token/token.ts';
import { findTokensInText, type TokenInText } from './tokensInText.ts';

/** One occurrence of a token in a file. Lines and columns start at 1; columns count UTF-16 units. */
export interface Occurrence extends TokenInText {
  readonly line: number;
  readonly column: number;
  /** What could replace the token; `undefined` for base64 and where the file's language has no references. */
  readonly reference: Reference | undefined;
  /** Left out if the occurrence is in the file on disk. */
  readonly editor?: OpenEditor;
}

export interface OpenEditor {
  readonly uri: string;
  /** The number of a notebook's cell, from 1. Lines are counted within the cell. */
  readonly cell?: number;
}

/** Why a file is only listed and never updated. */
export type Barrier =
  /** The only path to the file is a link that leaves the workspace. */
  | 'link'
  /** Replacing the file would leave the old content under its other name. */
  | 'hardLink'
  | 'readOnly'
  /** The editor has no file, or its text differs from the file. */
  | 'unsaved';

export interface FoundFile {
  /** Name of the workspace folder; empty for an editor without a file. */
  readonly folder: string;
  /** Relative to the folder, with `/`. */
  readonly file: string;
  /** Absolute; `undefined` for an editor without a file. */
  readonly path: string | undefined;
  /** SHA-256 of the bytes as they were read; empty for an editor without a file. */
  readonly fingerprint: string;
  readonly occurrences: readonly Occurrence[];
  readonly barrier: Barrier | undefined;
}

export function findOccurrences(
  bytes: Buffer,
  path: string,
  isKnown: (token: Token) => boolean,
  context: ReferenceContext = {},
): Occurrence[] {
  const text = decodeFile(bytes);
  const tokens = findTokensInText(text.characters, isKnown);
  if (tokens.length === 0) {
    return [];
  }
  const positions = new Positions(text);
  const referenceAt = referencesIn(path, text.characters, context);
  return tokens.map((found) => ({
    ...found,
    ...positions.at(found.start),
    reference: found.writing.form === 'plain' ? referenceAt(found.start, found.end) : undefined,
  }));
}
