import { trimEnd } from '../core/trimEnd.ts';
import { parsePastedToken, Token } from '../core/token/token.ts';
import { distinctTokens, findTokensInText, TooManyCandidates } from './tokensInText.ts';

const colorCodes = /\u001b\[[0-9;?]*[A-Za-z]/g;
/** Ends before any character that separates a token from what follows it in JSON, URLs, shells, and typeset text. */
const tokenLike =
  /apiv3_[^\s"'`,;<>(){}[\]\\%&\u00ab\u00bb\u200b-\u200f\u2010-\u201f\u2039\u203a\u2060\u2500-\u259f]*/g;
const serverToken = /^apiv3_[A-Za-z0-9_-]{86}(?![A-Za-z0-9_+/=-])/;
const escapes = [
  [/(?<!\\)\\+(?:\/|u002f)|%2f/gi, '/'],
  [/(?<!\\)\\+u002b|%2b/gi, '+'],
  [/(?<!\\)\\+u003d|%3d/gi, '='],
  [/(?<!\\)\\+(?:_|u005f)|%5f/gi, '_'],
] as const;
/** Text is checked while the user types. A text with more candidates isn't what someone copied to sign in. */
const maxCandidates = 10_000;
/** Shorter tokens count as placeholders if the text also contains a longer one. */
const minLength = 22;

/** The distinct tokens in any pasted text. A single word counts as a token even if it doesn't look like one. */
export function tokensInPaste(pasted: string): Token[] {
  const text = unescaped(pasted.replace(colorCodes, ''));
  const unwrapped = new Token(text.replace(/\s+/g, ''));
  if (unwrapped.hasServerFormat) {
    return [unwrapped];
  }
  const found = distinctTokens([...plainTokens(text), ...base64Tokens(text)]);
  const word = parsePastedToken(text);
  const isOddToken =
    word?.reveal().startsWith('apiv3_') === true &&
    text.indexOf('apiv3_') === text.lastIndexOf('apiv3_') &&
    !found.some(looksComplete);
  if (word !== undefined && (found.length === 0 || isOddToken)) {
    return [word];
  }
  const long = found.filter((token) => token.reveal().length >= minLength);
  return long.length > 0 ? long : found;
}

/** Whether a token isn't obviously cut off: the server's own format, or base64 with its padding. */
export function looksComplete(token: Token): boolean {
  const [, base64 = ''] = /^apiv3_([A-Za-z0-9+/_-]{16,}={0,2})$/.exec(token.reveal()) ?? [];
  return token.hasServerFormat || (base64 !== '' && base64.length % 4 === 0);
}

function unescaped(text: string): string {
  return escapes.reduce((result, [escape, character]) => result.replace(escape, character), text);
}

function plainTokens(text: string): { readonly token: Token }[] {
  return [...text.matchAll(tokenLike)].flatMap(({ 0: run }) => {
    const token = parsePastedToken(serverToken.exec(run)?.[0] ?? trimEnd(run, '.:!?'));
    return token === undefined || token.reveal() === 'apiv3_' ? [] : [{ token }];
  });
}

function base64Tokens(text: string): { readonly token: Token }[] {
  try {
    return findTokensInText(text, ({ hasServerFormat }) => hasServerFormat, maxCandidates).filter(
      ({ writing }) => writing.form !== 'plain',
    );
  } catch (error) {
    if (error instanceof TooManyCandidates) {
      return [];
    }
    throw error;
  }
}
