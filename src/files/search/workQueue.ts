type Task = () => Promise<void>;

/** Runs a few tasks at a time, the newest first, which keeps the queue short while a folder tree is walked. */
export class WorkQueue {
  readonly #concurrency: number;
  readonly #signal: AbortSignal;
  readonly #pending: Task[] = [];
  #running = 0;
  #failures: unknown[] = [];
  #idleCallbacks: (() => void)[] = [];

  constructor(concurrency: number, signal: AbortSignal) {
    this.#concurrency = concurrency;
    this.#signal = signal;
  }

  add(task: Task): void {
    this.#pending.push(task);
    this.#startPending();
  }

  /** Waits for all tasks, including those that tasks add. @throws the signal's reason, or the first error of a task */
  async waitUntilIdle(): Promise<void> {
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
