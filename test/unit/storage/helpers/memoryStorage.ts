import { Emitter } from '../../../../src/core/emitter.ts';
import type { SecretStorage } from '../../../../src/storage/secretQueue.ts';
import type { Memento } from '../../../../src/storage/tokenStore.ts';

export class MemorySecrets implements SecretStorage {
  readonly stored = new Map<string, string>();
  failure: unknown;
  keysFailure: unknown;
  maxConcurrent = 0;
  readonly accesses: string[] = [];
  /** Never fires, as on some hosts. */
  readonly onDidChange = new Emitter<{ readonly key: string }>().event;
  #pendingCount = 0;

  async keys(): Promise<string[]> {
    return this.#access('keys', () => {
      if (this.keysFailure !== undefined) throw this.keysFailure as Error;
      return [...this.stored.keys()];
    });
  }

  async get(key: string): Promise<string | undefined> {
    return this.#access(`get ${key}`, () => this.stored.get(key));
  }

  async store(key: string, value: string): Promise<void> {
    await this.#access(`store ${key}`, () => this.stored.set(key, value));
  }

  async delete(key: string): Promise<void> {
    await this.#access(`delete ${key}`, () => this.stored.delete(key));
  }

  async #access<Result>(description: string, work: () => Result): Promise<Result> {
    this.accesses.push(description);
    this.#pendingCount += 1;
    this.maxConcurrent = Math.max(this.maxConcurrent, this.#pendingCount);
    try {
      await new Promise(setImmediate);
      if (this.failure !== undefined) throw this.failure as Error;
      return work();
    } finally {
      this.#pendingCount -= 1;
    }
  }
}

/** The extension's `globalState` in memory. Values are stored as JSON. */
export class MemoryMemento implements Memento {
  readonly stored = new Map<string, string>();
  failure: unknown;

  keys(): readonly string[] {
    return [...this.stored.keys()];
  }

  get(key: string, defaultValue?: unknown): never {
    const json = this.stored.get(key);
    return (json === undefined ? defaultValue : JSON.parse(json)) as never;
  }

  async update(key: string, value: unknown): Promise<void> {
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure as Error;
    if (value === undefined) this.stored.delete(key);
    else this.stored.set(key, JSON.stringify(value));
  }
}
