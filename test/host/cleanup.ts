/** What has to be undone at the end, in the opposite order of what was done; each once, whoever asks first. */
export class Cleanup {
  readonly #steps: (() => unknown)[] = [];
  #running: Promise<void> | undefined;

  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** Runs all steps. One that fails does not keep the others from running. */
  run(): Promise<void> {
    this.#running ??= (async () => {
      for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
        try {
          await step();
        } catch (error) {
          console.error(error);
        }
      }
    })();
    return this.#running;
  }
}
