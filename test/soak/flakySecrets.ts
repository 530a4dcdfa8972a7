import type * as vscode from 'vscode';
import type { Random } from './random.ts';

/** A keyring in memory that fails at times: before it did what it was asked for, or behind that. */
export class FlakySecrets implements vscode.SecretStorage {
  readonly stored = new Map<string, string>();
  readonly onDidChange = (() => undefined) as unknown as vscode.Event<vscode.SecretStorageChangeEvent>;
  failures = 0;
  readonly #random: Random;
  readonly #failing: number;

  /** @param failing the share of accesses that fail */
  constructor(random: Random, failing: number) {
    this.#random = random;
    this.#failing = failing;
  }

  keys(): Promise<string[]> {
    return this.#access(() => [...this.stored.keys()]);
  }

  get(key: string): Promise<string | undefined> {
    return this.#access(() => this.stored.get(key));
  }

  async store(key: string, value: string): Promise<void> {
    await this.#access(() => this.stored.set(key, value));
  }

  async delete(key: string): Promise<void> {
    await this.#access(() => this.stored.delete(key));
  }

  async #access<Result>(work: () => Result): Promise<Result> {
    await Promise.resolve();
    const fails = this.#random.chance(this.#failing);
    const isDone = !fails || this.#random.chance(0.5);
    const result = isDone ? work() : undefined;
    if (fails) {
      this.failures += 1;
      throw new Error('the keyring is locked');
    }
    return result as Result;
  }
}
