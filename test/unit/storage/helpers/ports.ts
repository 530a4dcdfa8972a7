import type * as vscode from 'vscode';

/** A keyring in memory that can be made to lose things and to fail. */
export class MemorySecrets implements vscode.SecretStorage {
  readonly stored = new Map<string, string>();
  /** What every access is answered with while it is set. */
  failure: unknown;
  keysFailure: unknown;
  /** How many accesses were under way at the same time at most. */
  mostAtOnce = 0;
  /** The accesses, in the order in which they began. */
  readonly accesses: string[] = [];
  /** Silent, as it has been on some hosts. */
  readonly onDidChange = (() => undefined) as unknown as vscode.Event<vscode.SecretStorageChangeEvent>;
  #underWay = 0;

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

  async #access<Result>(what: string, work: () => Result): Promise<Result> {
    this.accesses.push(what);
    this.#underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#underWay);
    try {
      await new Promise(setImmediate);
      if (this.failure !== undefined) throw this.failure as Error;
      return work();
    } finally {
      this.#underWay -= 1;
    }
  }
}

/** VS Code's state of an extension, in memory. What is put in comes out as JSON would bring it. */
export class MemoryNotes implements vscode.Memento {
  readonly stored = new Map<string, string>();
  failure: unknown;

  keys(): readonly string[] {
    return [...this.stored.keys()];
  }

  get(key: string, usual?: unknown): never {
    const json = this.stored.get(key);
    // Whoever asks says of which type it is.
    return (json === undefined ? usual : JSON.parse(json)) as never;
  }

  async update(key: string, value: unknown): Promise<void> {
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure as Error;
    if (value === undefined) this.stored.delete(key);
    else this.stored.set(key, JSON.stringify(value));
  }
}
