import { base64Break, whitespaceOnly, type Base64Fragment } from './tokenFragments.ts';
import type { Base64Part, ReadOnlyEncoding } from './tokenEncoding.ts';

/** Base64 from a token's first character on, decoded. */
export interface Base64Run {
  /** The decoded text, from the token's first byte on, with one character per byte. */
  readonly characters: string;
  /** The offsets in the text of the base64 characters. */
  readonly offsets: readonly number[];
  readonly bitsBefore: number;
  readonly isUtf16: boolean;
}

const base64Character = /[A-Za-z0-9+/_-]/;
const breakOrEnd = new RegExp(`${base64Break}|$`, 'y');
const lastBeforeBreak = new RegExp(`([A-Za-z0-9+/_-])(?:${base64Break})?$`);
const everyBreak = new RegExp(base64Break, 'g');
const trailingRun = /[A-Za-z0-9+/_-]*$/;
/** In characters. */
const maxContext = 4096;
/** In characters: the longest indentation that the second line of base64 can have. */
const maxBreak = 256;

/** @param start the offset of the fragment in the text */
export function readBase64Run(
  text: string,
  start: number,
  { offset, isUtf16 }: Base64Fragment,
  maxLength: number,
): Base64Run | undefined {
  const offsets: number[] = [];
  if (offset > 0) {
    // The first bits of the token are in the character before the fragment.
    const before = lastBeforeBreak.exec(text.slice(Math.max(0, start - maxBreak), start));
    if (before === null) {
      return undefined;
    }
    offsets.push(Math.max(0, start - maxBreak) + before.index);
  }
  const bitsBefore = (offset * 8) % 6;
  const base64 = [...'A'.repeat(missingInGroup(bitsBefore)), ...offsets.map((at) => text.charAt(at))];
  const needed = Math.ceil(((maxLength * (isUtf16 ? 2 : 1) + offset) * 8) / 6);
  for (let next = start; base64.length < needed;) {
    const character = text.charAt(next);
    if (base64Character.test(character)) {
      base64.push(character);
      offsets.push(next);
      next += 1;
      continue;
    }
    breakOrEnd.lastIndex = next;
    const end = breakOrEnd.exec(text);
    if (end === null || end[0] === '' || !base64Character.test(text.charAt(next + end[0].length))) {
      break;
    }
    next += end[0].length;
  }
  const bytes = Buffer.from(base64.join(''), 'base64').subarray(offset);
  const characters = isUtf16 ? bytes.toString('utf16le') : bytes.toString('latin1');
  return { characters, offsets, bitsBefore, isUtf16 };
}

/** Decodes the group of characters before a fragment, and those before it in its own group. */
export function base64Before(text: string, start: number, { offset }: Base64Fragment): string {
  const before = text.slice(Math.max(0, start - maxContext), start).replace(everyBreak, '');
  const run = trailingRun.exec(before)?.[0] ?? '';
  const inGroup = Math.ceil((offset * 8) / 6);
  const groups = run.length < inGroup + 4 ? run.slice(run.length - inGroup) : run.slice(-inGroup - 4);
  return Buffer.from(groups, 'base64').toString('latin1');
}

export function base64End({ offsets, bitsBefore, isUtf16 }: Base64Run, length: number): number {
  return (offsets[usedLength(length, bitsBefore, isUtf16) - 1] ?? 0) + 1;
}

/** Returns how the first `length` characters are written, so that others can be written in the same way. */
export function base64Encoding(
  text: string,
  { offsets: allOffsets, bitsBefore, isUtf16, characters }: Base64Run,
  length: number,
): Base64Part | ReadOnlyEncoding {
  const offsets = allOffsets.slice(0, usedLength(length, bitsBefore, isUtf16));
  const lineStarts = offsets.flatMap((offset, index) =>
    index > 0 && offset > (offsets[index - 1] ?? 0) + 1 ? [index] : [],
  );
  const [first = 0, second = offsets.length] = lineStarts;
  const width = second - first;
  const separator = first === 0 ? '' : text.slice((offsets[first - 1] ?? 0) + 1, offsets[first]);
  const writing: Base64Part = {
    form: 'base64Part',
    bitsBefore,
    wrapped: first === 0 ? null : { first, width, separator },
  };
  const raw = text.slice(offsets[0], (offsets.at(-1) ?? 0) + 1);
  const string = characters.slice(0, length);
  const [exact] = replaceInBase64(text, offsets[0] ?? 0, writing, [string, string]) ?? [];
  return exact === raw && !isUtf16 && whitespaceOnly.test(separator) && isTextAround(text, offsets, bitsBefore)
    ? writing
    : { form: 'encoded', as: 'base64' };
}

/** Returns the base64 of one string, and of another one of the same length in its place. */
export function replaceInBase64(
  text: Pick<string, 'slice'>,
  start: number,
  writing: Base64Part,
  [from, to]: readonly [string, string],
): readonly [string, string] | undefined {
  const length = Math.ceil((writing.bitsBefore + from.length * 8) / 6);
  const raw = text.slice(start, start + wrap('A'.repeat(length), writing).length);
  const base64 = unwrap(raw, writing);
  if (from.length !== to.length || base64.length !== length || wrap(base64, writing) !== raw) {
    return undefined;
  }
  const splice = (string: string) => wrap(spliceBits(base64, writing.bitsBefore, string), writing);
  return splice(from) === raw ? [raw, splice(to)] : undefined;
}

function spliceBits(base64: string, bitsBefore: number, string: string): string {
  const missing = missingInGroup(bitsBefore);
  const groups = 'A'.repeat(missing) + base64;
  const bytes = Buffer.from(groups.padEnd(Math.ceil(groups.length / 4) * 4, 'A'), 'base64');
  bytes.write(string, missing, 'latin1');
  return bytes.toString('base64').slice(missing, groups.length);
}

function wrap(base64: string, { wrapped }: Base64Part): string {
  if (wrapped === null) {
    return base64;
  }
  const { first, width, separator } = wrapped;
  const lines = [base64.slice(0, first)];
  for (let next = first; next < base64.length; next += width) {
    lines.push(base64.slice(next, next + width));
  }
  return lines.join(separator);
}

function unwrap(raw: string, { wrapped }: Base64Part): string {
  return wrapped === null ? raw : raw.replaceAll(wrapped.separator, '');
}

/** The number of characters that precede the first one in its group of four. */
function missingInGroup(bitsBefore: number): number {
  return bitsBefore / 2;
}

function usedLength(length: number, bitsBefore: number, isUtf16: boolean): number {
  return Math.ceil((bitsBefore + length * (isUtf16 ? 16 : 8)) / 6);
}

/** Other content around the token, such as a key store, might no longer be valid after a change. */
function isTextAround(text: string, offsets: readonly number[], bitsBefore: number): boolean {
  const [start, end] = [offsets[0] ?? 0, (offsets.at(-1) ?? 0) + 1];
  let first = start;
  while (first > 0 && start - first < maxContext && base64Character.test(text.charAt(first - 1))) {
    first -= 1;
  }
  const before = text.slice(first, start);
  const after = /^[A-Za-z0-9+/_-]*/.exec(text.slice(end, end + maxContext))?.[0] ?? '';
  const inGroup = missingInGroup(bitsBefore);
  const wholeGroups = before.slice((before.length - inGroup) % 4);
  const decoded = Buffer.from(wholeGroups + offsets.map((at) => text.charAt(at)).join('') + after, 'base64');
  return before.length < inGroup || /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(decoded.toString('latin1'));
}
