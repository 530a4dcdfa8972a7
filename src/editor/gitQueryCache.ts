type Query = (path: string, options: { readonly signal: AbortSignal }) => Promise<boolean>;

/** In milliseconds. */
const resultLifetime = 30_000;

/** Caches what Git says about the files in editors, so that it doesn't run on every change or cursor movement. */
export class GitQueryCache {
  readonly #query: Query;
  readonly #now: () => number;
  readonly #results = new Map<string, { readonly at: number; readonly result: Promise<boolean> }>();
  readonly #abort = new AbortController();

  constructor(query: Query, now: () => number = Date.now) {
    this.#query = query;
    this.#now = now;
  }

  async get(path: string): Promise<boolean> {
    const cached = this.#results.get(path);
    if (cached !== undefined && this.#now() - cached.at < resultLifetime) {
      return cached.result;
    }
    const result = this.#query(path, { signal: this.#abort.signal });
    this.#results.set(path, { at: this.#now(), result });
    try {
      return await result;
    } catch (error) {
      this.invalidate(path);
      throw error;
    }
  }

  invalidate(path: string): void {
    this.#results.delete(path);
  }

  dispose(): void {
    this.#abort.abort();
    this.#results.clear();
  }
}
