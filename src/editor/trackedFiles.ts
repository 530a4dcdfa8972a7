/** Asks git which of these files it tracks. */
export type AskGit = (paths: readonly string[], options: { signal: AbortSignal }) => Promise<ReadonlySet<string>>;

/** How long an answer of git counts, in milliseconds. */
const answerCountsFor = 30_000;

/** Whether git tracks the files in editors; each is asked about once in a while, not at every change. */
export class TrackedFiles {
  readonly #ask: AskGit;
  readonly #now: () => number;
  readonly #answers = new Map<string, { readonly at: number; readonly isTracked: Promise<boolean> }>();
  readonly #abort = new AbortController();

  /** @param now milliseconds, for tests */
  constructor(ask: AskGit, now: () => number = Date.now) {
    this.#ask = ask;
    this.#now = now;
  }

  /** @throws what asking git throws; it is asked anew then */
  async has(path: string): Promise<boolean> {
    const known = this.#answers.get(path);
    if (known !== undefined && this.#now() - known.at < answerCountsFor) {
      return known.isTracked;
    }
    const isTracked = this.#ask([path], { signal: this.#abort.signal }).then((tracked) => tracked.has(path));
    this.#answers.set(path, { at: this.#now(), isTracked });
    try {
      return await isTracked;
    } catch (error) {
      this.forget(path);
      throw error;
    }
  }

  forget(path: string): void {
    this.#answers.delete(path);
  }

  dispose(): void {
    this.#abort.abort();
    this.#answers.clear();
  }
}
