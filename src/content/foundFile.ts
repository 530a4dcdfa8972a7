import type { Steps } from '../core/pauses.ts';
import type { Reference } from './edits.ts';
import { decodeInSteps, type FileText } from './fileText.ts';
import { searchOtherEncodings } from './otherEncodings.ts';
import type { IsKnown, TokenInText } from './tokenAt.ts';
import { searchText } from './tokensInText.ts';

/** One occurrence of a token in a file. Lines and columns start at 1; columns count UTF-16 units. */
export interface Occurrence extends TokenInText {
  readonly line: number;
  readonly column: number;
  /** What could replace the token; `undefined` for encoded tokens, and in languages without such references. */
  readonly reference: Reference | undefined;
  /** Omitted if the occurrence is in the file on disk. */
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
  | 'readOnly'
  /** Not a text, such as a database, whose other content depends on its length or checksum. */
  | 'binary'
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

export interface TokensInBytes {
  readonly text: FileText;
  /** Sorted by offset in the text. */
  readonly tokens: readonly TokenInText[];
}

/** Finds the tokens in a file's content, with a pause after every few milliseconds. @throws TooManyCandidates */
export function* searchTokens(bytes: Buffer, isKnown: IsKnown): Steps<TokensInBytes> {
  const text = yield* decodeInSteps(bytes);
  const tokens = yield* searchText(text.characters, isKnown);
  const hidden = yield* searchOtherEncodings(bytes, text, tokens, isKnown);
  return { text, tokens: [...tokens, ...hidden].sort((one, other) => one.start - other.start) };
}
