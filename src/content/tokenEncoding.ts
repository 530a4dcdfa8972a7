import type { Token } from '../core/token/token.ts';
import { trimEnd } from '../core/trimEnd.ts';

/** How a token is written, so that another token can be written in the same way. In the journal of a rotation. */
export type TokenEncoding =
  | { readonly form: 'plain' }
  /** Some characters are escaped, as in URLs and JSON: each is a key, and its value is what it's written as. */
  | { readonly form: 'escaped'; readonly escapes: Readonly<Record<string, string>> }
  /** As in Kubernetes Secrets. `lineEnd` is a line break that was encoded with the token, for example, by `echo`. */
  | { readonly form: 'base64'; readonly lineEnd: string; readonly padded: boolean }
  | Base64Part;

/** A part of base64 that encodes more than the token, or that is wrapped. Only a token of the same length fits. */
export interface Base64Part {
  readonly form: 'base64Part';
  /** The number of bits in the first character that belong to the byte before the token. */
  readonly bitsBefore: number;
  /** `first` is the number of characters on the first line, `width` on the following ones. */
  readonly wrapped: { readonly first: number; readonly width: number; readonly separator: string } | null;
}

/** The token was read from an encoding in which another one can't be written in the same way. */
export interface ReadOnlyEncoding {
  readonly form: 'encoded';
  /** `otherEncoding` if the text around it is in another character encoding than the rest of the file. */
  readonly as: 'base64' | 'escaped' | 'otherEncoding';
}

export type Updatable<Found> = Found & { readonly writing: TokenEncoding };

export function isUpdatable<Found extends { readonly writing: TokenEncoding | ReadOnlyEncoding }>(
  found: Found,
): found is Updatable<Found> {
  return found.writing.form !== 'encoded';
}

export function encodeToken(token: Token, writing: Exclude<TokenEncoding, Base64Part>): string {
  switch (writing.form) {
    case 'plain':
      return token.reveal();
    case 'escaped': {
      const { escapes } = writing;
      return [...token.reveal()].map((character) => escapes[character] ?? character).join('');
    }
    case 'base64': {
      const base64 = Buffer.from(token.reveal() + writing.lineEnd).toString('base64');
      return writing.padded ? base64 : trimEnd(base64, '=');
    }
  }
}
