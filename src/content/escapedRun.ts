import { encodeToken, type ReadOnlyEncoding, type TokenEncoding } from './tokenEncoding.ts';
import { markup } from './tokenFragments.ts';
import { Token } from '../core/token/token.ts';

/** The beginning of a text that consists of characters that tokens are made of, with escape sequences decoded. */
export interface EscapedRun {
  readonly characters: string;
  /** For each character, the offset in the text after it. */
  readonly ends: readonly number[];
  readonly hasEscapes: boolean;
}

/** What HTTP allows in a bearer token. Tokens that were created offline may contain all of it. */
const tokenCharacter = /[A-Za-z0-9._~+/=-]/;
const isTokenCode = Array.from({ length: 128 }, (_, code) => tokenCharacter.test(String.fromCharCode(code)));
const hexEscape = String.raw`(?:%(?:25)*|\\+x|\\+u00|\\+u\{0*)([0-9A-Fa-f]{2})\}?`;
const octalEscape = String.raw`\\+0?([01][0-7]{2})`;
const namedEntities: Readonly<Record<string, string>> = { plus: '+', equals: '=', sol: '/', lowbar: '_', period: '.' };
const entityName = Object.keys(namedEntities).join('|');
const entity = String.raw`&(?:amp;)*(?:#(?:0*(\d{2,3})|[xX]0*([0-9A-Fa-f]{2}))|(${entityName}));`;
const escapeSequence = new RegExp(
  String.raw`${hexEscape}|${entity}|\\+([/+=._~-])|${octalEscape}|\\+\r?\n[ \t]*|${markup}`,
  'y',
);
/** In characters. Longer escape sequences are never written to the journal. */
const maxEscapeLength = 16;
const equalsSign = 0x3d;
const quotedPrintable = /=(?:([0-9A-F]{2})|[ \t]*\r?\n)/y;

/** Reads up to `maxLength` characters. In quoted-printable text, an equals sign starts an escape sequence. */
export function readEscapedRun(
  text: string,
  start: number,
  maxLength: number,
  { isQuotedPrintable = false }: { readonly isQuotedPrintable?: boolean } = {},
): EscapedRun {
  const characters: string[] = [];
  const ends: number[] = [];
  let offset = start;
  let hasEscapes = false;
  while (characters.length < maxLength) {
    const code = text.charCodeAt(offset);
    const isPlain = isTokenCode[code] === true;
    const sequence = isPlain ? quotedPrintable : escapeSequence;
    sequence.lastIndex = offset;
    const match = isPlain && !(isQuotedPrintable && code === equalsSign) ? null : sequence.exec(text);
    if (match === null && isPlain) {
      offset += 1;
      characters.push(String.fromCharCode(code));
      ends.push(offset);
      continue;
    }
    const decoded = match === null ? '\0' : decode(match);
    if (decoded !== '' && !tokenCharacter.test(decoded)) {
      break;
    }
    offset = sequence.lastIndex;
    hasEscapes = true;
    if (decoded !== '') {
      characters.push(decoded);
      ends.push(offset);
    }
  }
  return { characters: characters.join(''), ends, hasEscapes };
}

export function escapedEncoding(
  text: string,
  start: number,
  { characters, ends, hasEscapes }: EscapedRun,
  length: number,
): TokenEncoding | ReadOnlyEncoding {
  const raw = text.slice(start, ends[length - 1]);
  if (!hasEscapes || raw.length === length) {
    return { form: 'plain' };
  }
  const escapes: Record<string, string> = {};
  for (let index = 0; index < length; index += 1) {
    const written = text.slice(ends[index - 1] ?? start, ends[index]);
    if (written.length > 1) {
      escapes[characters.charAt(index)] = written;
    }
  }
  const writing: TokenEncoding = { form: 'escaped', escapes };
  const isExact = Object.values(escapes).every((escape) => !escape.includes('\n') && escape.length <= maxEscapeLength);
  // If a character is escaped in some places only, the text can't be restored exactly.
  return isExact && encodeToken(new Token(characters.slice(0, length)), writing) === raw
    ? writing
    : { form: 'encoded', as: 'escaped' };
}

function decode([sequence, hex, decimal, entityHex, name = '', escaped, octal]: RegExpExecArray): string {
  // Quoted-printable has no other groups.
  const digits = hex ?? entityHex;
  if (digits !== undefined) {
    return String.fromCharCode(parseInt(digits, 16));
  }
  if (decimal !== undefined) {
    return String.fromCharCode(parseInt(decimal, 10));
  }
  if (octal !== undefined) {
    return String.fromCharCode(parseInt(octal, 8));
  }
  return namedEntities[name] ?? escaped ?? (/\n|^[<&]/.test(sequence) ? '' : '\0');
}
