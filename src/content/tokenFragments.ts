const tokenPrefix = 'apiv3_';
/** Markdown, LaTeX, and mail headers escape the underscore. */
const underscore = String.raw`%(?:25)*5[Ff]|\\+(?:_|x5[Ff]|u005[Ff]|u\{0*5[Ff]\}|0?137)|&(?:amp;)*(?:#0*95|#[xX]0*5[Ff]|lowbar);|=5F`;

/** A regular expression for the start of every token outside of base64. It has no groups that capture. */
export const plainPrefix = `apiv3(?:_|${underscore})`;

/** The characters of base64 that encode the token prefix, whatever is encoded before and after it. */
export interface Base64Fragment {
  readonly characters: string;
  /** The number of bytes before the prefix in its group of three. */
  readonly offset: number;
  /** PowerShell's `-EncodedCommand` is base64 of UTF-16. */
  readonly isUtf16: boolean;
}

export const base64Fragments: readonly Base64Fragment[] = [false, true].flatMap((isUtf16) =>
  [0, 1, 2].map((offset) => ({ characters: fragmentAt(offset, isUtf16), offset, isUtf16 })),
);

const lineBreak = String.raw`(?:\\{1,9}|[\^${'`'}])\r?\n`;
const whitespace = String.raw`${lineBreak}|\\{1,9}[rnt]|%(?:25)*0[AaDd]|[ \t\r\n]`;
// No text matches these in two ways, because trying all combinations would take exponential time.
const commentLine = String.raw`\n(?:[ \t]{0,99}(?:[#;*>|!]|//[ \t]|--[ \t])){1,9}`;
const space = String.raw`(?:${lineBreak}|[ \t\r\n]){0,99}`;
const joinedStrings = String.raw`["']${space}(?:[+.&,]${space})?[bru]?["']`;

/** Line breaks in base64, with indentation of usual length, also as escape sequences, in comments, and between parts of a string. */
export const base64Break = `(?:${commentLine}|${joinedStrings}|${whitespace}){1,256}`;

/** Breaks that a rotation may write to its journal, because they can't be anything but whitespace. */
export const whitespaceOnly = new RegExp(`^(?:${whitespace})*$`);

/** A line break may cut a fragment, but one of these halves always stays whole. */
const firstHalves = base64Fragments.map(({ characters }) => characters.slice(0, Math.ceil(characters.length / 2)));
const lastHalves = base64Fragments.map(({ characters }) => characters.slice(-Math.floor(characters.length / 2) - 1));
/** Lines of four characters cut a fragment twice. Shorter lines aren't expected. */
const middles = base64Fragments
  .filter(({ isUtf16 }) => !isUtf16)
  .flatMap(({ characters }) =>
    Array.from({ length: characters.length - 5 }, (_, at) => characters.slice(at + 1, at + 5)),
  );
const plainStart = String.raw`apiv3[_%\\&=]`;
const whole = [plainStart, ...lastHalves];
const patterns = [...whole, ...firstHalves.map(beforeBreak), ...middles.map(atBreak)];
const pattern = new RegExp(patterns.join('|'), 'm');
const anyLiteral = new RegExp([...whole, ...firstHalves, ...middles].join('|'));

/** Regular expressions for ripgrep. A file that contains a token matches one of them. */
export const ripgrepPatterns: readonly string[] = [
  ...patterns,
  String.raw`${inUtf16('apiv3')}\x00[_%\\&=]`,
  ...lastHalves.map(inUtf16),
  ...firstHalves.map((half) => atBreakInUtf16(half, half.length)),
  ...middles.map((middle) => atBreakInUtf16(middle, 0)),
];

/** The number of characters that a check of the next part of a text must repeat. */
export const fragmentOverlap = 32;

/** Quickly rules out texts without tokens. UTF-16 may be given with one character per byte. */
export function mayContainToken(text: string): boolean {
  const characters = text.includes('\0') ? text.replaceAll('\0', '') : text;
  return mayContainFragment(characters) && pattern.test(characters);
}

/** Rules out most texts without tokens even more quickly. */
export function mayContainFragment(text: string): boolean {
  return anyLiteral.test(text);
}

function fragmentAt(offset: number, isUtf16: boolean): string {
  const prefix = Buffer.from(tokenPrefix, isUtf16 ? 'utf16le' : 'latin1');
  const [first, last] = [Math.ceil((offset * 8) / 6), Math.floor(((offset + prefix.length) * 8) / 6)];
  return Buffer.concat([Buffer.alloc(offset), prefix, Buffer.alloc(3)])
    .toString('base64')
    .slice(first, last);
}

/** Base64 of other text often has the first half of a fragment too, so it only counts before a line break. */
function beforeBreak(half: string): string {
  return atBreak(`${half}[A-Za-z0-9]{0,${half.length}}`);
}

function atBreak(characters: string): string {
  return `${characters}(?:[^A-Za-z0-9+/]|$)`;
}

function atBreakInUtf16(characters: string, maxMore: number): string {
  return String.raw`${inUtf16(characters)}(?:\x00[A-Za-z0-9]){0,${maxMore}}\x00?(?:[^A-Za-z0-9+/\x00]|$)`;
}

/** Leaves out the outer zero byte, so that the result matches both byte orders. */
function inUtf16(text: string): string {
  return [...text].join(String.raw`\x00`);
}
