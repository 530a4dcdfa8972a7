import type * as vscode from 'vscode';
import type { Random } from './random.ts';

/** A keyring in memory whose accesses sometimes fail, before or after they took effect. */
export class FlakySecrets implements vscode.SecretStorage {
  readonly stored = new Map<string, string>();
  readonly onDidChange = (() => undefined) as unknown as vscode.Event<vscode.SecretStorageChangeEvent>;
  failures = 0;
  readonly #random: Random;
  readonly #failureRate: number;

  /** @param failureRate share of accesses that fail, from 0 to 1 */
  constructor(random: Random, failureRate: number) {
    this.#random = random;
    this.#failureRate = failureRate;
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
    const fails = this.#random.chance(this.#failureRate);
    const takesEffect = !fails || this.#random.chance(0.5);
    const result = takesEffect ? work() : undefined;
    if (fails) {
      this.failures += 1;
      throw new Error('The keyring is locked.');
    }
    return result as Result;
  }
}
