/** How much of a file's beginning tells whether it is a text, in bytes. */
export const headLength = 8 * 1024;

/**
 * A file's bytes as text that turns into the very same bytes again, whatever they are: UTF-16 where a mark begins the
 * file, else one character a byte. Tokens are ASCII, so any encoding that agrees with ASCII can be searched like that.
 */
export interface FileText {
  readonly characters: string;
  readonly encoding: 'oneByte' | 'utf16le' | 'utf16be';
  /** The last byte of a UTF-16 file that was cut off in the middle of a character. */
  readonly rest: Buffer;
}

/** Whether a file is none of text: its head holds a NUL, and no UTF-16 mark begins it. */
export function isBinary(head: Buffer): boolean {
  return encodingOf(head) === 'oneByte' && head.subarray(0, headLength).includes(0);
}

export function textOfFile(bytes: Buffer): FileText {
  const encoding = encodingOf(bytes);
  if (encoding === 'oneByte') {
    return { characters: bytes.toString('latin1'), encoding, rest: Buffer.alloc(0) };
  }
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const littleEndian = encoding === 'utf16le' ? whole : Buffer.from(whole).swap16();
  return { characters: littleEndian.toString('utf16le'), encoding, rest: bytes.subarray(whole.length) };
}

export function bytesOfText({ characters, encoding, rest }: FileText): Buffer {
  if (encoding === 'oneByte') {
    return Buffer.from(characters, 'latin1');
  }
  const bytes = Buffer.from(characters, 'utf16le');
  return Buffer.concat([encoding === 'utf16le' ? bytes : bytes.swap16(), rest]);
}

/** Tells where in a file its characters stand, as an editor counts: both from 1, columns in UTF-16 units. */
export class Positions {
  readonly #text: FileText;
  /** Where each line begins. */
  readonly #lines: number[];
  /** The last answer: a line of megabytes with thousands of tokens is not to be counted from its start for each. */
  #counted = { offset: 0, column: 1 };

  constructor(text: FileText) {
    this.#text = text;
    this.#lines = [0, ...[...text.characters.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
  }

  at(offset: number): { line: number; column: number } {
    let first = 0;
    let last = this.#lines.length - 1;
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if ((this.#lines[middle] ?? 0) <= offset) {
        first = middle;
      } else {
        last = middle - 1;
      }
    }
    const lineStart = { offset: this.#lines[first] ?? 0, column: 1 };
    const from = this.#counted.offset > lineStart.offset && this.#counted.offset <= offset ? this.#counted : lineStart;
    const column = from.column + this.#columnsBetween(from.offset, offset);
    // Elsewhere it could be in the middle of a character, from which nothing can be counted.
    if (this.#text.characters.charCodeAt(offset) < 0x80) {
      this.#counted = { offset, column };
    }
    return { line: first + 1, column };
  }

  #columnsBetween(start: number, end: number): number {
    const characters = this.#text.characters.slice(start, end);
    // Editors read such a file as UTF-8, and show no byte order mark.
    const shown = this.#text.encoding === 'oneByte' ? Buffer.from(characters, 'latin1').toString('utf8') : characters;
    return (start === 0 ? shown.replace(/^\ufeff/, '') : shown).length;
  }
}

function encodingOf(bytes: Buffer): FileText['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return 'utf16le';
  }
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf16be' : 'oneByte';
}
