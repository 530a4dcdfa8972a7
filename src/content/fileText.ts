import { withoutPauses, type Steps } from '../core/pauses.ts';
import { swapBytes } from './wholeBytes.ts';

export const headLength = 8 * 1024;
/** Fewer characters could be a coincidence. */
const minAsciiUnits = 8;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** In characters. */
const scanLength = 256 * 1024;
const notInText = /[\0-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]/;

/**
 * A file's content as text, each character of which has one or two bytes: UTF-16 if the file has a byte order mark or is clearly
 * UTF-16, otherwise one character per byte. Tokens are ASCII, so this works for every ASCII-based encoding.
 */
export interface FileText {
  readonly characters: string;
  readonly encoding: 'oneByte' | 'utf16le' | 'utf16be';
}

export function isBinary(head: Buffer): boolean {
  return detectEncoding(head) === 'oneByte' && head.subarray(0, headLength).includes(0);
}

export function decodeFile(bytes: Buffer): FileText {
  return withoutPauses(decodeInSteps(bytes));
}

export function* decodeInSteps(bytes: Buffer): Steps<FileText> {
  const encoding = detectEncoding(bytes);
  if (encoding === 'oneByte') {
    return { characters: bytes.toString('latin1'), encoding };
  }
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const littleEndian = encoding === 'utf16le' ? whole : yield* swapBytes(whole);
  return { characters: littleEndian.toString('utf16le'), encoding };
}

/** Converts offsets in a file's text to lines and columns as an editor counts them: from 1, columns in UTF-16 units. */
export class Positions {
  readonly #text: FileText;
  readonly #lineStarts = [0];
  #scannedTo = 0;
  /** Counting continues from here, because a line can have thousands of tokens and megabytes of text. */
  #lastPosition = { offset: 0, column: 1 };

  constructor(text: FileText) {
    this.#text = text;
  }

  /** Finds the lines up to the offset, with a pause after every few milliseconds. Otherwise, {@link at} finds them. */
  *scan(offset: number): Steps<void> {
    for (let end = this.#scannedTo; end < offset;) {
      end = Math.min(offset, end + scanLength);
      this.#scanTo(end);
      yield;
    }
  }

  at(offset: number): { line: number; column: number } {
    this.#scanTo(offset);
    let first = 0;
    let last = this.#lineStarts.length - 1;
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= offset) {
        first = middle;
      } else {
        last = middle - 1;
      }
    }
    const lineStart = { offset: this.#lineStarts[first] ?? 0, column: 1 };
    const previous = this.#lastPosition;
    const from = previous.offset > lineStart.offset && previous.offset <= offset ? previous : lineStart;
    const column = from.column + this.#columnsBetween(from.offset, offset);
    // Other offsets could be in the middle of a character, and counting can't continue from there.
    if (this.#text.characters.charCodeAt(offset) < 0x80) {
      this.#lastPosition = { offset, column };
    }
    return { line: first + 1, column };
  }

  #scanTo(offset: number): void {
    const { characters } = this.#text;
    for (let index = this.#scannedTo; index < offset; index += 1) {
      const code = characters.charCodeAt(index);
      if (code === lineFeed || (code === carriageReturn && characters.charCodeAt(index + 1) !== lineFeed)) {
        this.#lineStarts.push(index + 1);
      }
    }
    this.#scannedTo = Math.max(this.#scannedTo, offset);
  }

  #columnsBetween(start: number, end: number): number {
    const characters = this.#text.characters.slice(start, end);
    // Editors read these files as UTF-8 and hide the byte order mark.
    const shown = this.#text.encoding === 'oneByte' ? Buffer.from(characters, 'latin1').toString('utf8') : characters;
    return (start === 0 ? shown.replace(/^\ufeff/, '') : shown).length;
  }
}

export function detectEncoding(bytes: Buffer): FileText['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return 'utf16le';
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return 'utf16be';
  }
  const head = bytes.subarray(0, headLength);
  return head.includes(0) ? detectWithoutMark(head.subarray(0, head.length & ~1)) : 'oneByte';
}

/** Random bytes are hardly ever valid UTF-16, and other text has no NUL. */
function detectWithoutMark(head: Buffer): FileText['encoding'] {
  const [little, big] = [head, Buffer.from(head).swap16()].map((bytes) => countAsciiIfText(bytes.toString('utf16le')));
  if (Math.max(little ?? 0, big ?? 0) < minAsciiUnits) {
    return 'oneByte';
  }
  return (little ?? 0) >= (big ?? 0) ? 'utf16le' : 'utf16be';
}

function countAsciiIfText(text: string): number {
  // The head may end between the halves of a surrogate pair.
  const isText = !notInText.test(text) && text.replace(/[\ud800-\udbff]$/, '').isWellFormed();
  return isText ? (text.match(/[\t\n\r -~]/g) ?? []).length : 0;
}
