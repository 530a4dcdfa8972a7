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
  /** If the prefix was in base64 before it was encoded, as in a Kubernetes Secret with basic authentication. */
  readonly inner?: Base64Fragment;
}

const simpleFragments = fragmentsOf(tokenPrefix);
const nestedFragments = simpleFragments.filter(isOneByte).flatMap((inner) =>
  fragmentsOf(inner.characters)
    .filter(isOneByte)
    .map((outer) => ({ ...outer, inner })),
);
export const base64Fragments: readonly Base64Fragment[] = [...simpleFragments, ...nestedFragments];

const lineBreak = String.raw`(?:\\{1,9}|[\^${'`'}])\r?\n`;
const whitespace = String.raw`${lineBreak}|\\{1,9}[rnt]|%(?:25)*0[AaDd]|[ \t\r\n]`;
// No text matches these in two ways, because trying all combinations would take exponential time.
const commentLine = String.raw`\n(?:[ \t]{0,99}(?:[#;*>|!]|//[ \t]|--[ \t])){1,9}`;
const space = String.raw`(?:${lineBreak}|[ \t\r\n]){0,99}`;
const joinedStrings = String.raw`["']${space}(?:[+.&,]${space})?[bru]?["']`;

/** Where a page may break a long word. */
export const markup = '<wbr ?/?>|<br ?/?>|&(?:amp;)*(?:shy|#173|#8203);';

/** Line breaks in base64, with indentation of usual length, also as escape sequences, in comments, and between parts of a string. */
export const base64Break = `(?:${commentLine}|${joinedStrings}|${whitespace}|${markup}){1,256}`;

/** Breaks that a rotation may write to its journal, because they can't be anything but whitespace. */
export const whitespaceOnly = new RegExp(`^(?:${whitespace})*$`);

/** A regular expression for the start of every token, with a group for the plain prefix and for each fragment of base64. */
export const anyFragment = [
  plainPrefix,
  ...simpleFragments.map(({ characters }) => [...characters].join(`(?:${base64Break})?`)),
  ...nestedFragments.map(({ characters }) => [...characters].join(String.raw`\s*`)),
]
  .map((pattern) => `(${pattern})`)
  .join('|');
const anyFragmentOnce = new RegExp(anyFragment);

/** In characters: how long a fragment with line breaks and their indentation may be. */
export const maxFragmentLength = 1024;

/** Rules out texts without tokens. UTF-16 may be given with one character per byte. */
export function mayContainToken(text: string): boolean {
  return anyFragmentOnce.test(text.includes('\0') ? text.replaceAll('\0', '') : text);
}

function isOneByte({ isUtf16 }: Base64Fragment): boolean {
  return !isUtf16;
}

function fragmentsOf(text: string): Base64Fragment[] {
  return [false, true].flatMap((isUtf16) =>
    [0, 1, 2].map((offset) => ({ characters: fragmentAt(text, offset, isUtf16), offset, isUtf16 })),
  );
}

function fragmentAt(text: string, offset: number, isUtf16: boolean): string {
  const encoded = Buffer.from(text, isUtf16 ? 'utf16le' : 'latin1');
  const [first, last] = [Math.ceil((offset * 8) / 6), Math.floor(((offset + encoded.length) * 8) / 6)];
  return Buffer.concat([Buffer.alloc(offset), encoded, Buffer.alloc(3)])
    .toString('base64')
    .slice(first, last);
}
