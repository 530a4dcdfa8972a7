import type { FoundFile } from '../../content/foundFile.ts';
import type { Token } from '../../core/token/token.ts';
import type { NameOf } from './referenceContext.ts';

export interface SearchFolder {
  readonly name: string;
  readonly path: string;
}

export interface SearchOptions {
  readonly ripgrep: string | undefined;
  /** Whether a string is a token even though it doesn't have the usual length. */
  readonly isKnown: (token: Token) => boolean;
  readonly nameOf?: NameOf;
  readonly signal: AbortSignal;
  /** Called for each file when it is found, in no particular order. */
  readonly onFile?: (found: FoundFile) => void;
}

export interface SearchResult {
  /** Sorted by folder, in the given order, and then by path. */
  readonly files: FoundFile[];
  readonly unsearched: string[];
}
