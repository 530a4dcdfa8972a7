import { Token } from './token.ts';

/** What every token begins with, and what that looks like in base64: a text without either holds none. */
export const tokenBeginnings = ['apiv3_', 'YXBpdjNf'] as const;

/** How a token is written where it was found. */
export type Writing =
  | { readonly form: 'plain' }
  /** As Kubernetes Secrets hold it; `lineEnd` was encoded along with it, as `echo` without `-n` does. */
  | { readonly form: 'base64'; readonly lineEnd: string; readonly padded: boolean };

/** A token in a text, by the offsets of its first character and behind its last. */
export interface TokenInText {
  readonly start: number;
  readonly end: number;
  readonly token: Token;
  readonly writing: Writing;
}

const lengthOfMade = 92;
/** Nobody could send a longer one in a header. */
const longest = 8 * 1024;
const plainRun = /(?<![A-Za-z0-9_-])apiv3_[A-Za-z0-9_-]+/g;
/** An equals sign may stand before it, as in `KEY=…`. */
const base64Run = /(?<![A-Za-z0-9+/_-])YXBpdjNf[A-Za-z0-9+/_-]*={0,2}(?![A-Za-z0-9+/_=-])/g;
const wholeToken = /^(apiv3_[A-Za-z0-9_-]+)(\r?\n)?$/;

/**
 * The tokens in a text, in their order: whole runs of letters that have the length of a token made by the server, or
 * any other length if they are known. Part of a longer word is none.
 * @param isKnown whether a string of another length is a token all the same, as those made offline are
 */
export function tokensIn(text: string, isKnown: (token: Token) => boolean): TokenInText[] {
  const found: TokenInText[] = [];
  const take = (start: number, length: number, string: string, writing: Writing) => {
    if (string.length > longest) {
      return;
    }
    const token = new Token(string);
    if (string.length === lengthOfMade || isKnown(token)) {
      found.push({ start, end: start + length, token, writing });
    }
  };
  if (text.includes(tokenBeginnings[0])) {
    for (const { index, 0: run } of text.matchAll(plainRun)) {
      take(index, run.length, run, { form: 'plain' });
    }
  }
  if (text.includes(tokenBeginnings[1])) {
    for (const { index, 0: run } of text.matchAll(base64Run)) {
      const [, string, lineEnd = ''] = wholeToken.exec(decoded(run)) ?? [];
      if (string !== undefined) {
        // Where no padding is due it counts as padded: the next token may be of another length, and due one.
        const writing: Writing = { form: 'base64', lineEnd, padded: run.length % 4 === 0 };
        // What decodes to a token but is not how it is encoded could not be put back as it was.
        if (written(new Token(string), writing) === run) {
          take(index, run.length, string, writing);
        }
      }
    }
  }
  return found.sort((one, other) => one.start - other.start);
}

/** Each token of some places once, in the order in which they come first. */
export function distinctTokens(places: readonly Pick<TokenInText, 'token'>[]): Token[] {
  return [...new Map(places.map(({ token }) => [token.hash, token])).values()];
}

/** A token's string as it is to stand in a file. */
export function written(token: Token, writing: Writing): string {
  if (writing.form === 'plain') {
    return token.reveal();
  }
  const base64 = Buffer.from(token.reveal() + writing.lineEnd).toString('base64');
  return writing.padded ? base64 : base64.replace(/=+$/, '');
}

function decoded(base64: string): string {
  return base64.length > longest * 2 ? '' : Buffer.from(base64, 'base64').toString('latin1');
}
