import type { FoundFile } from '../core/foundFile.ts';
import type { Token } from '../core/token.ts';

/** A folder of the workspace. */
export interface SearchFolder {
  readonly name: string;
  readonly path: string;
}

/** What is done with what a search finds. */
export interface SearchOptions {
  /** The executable; `undefined` where there is none. */
  readonly ripgrep: string | undefined;
  /** Whether a string is a token even though it has not the length of one. */
  readonly isKnown: (token: Token) => boolean;
  readonly signal: AbortSignal;
  /** Told of each file when it is found, in no order. */
  readonly onFile?: (found: FoundFile) => void;
}

/** What a search found. */
export interface SearchResult {
  /** In the order of the folders, then of their paths. */
  readonly files: FoundFile[];
  /** Could not be read, so what they hold is not known. */
  readonly unread: string[];
}
