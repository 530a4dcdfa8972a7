export class Clock {
  #offset = 0;
  #frozenTime: number | undefined;

  /** Milliseconds since 1970. */
  now(): number {
    return this.#frozenTime ?? Date.now() + this.#offset;
  }

  /** A negative number moves the clock back. */
  advance(milliseconds: number): void {
    this.set(this.now() + milliseconds);
  }

  /** The clock keeps running from there, unless it's frozen. */
  set(time: number): void {
    if (!Number.isFinite(time)) throw new RangeError('the time must be milliseconds since 1970');
    if (this.#frozenTime === undefined) this.#offset = time - Date.now();
    else this.#frozenTime = time;
  }

  freeze(time: number = this.now()): void {
    this.#frozenTime = time;
  }

  resume(): void {
    const time = this.now();
    this.#frozenTime = undefined;
    this.set(time);
  }
}
