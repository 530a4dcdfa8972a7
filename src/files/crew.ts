type Work = () => Promise<void>;

/**
 * Does pieces of work, a few at a time. What was added last is begun first: while a tree of folders is worked
 * through, little of it waits in memory then.
 */
export class Crew {
  readonly #hands: number;
  readonly #signal: AbortSignal;
  readonly #waiting: Work[] = [];
  #busy = 0;
  #failures: unknown[] = [];
  #whenIdle: (() => void)[] = [];

  /** @param signal after it, nothing more is begun */
  constructor(hands: number, signal: AbortSignal) {
    this.#hands = hands;
    this.#signal = signal;
  }

  add(work: Work): void {
    this.#waiting.push(work);
    this.#begin();
  }

  /**
   * Waits until nothing is being done any more, what the work itself added included.
   * @throws the signal's reason when that came between, or what a piece of work threw
   */
  async finished(): Promise<void> {
    if (this.#busy > 0) {
      await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    }
    this.#signal.throwIfAborted();
    if (this.#failures.length > 0) {
      throw this.#failures[0];
    }
  }

  #begin(): void {
    while (this.#busy < this.#hands && !this.#signal.aborted && this.#failures.length === 0) {
      const work = this.#waiting.pop();
      if (work === undefined) {
        return;
      }
      this.#busy += 1;
      void this.#do(work);
    }
  }

  async #do(work: Work): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failures.push(error);
    }
    this.#busy -= 1;
    this.#begin();
    if (this.#busy === 0) {
      this.#whenIdle.splice(0).forEach((resolve) => resolve());
    }
  }
}
