import type { Disposable } from './emitter.ts';

/** Runs `action` once for all calls to {@link schedule} within the delay. */
export class Debounce implements Disposable {
  readonly #delay: number;
  readonly #action: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param delay in milliseconds */
  constructor(delay: number, action: () => void) {
    this.#delay = delay;
    this.#action = action;
  }

  get isPending(): boolean {
    return this.#timer !== undefined;
  }

  schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#action();
    }, this.#delay);
  }

  /** Like {@link schedule}, but every call starts the delay again. */
  reschedule(): void {
    this.dispose();
    this.schedule();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
