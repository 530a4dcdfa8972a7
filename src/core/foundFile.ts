import type { Reference } from './edits.ts';
import { referenceFor } from './environmentReference.ts';
import { Positions, textOfFile } from './fileText.ts';
import type { Token } from './token.ts';
import { tokensIn, type TokenInText } from './tokensInText.ts';

/** One place at which a token stands in a file. */
export interface Place extends TokenInText {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as an editor counts. */
  readonly column: number;
  /** What could stand there in its stead, where the file has an idiom for it and is not base64. */
  readonly reference: Reference | undefined;
  /** The editor whose text this is a place of; left out where it is one of the file. */
  readonly editor?: OpenEditor;
}

/** An open editor, or one cell of an open notebook: each has a text of its own. */
export interface OpenEditor {
  readonly uri: string;
  /** From 1; lines are counted from the beginning of the cell. */
  readonly cell?: number;
}

/** Why a file can only be listed: what it holds is told, and never rewritten. */
export type Barrier =
  /** Reached only through a link that leaves the workspace. */
  | 'link'
  /** A second name elsewhere would go on holding the old bytes. */
  | 'hardLink'
  /** No write bit, or a file system that is mounted read-only. */
  | 'readOnly'
  /** In an editor, not in a file, or not as in the file. */
  | 'unsaved';

/** A file, or an editor with unsaved text, in which tokens stand. */
export interface FoundFile {
  /** Name of the workspace folder; empty for an editor without a file. */
  readonly folder: string;
  /** From the folder on, with `/`. */
  readonly file: string;
  /** Absolute; `undefined` for an editor without a file. */
  readonly path: string | undefined;
  /** SHA-256 of its bytes as they were read; empty where no file was. */
  readonly fingerprint: string;
  readonly places: readonly Place[];
  readonly barrier: Barrier | undefined;
}

/** The tokens in a file's bytes, with where they stand. @param path tells the file's idiom */
export function placesIn(bytes: Buffer, path: string, isKnown: (token: Token) => boolean): Place[] {
  const text = textOfFile(bytes);
  const found = tokensIn(text.characters, isKnown);
  if (found.length === 0) {
    return [];
  }
  const positions = new Positions(text);
  return found.map((place) => ({
    ...place,
    ...positions.at(place.start),
    reference: place.writing.form === 'plain' ? referenceFor(path, text.characters, place.start, place.end) : undefined,
  }));
}
