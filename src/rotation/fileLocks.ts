import { setTimeout } from 'node:timers/promises';
import type { ProcessLocks } from '../storage/processLocks.ts';

/** In milliseconds. Another window holds a lock for as long as it writes one file. */
const retryInterval = 20;

/** Keeps two windows from updating the same file at the same time, in which case the file could become a mix of both. */
export class FileLocks {
  readonly #locks: ProcessLocks;

  constructor(locks: ProcessLocks) {
    this.#locks = locks;
  }

  /** @throws the signal's reason while waiting, or LockedElsewhereError */
  async whileLocked<Result>(path: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    // Loaded on demand: files aren't read before the first rotation or search.
    const { identityOf } = await import('../files/sameFile.ts');
    const key = `file ${identityOf(path) ?? path}`;
    let lock = await this.#locks.take(key);
    while (lock === undefined) {
      await setTimeout(retryInterval * (1 + Math.random()), undefined, { signal }).catch(() => signal.throwIfAborted());
      lock = await this.#locks.take(key);
    }
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }
}
