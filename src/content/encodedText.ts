import { detectEncoding, type FileText } from './fileText.ts';

/** The text of a file as in {@link FileText}, of which only the parts that are needed are decoded. */
export class EncodedText {
  readonly #bytes: Buffer;
  readonly #width: number;
  readonly encoding: FileText['encoding'];
  /** In characters. */
  readonly length: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.encoding = detectEncoding(bytes);
    this.#width = this.encoding === 'oneByte' ? 1 : 2;
    this.length = Math.floor(bytes.length / this.#width);
  }

  slice(start: number, end: number): string {
    const bytes = this.bytes(start, Math.min(end, this.length));
    switch (this.encoding) {
      case 'oneByte':
        return bytes.toString('latin1');
      case 'utf16le':
        return bytes.toString('utf16le');
      case 'utf16be':
        return Buffer.from(bytes).swap16().toString('utf16le');
    }
  }

  /** Without an end, includes the last byte of a UTF-16 file with an odd number of bytes. */
  bytes(start: number, end = Infinity): Buffer {
    return this.#bytes.subarray(start * this.#width, end * this.#width);
  }

  encode(characters: string): Buffer {
    const bytes = Buffer.from(characters, this.#width === 1 ? 'latin1' : 'utf16le');
    return this.encoding === 'utf16be' ? bytes.swap16() : bytes;
  }
}
