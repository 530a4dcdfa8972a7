/** Has the shape of VS Code's `Disposable`, so each can be used as the other. */
export interface Disposable {
  dispose(): void;
}

export type Event<T> = (listener: (value: T) => unknown) => Disposable;

/** An event source for code that runs without VS Code. A listener that throws doesn't keep others from being called. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => unknown>();
  #isDisposed = false;

  readonly event: Event<T> = (listener) => {
    const entry = (value: T) => listener(value);
    if (!this.#isDisposed) {
      this.#listeners.add(entry);
    }
    return { dispose: () => void this.#listeners.delete(entry) };
  };

  fire(value: T): void {
    const errors: unknown[] = [];
    for (const listener of [...this.#listeners]) {
      try {
        // A listener may have been disposed of by an earlier one.
        if (this.#listeners.has(listener)) {
          listener(value);
        }
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) {
      // The error is thrown from a microtask, so that it's reported without interrupting the code that fired.
      queueMicrotask(() => {
        throw errors[0];
      });
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#listeners.clear();
  }
}
