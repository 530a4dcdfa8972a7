type Task = () => Promise<void>;

/**
 * Does pieces of work, a few at a time. What was added last is begun first: while a tree of folders is worked
 * through, little of it waits in memory then.
 */
export class Crew {
  readonly #concurrency: number;
  readonly #signal: AbortSignal;
  readonly #pending: Task[] = [];
  #running = 0;
  #failures: unknown[] = [];
  #idleCallbacks: (() => void)[] = [];

  /** @param signal after it, nothing more is begun */
  constructor(concurrency: number, signal: AbortSignal) {
    this.#concurrency = concurrency;
    this.#signal = signal;
  }

  add(task: Task): void {
    this.#pending.push(task);
    this.#startPending();
  }

  /**
   * Waits until nothing is being done any more, what the work itself added included.
   * @throws the signal's reason when that came between, or what a piece of work threw
   */
  async finished(): Promise<void> {
    if (this.#running > 0) {
      await new Promise<void>((resolve) => this.#idleCallbacks.push(resolve));
    }
    this.#signal.throwIfAborted();
    if (this.#failures.length > 0) {
      throw this.#failures[0];
    }
  }

  #startPending(): void {
    while (this.#running < this.#concurrency && !this.#signal.aborted && this.#failures.length === 0) {
      const task = this.#pending.pop();
      if (task === undefined) {
        return;
      }
      this.#running += 1;
      void this.#run(task);
    }
  }

  async #run(task: Task): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#failures.push(error);
    }
    this.#running -= 1;
    this.#startPending();
    if (this.#running === 0) {
      this.#idleCallbacks.splice(0).forEach((resolve) => resolve());
    }
  }
}
