export type FindTracked = (paths: readonly string[], options: { signal: AbortSignal }) => Promise<ReadonlySet<string>>;

/** In milliseconds. */
const resultLifetime = 30_000;

/** Caches whether Git tracks the files in editors, so that Git doesn't run on every change. */
export class TrackedFileCache {
  readonly #findTracked: FindTracked;
  readonly #now: () => number;
  readonly #results = new Map<string, { readonly at: number; readonly isTracked: Promise<boolean> }>();
  readonly #abort = new AbortController();

  constructor(findTracked: FindTracked, now: () => number = Date.now) {
    this.#findTracked = findTracked;
    this.#now = now;
  }

  async isTracked(path: string): Promise<boolean> {
    const cached = this.#results.get(path);
    if (cached !== undefined && this.#now() - cached.at < resultLifetime) {
      return cached.isTracked;
    }
    const isTracked = this.#findTracked([path], { signal: this.#abort.signal }).then((tracked) => tracked.has(path));
    this.#results.set(path, { at: this.#now(), isTracked });
    try {
      return await isTracked;
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
