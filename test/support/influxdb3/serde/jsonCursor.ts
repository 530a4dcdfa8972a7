/** An invalid JSON body. The message is that of serde_json, the server's JSON library. */
export class SerdeError extends Error {}

/** An error without a position, which is known only after the end of the surrounding object. */
export class UnpositionedSerdeError extends Error {}

/** A position in JSON bytes. Its errors contain line and column as serde_json counts them. */
export class JsonCursor {
  readonly bytes: Buffer;
  index = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  peek(): number | undefined {
    return this.bytes[this.index];
  }

  /** The byte at the cursor as a character (JSON syntax is all ASCII); empty at the end. */
  peekCharacter(): string {
    const byte = this.peek();
    return byte === undefined ? '' : String.fromCharCode(byte);
  }

  /** Skips white space, and returns the next character without consuming it; empty at the end. */
  nextSignificant(): string {
    while (/[ \n\t\r]/.test(this.peekCharacter())) this.index += 1;
    return this.peekCharacter();
  }

  error(message: string): SerdeError {
    return this.#at(message, this.index);
  }

  /** An error about the next byte, one position further unless at the end. */
  peekError(message: string): SerdeError {
    return this.#at(message, Math.min(this.bytes.length, this.index + 1));
  }

  /** Reads the rest of `null`, `true` or `false` after its first letter. */
  readIdent(rest: string): void {
    for (const expected of rest) {
      const found = this.peekCharacter();
      if (found === '') throw this.error('EOF while parsing a value');
      this.index += 1;
      if (found !== expected) throw this.error('expected ident');
    }
  }

  #at(message: string, index: number): SerdeError {
    const before = this.bytes.subarray(0, index);
    let line = 1;
    for (const byte of before) if (byte === 0x0a) line += 1;
    const column = index - (before.lastIndexOf(0x0a) + 1);
    return new SerdeError(`${message} at line ${line} column ${column}`);
  }
}
