import { Token } from '../core/token/token.ts';

/** The start of every token, plain and in base64. Text without either contains no token. */
export const tokenPrefixes = ['apiv3_', 'YXBpdjNf'] as const;

export type TokenEncoding =
  | { readonly form: 'plain' }
  /** As in Kubernetes Secrets. `lineEnd` is a line break that was encoded with the token, for example, by `echo`. */
  | { readonly form: 'base64'; readonly lineEnd: string; readonly padded: boolean };

/** A token in a text. `end` is the offset after it. */
export interface TokenInText {
  readonly start: number;
  readonly end: number;
  readonly token: Token;
  readonly writing: TokenEncoding;
}

const serverTokenLength = 92;
/** Longer tokens don't fit in a header. */
const maxTokenLength = 8 * 1024;
const plainRun = /(?<![A-Za-z0-9_-])apiv3_[A-Za-z0-9_-]+/g;
/** An equals sign before the run is allowed, as in `KEY=…`. */
const base64Run = /(?<![A-Za-z0-9+/_-])YXBpdjNf[A-Za-z0-9+/_-]*={0,2}(?![A-Za-z0-9+/_=-])/g;
const wholeToken = /^(apiv3_[A-Za-z0-9_-]+)(\r?\n)?$/;

/** Part of a longer word isn't a token. `isKnown` accepts unusual lengths, which tokens created offline can have. */
export function findTokensInText(text: string, isKnown: (token: Token) => boolean): TokenInText[] {
  const found: TokenInText[] = [];
  const addIfToken = (start: number, length: number, string: string, writing: TokenEncoding) => {
    if (string.length > maxTokenLength) {
      return;
    }
    const token = new Token(string);
    if (string.length === serverTokenLength || isKnown(token)) {
      found.push({ start, end: start + length, token, writing });
    }
  };
  if (text.includes(tokenPrefixes[0])) {
    for (const { index, 0: run } of text.matchAll(plainRun)) {
      addIfToken(index, run.length, run, { form: 'plain' });
    }
  }
  if (text.includes(tokenPrefixes[1])) {
    for (const { index, 0: run } of text.matchAll(base64Run)) {
      const [, string, lineEnd = ''] = wholeToken.exec(decode(run)) ?? [];
      if (string !== undefined) {
        // A token that needs no padding counts as padded, because a replacement of a different length may need it.
        const writing: TokenEncoding = { form: 'base64', lineEnd, padded: run.length % 4 === 0 };
        // An unusual encoding that decodes to a token couldn't be restored exactly, so it's skipped.
        if (encodeToken(new Token(string), writing) === run) {
          addIfToken(index, run.length, string, writing);
        }
      }
    }
  }
  return found.sort((one, other) => one.start - other.start);
}

export function distinctTokens(occurrences: readonly Pick<TokenInText, 'token'>[]): Token[] {
  return [...new Map(occurrences.map(({ token }) => [token.hash, token])).values()];
}

export function encodeToken(token: Token, writing: TokenEncoding): string {
  if (writing.form === 'plain') {
    return token.reveal();
  }
  const base64 = Buffer.from(token.reveal() + writing.lineEnd).toString('base64');
  return writing.padded ? base64 : base64.replace(/=+$/, '');
}

function decode(base64: string): string {
  return base64.length > maxTokenLength * 2 ? '' : Buffer.from(base64, 'base64').toString('latin1');
}
