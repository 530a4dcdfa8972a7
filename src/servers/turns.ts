/** Lets what changes one server happen one after the other: a regenerate kills the token that the next would be sent with. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` when everything that came before it for this server is over, however that ended. */
  async take<Result>(url: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.#last.get(url) ?? Promise.resolve()).then(work);
    const over = turn.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(url, over);
    try {
      return await turn;
    } finally {
      if (this.#last.get(url) === over) {
        this.#last.delete(url);
      }
    }
  }
}
