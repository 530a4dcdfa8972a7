/** A body that is not the JSON asked for, with the message that the server's JSON library would give. */
export class SerdeError extends Error {}

/** Unlike a `SerdeError`, one whose place is only known once the surrounding object has been left. */
export class UnplacedSerdeError extends Error {}

/** Bytes of JSON with a place in them, and errors that tell that place as serde_json counts it. */
export class JsonCursor {
  readonly bytes: Buffer;
  index = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** The byte at the cursor, without moving; undefined at the end. */
  peek(): number | undefined {
    return this.bytes[this.index];
  }

  /** The byte at the cursor, as a character (bytes of JSON's own grammar are all ASCII); empty at the end. */
  peekCharacter(): string {
    const byte = this.peek();
    return byte === undefined ? '' : String.fromCharCode(byte);
  }

  /** Skips white space and gives the character then at the cursor; empty at the end. */
  nextSignificant(): string {
    while (/[ \n\t\r]/.test(this.peekCharacter())) this.index += 1;
    return this.peekCharacter();
  }

  /** An error about what was just read: its place is the cursor's. */
  error(message: string): SerdeError {
    return this.#at(message, this.index);
  }

  /** An error about what comes next: its place is one further, if there is anything. */
  peekError(message: string): SerdeError {
    return this.#at(message, Math.min(this.bytes.length, this.index + 1));
  }

  /** Reads the rest of `null`, `true` or `false`, of which the first letter was read. */
  ident(rest: string): void {
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
