import { base64Fragments } from './tokenFragments.ts';

const afterBreak = String.raw`(?:^|[^A-Za-z0-9]|\\[rnt]|0[AaDd])`;
const beforeBreak = '(?:[^A-Za-z0-9+/]|$)';
const beforeBreakInUtf16 = String.raw`\x00?(?:[^A-Za-z0-9+/\x00]|$)`;

const simple = base64Fragments.filter(({ inner }) => inner === undefined);
const oneByte = simple.filter(({ isUtf16 }) => !isUtf16).map(({ characters }) => characters);
const utf16 = simple.filter(({ isUtf16 }) => isUtf16).map(({ characters }) => characters);
const nested = base64Fragments.filter(({ inner }) => inner !== undefined).map(({ characters }) => characters);

/** Wherever lines of three or more characters cut a fragment, one contains its last five, or ends with three of these. */
const ends = oneByte.flatMap((characters) =>
  Array.from({ length: 4 }, (_, at) => characters.slice(at + characters.length - 7, at + characters.length - 4)),
);
/** The rarest pairs of which lines of two characters contain one. */
const pairs = ['YX', 'XB', 'aX', 'zX', '2M', 'M1'];
const tails = [...oneByte, ...utf16].map((characters) => characters.slice(-5));
/** Base64 of other UTF-16 often has the first half of a fragment too, so it only counts before a line break. */
const utf16Halves = utf16.map((characters) => characters.slice(0, 8));

/**
 * ripgrep searches line by line. A file that contains a token matches one of these regular expressions, except for base64
 * with a single character on each line, and in UTF-16 also with two, or that was encoded twice. Each requires a string of
 * at least two characters, and there are no more than 64, because otherwise ripgrep would take several times as long.
 */
export const ripgrepPatterns: readonly string[] = [
  String.raw`apiv3[^A-Za-z0-9/.-]`,
  ...[...tails, ...nested.map((characters) => characters.slice(-5))],
  ...ends.map((end) => end + beforeBreak),
  ...pairs.map((pair) => afterBreak + pair + beforeBreak),
  ...utf16Halves.map((half) => `${half}[A-Za-z0-9]{0,8}${beforeBreak}`),
  String.raw`${inUtf16('apiv3')}\x00[_%\\&=]`,
  ...tails.map(inUtf16),
  ...ends.map((end) => inUtf16(end) + beforeBreakInUtf16),
  ...utf16Halves.map((half) => String.raw`${inUtf16(half)}(?:\x00[A-Za-z0-9]){0,8}${beforeBreakInUtf16}`),
];

/** Leaves out the outer zero byte, so that the result matches both byte orders. */
function inUtf16(text: string): string {
  return [...text].join(String.raw`\x00`);
}
