/** The server's clock: this machine's, moved by whatever a test wants, or standing still. */
export class Clock {
  #offset = 0;
  #frozenAt: number | undefined;

  /** Milliseconds since 1970. */
  now(): number {
    return this.#frozenAt ?? Date.now() + this.#offset;
  }

  /** Moves the clock on (or back, with a negative number). */
  advance(milliseconds: number): void {
    this.set(this.now() + milliseconds);
  }

  /** Sets the clock; it goes on from there, unless it stands still. */
  set(time: number): void {
    if (!Number.isFinite(time)) throw new RangeError('a clock wants milliseconds since 1970');
    if (this.#frozenAt === undefined) this.#offset = time - Date.now();
    else this.#frozenAt = time;
  }

  /** Stops the clock, so that only `advance` and `set` move it. */
  freeze(time: number = this.now()): void {
    this.#frozenAt = time;
  }

  /** Lets a stopped clock go on from where it stands. */
  run(): void {
    const time = this.now();
    this.#frozenAt = undefined;
    this.set(time);
  }
}
