import { code, codes } from './characterCode.ts';
import { withoutLookAlikes } from './lookAlikes.ts';

const defaultMaxLength = 80;
const noSpace = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u;
/** Marks that strike the letter before them through, and a blank that isn't a space. */
const misleading = /[\u0334-\u0338\u20d2\u20d3\u20d8-\u20da\u20e5\u20e6\u20ea\u20eb\u2800]/u;
const unsafe = new RegExp(
  `(?<!\\p{Extended_Pictographic})\ufe0f|(?!\ufe0f)(?:${noSpace.source}|${misleading.source})`,
  'gu',
);
/** No language needs more than three marks on a letter, and one without a letter would be on the quote before it. */
const strayMarks = /(?<=^|\s)\p{M}+|(?<=\p{M}{3})\p{M}+/gu;

/**
 * Makes text from outside safe to show: one line, in reading order, short, and without characters that are invisible
 * or look like others. Such characters are shown as their codes. Text that is safe already stays the same.
 * @param maxLength in code points
 */
export function visibleText(text: string, maxLength = defaultMaxLength): string {
  // A code point has up to two code units.
  const start = [...text.slice(0, 2 * maxLength + 2)].slice(0, maxLength + 1).join('');
  const escaped = withoutLookAlikes(start.replace(unsafe, code).replace(strayMarks, codes))
    .replace(/^ +| +$/g, (spaces) => '␣'.repeat(spaces.length))
    .replace(/ {2,}/g, (spaces) => ` ${'␣'.repeat(spaces.length - 1)}`);
  const characters = [...escaped];
  return characters.length > maxLength ? `${characters.slice(0, maxLength).join('')}…` : escaped;
}
