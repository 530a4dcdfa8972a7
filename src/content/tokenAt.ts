import { Token } from '../core/token/token.ts';
import { base64Before, base64End, base64Encoding, readBase64Run, type Base64Run } from './base64Run.ts';
import { maxTokenLength, serverTokenLength } from './candidateLengths.ts';
import type { Candidates } from './candidates.ts';
import { escapedEncoding, readEscapedRun, type EscapedRun } from './escapedRun.ts';
import type { FragmentInText } from './fragmentsInText.ts';
import { encodeToken, type ReadOnlyEncoding, type TokenEncoding } from './tokenEncoding.ts';
import type { Base64Fragment } from './tokenFragments.ts';

/** A token in a text. `end` is the offset after it. */
export interface TokenInText {
  readonly start: number;
  readonly end: number;
  readonly token: Token;
  readonly writing: TokenEncoding | ReadOnlyEncoding;
}

export type IsKnown = (token: Token) => boolean;

const serverWord = /(?<![A-Za-z0-9_-])apiv3_[A-Za-z0-9_-]{86}(?![A-Za-z0-9_-])/y;
/** An equals sign before the run is allowed, as in `KEY=…`. */
const base64Run = /(?<![A-Za-z0-9+/_-])YXBpdjNf[A-Za-z0-9+/_-]*={0,2}(?![A-Za-z0-9+/_=-])/y;
const mayBeQuotedPrintable = /=(?:[0-9A-F]{2}|$)/;
const wholeToken = /^(apiv3_[A-Za-z0-9._~+/=-]+)(\r?\n)?$/;
const wordContinues = /^[-._~+/]?[A-Za-z0-9_]/;
/** In characters: enough for most tokens. Only longer ones are read to their end. */
const usualLength = 128;
/** In characters of base64 that was encoded again. */
const maxNestedLength = 2 * maxTokenLength;
/** In characters: an escape sequence may be cut there. */
const maxEscapeLength = 16;

export function tokenAt(
  text: string,
  { start, base64 }: FragmentInText,
  candidates: Candidates,
): TokenInText | undefined {
  return base64 === undefined ? plainTokenAt(text, start, candidates) : base64TokenAt(text, start, base64, candidates);
}

function plainTokenAt(text: string, start: number, candidates: Candidates): TokenInText | undefined {
  const run = readEscapedRun(text, start, maxTokenLength + 1);
  const known = knownAt(text, start, run, candidates);
  if (known !== undefined) {
    return known;
  }
  if (mayBeQuotedPrintable.test(run.characters)) {
    const decoded = readEscapedRun(text, start, maxTokenLength + 1, { isQuotedPrintable: true });
    const inQuotedPrintable = knownAt(text, start, decoded, candidates);
    if (inQuotedPrintable !== undefined) {
      return inQuotedPrintable;
    }
  }
  serverWord.lastIndex = start;
  const [word] = serverWord.exec(text) ?? [];
  return word === undefined
    ? undefined
    : { start, end: start + word.length, token: new Token(word), writing: { form: 'plain' } };
}

function knownAt(text: string, start: number, run: EscapedRun, candidates: Candidates): TokenInText | undefined {
  const token = candidates.longestKnown(run.characters);
  if (token === undefined) {
    return undefined;
  }
  const { length } = token.reveal();
  const end = run.ends[length - 1] ?? start;
  // The beginning of a longer word is more likely a placeholder, or a different token.
  const isOwnWord = token.hasServerFormat || !wordContinues.test(text.slice(end, end + 2));
  const writing = isOwnWord ? escapedEncoding(text, start, run, length) : ({ form: 'encoded', as: 'escaped' } as const);
  return { start, end, token, writing };
}

function base64TokenAt(
  text: string,
  start: number,
  fragment: Base64Fragment,
  candidates: Candidates,
): TokenInText | undefined {
  if (fragment.inner !== undefined) {
    return nestedTokenAt(text, start, fragment, fragment.inner, candidates);
  }
  const whole = fragment.offset === 0 && !fragment.isUtf16 ? wholeBase64At(text, start) : undefined;
  if (whole !== undefined && candidates.isKnown(whole.token)) {
    return whole;
  }
  let run = readBase64Run(text, start, fragment, usualLength);
  let decoded = run && readEscapedRun(run.characters, 0, maxTokenLength + 1);
  if (run !== undefined && (decoded?.ends.at(-1) ?? 0) > usualLength - maxEscapeLength) {
    run = readBase64Run(text, start, fragment, maxTokenLength + 1) ?? run;
    decoded = readEscapedRun(run.characters, 0, maxTokenLength + 1);
  }
  if (run !== undefined && decoded !== undefined) {
    const token = candidates.longestKnown(decoded.characters);
    if (token !== undefined) {
      return knownInBase64(text, run, decoded, token);
    }
  }
  return whole?.token.hasServerFormat === true ? whole : undefined;
}

function nestedTokenAt(
  text: string,
  start: number,
  outer: Base64Fragment,
  inner: Base64Fragment,
  candidates: Candidates,
): TokenInText | undefined {
  const run = readBase64Run(text, start, outer, maxNestedLength);
  if (run === undefined) {
    return undefined;
  }
  const before = inner.offset === 0 ? '' : base64Before(text, start, outer);
  const found = base64TokenAt(before + run.characters, before.length, inner, candidates);
  return (
    found && {
      start: run.offsets[0] ?? start,
      end: base64End(run, found.end - before.length),
      token: found.token,
      writing: { form: 'encoded', as: 'base64' },
    }
  );
}

/** Returns what a run of base64 encodes if that is one string with the prefix of tokens, in the usual form. */
function wholeBase64At(text: string, start: number): TokenInText | undefined {
  base64Run.lastIndex = start;
  const run = base64Run.exec(text)?.[0] ?? '';
  if (run.length > maxTokenLength * 2) {
    return undefined;
  }
  const [, string, lineEnd = ''] = wholeToken.exec(Buffer.from(run, 'base64').toString('latin1')) ?? [];
  if (string === undefined || string.length > maxTokenLength) {
    return undefined;
  }
  const token = new Token(string);
  // A token that needs no padding counts as padded, because a replacement of another length may need it.
  const writing = { form: 'base64', lineEnd, padded: run.length % 4 === 0 } as const;
  return encodeToken(token, writing) === run ? { start, end: start + run.length, token, writing } : undefined;
}

function knownInBase64(text: string, run: Base64Run, decoded: EscapedRun, token: Token): TokenInText {
  const { length } = token.reveal();
  const decodedLength = decoded.ends[length - 1] ?? length;
  // The server creates tokens of this length, and others wouldn't fit in the place of this one.
  const isReplaceable = length === serverTokenLength && decodedLength === length;
  return {
    start: run.offsets[0] ?? 0,
    end: base64End(run, decodedLength),
    token,
    writing: isReplaceable ? base64Encoding(text, run, length) : { form: 'encoded', as: 'base64' },
  };
}
