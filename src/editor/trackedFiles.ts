/** Asks git which of these files it tracks. */
export type AskGit = (paths: readonly string[], options: { signal: AbortSignal }) => Promise<ReadonlySet<string>>;

/** How long an answer of git counts, in milliseconds. */
const resultLifetime = 30_000;

/** Whether git tracks the files in editors; each is asked about once in a while, not at every change. */
export class TrackedFiles {
  readonly #findTracked: AskGit;
  readonly #now: () => number;
  readonly #results = new Map<string, { readonly at: number; readonly isTracked: Promise<boolean> }>();
  readonly #abort = new AbortController();

  /** @param now milliseconds, for tests */
  constructor(findTracked: AskGit, now: () => number = Date.now) {
    this.#findTracked = findTracked;
    this.#now = now;
  }

  /** @throws what asking git throws; it is asked anew then */
  async has(path: string): Promise<boolean> {
    const cached = this.#results.get(path);
    if (cached !== undefined && this.#now() - cached.at < resultLifetime) {
      return cached.isTracked;
    }
    const isTracked = this.#findTracked([path], { signal: this.#abort.signal }).then((tracked) => tracked.has(path));
    this.#results.set(path, { at: this.#now(), isTracked });
    try {
      return await isTracked;
    } catch (error) {
      this.forget(path);
      throw error;
    }
  }

  forget(path: string): void {
    this.#results.delete(path);
  }

  dispose(): void {
    this.#abort.abort();
    this.#results.clear();
  }
}
