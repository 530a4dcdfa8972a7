/** Runs a server's changes one at a time, because one of them may replace the token that the next one is sent with. */
export class SerialQueue {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<Result>(url: string, work: () => Promise<Result>): Promise<Result> {
    const result = (this.#last.get(url) ?? Promise.resolve()).then(work);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(url, settled);
    try {
      return await result;
    } finally {
      if (this.#last.get(url) === settled) {
        this.#last.delete(url);
      }
    }
  }
}
