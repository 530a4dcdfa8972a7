import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as vscode from 'vscode';

/** Stores keys and values in files, written atomically, so that they outlive a killed process. */
class KeyValueFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  keys(): string[] {
    return readdirSync(this.#folder)
      .filter((name) => !name.endsWith('.new'))
      .map((name) => readEntry(join(this.#folder, name)).key);
  }

  get(key: string): string | undefined {
    try {
      return readEntry(this.#path(key)).value;
    } catch {
      return undefined;
    }
  }

  set(key: string, value: string | undefined): void {
    if (value === undefined) {
      rmSync(this.#path(key), { force: true });
    } else {
      writeFileSync(`${this.#path(key)}.new`, JSON.stringify({ key, value }));
      renameSync(`${this.#path(key)}.new`, this.#path(key));
    }
  }

  removeNewest(): void {
    const paths = readdirSync(this.#folder).map((name) => join(this.#folder, name));
    const writtenAt = (path: string) => statSync(path, { bigint: true }).mtimeNs;
    const [newest] = paths.sort((a, b) => (writtenAt(a) < writtenAt(b) ? 1 : -1));
    if (newest !== undefined) {
      rmSync(newest);
    }
  }

  #path(key: string): string {
    // A key contains a URL and a hash, so it's too long for a file name.
    return join(this.#folder, createHash('sha256').update(key).digest('hex'));
  }
}

function readEntry(path: string): { readonly key: string; readonly value: string } {
  return JSON.parse(readFileSync(path, 'utf8')) as { key: string; value: string };
}

export type Refusal = 'all' | 'reads' | 'writes';

export class FileSecrets implements vscode.SecretStorage {
  readonly #files: KeyValueFiles;
  readonly onDidChange = (() => ({
    dispose: () => undefined,
  })) as unknown as vscode.Event<vscode.SecretStorageChangeEvent>;

  constructor(folder: string) {
    this.#files = new KeyValueFiles(folder);
  }

  /** As if the machine had lost power before the keyring wrote what it last reported as stored. */
  loseLastStored(): void {
    this.#files.removeNewest();
  }

  keys(): Promise<string[]> {
    return Promise.resolve(this.#files.keys());
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.#files.get(key));
  }

  store(key: string, value: string): Promise<void> {
    this.#files.set(key, value);
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.#files.set(key, undefined);
    return Promise.resolve();
  }
}

export class RefusingSecrets extends FileSecrets {
  readonly #refuses: Refusal;

  constructor(folder: string, refuses: Refusal) {
    super(folder);
    this.#refuses = refuses;
  }

  override keys(): Promise<string[]> {
    return this.#unlessRefused('reads', () => super.keys());
  }

  override get(key: string): Promise<string | undefined> {
    return this.#unlessRefused('reads', () => super.get(key));
  }

  override store(key: string, value: string): Promise<void> {
    return this.#unlessRefused('writes', () => super.store(key, value));
  }

  override delete(key: string): Promise<void> {
    return this.#unlessRefused('writes', () => super.delete(key));
  }

  #unlessRefused<Result>(what: 'reads' | 'writes', work: () => Promise<Result>): Promise<Result> {
    const isRefused = this.#refuses === 'all' || this.#refuses === what;
    return isRefused ? Promise.reject(new Error('The keyring is locked.')) : work();
  }
}

export class FileMemento implements vscode.Memento {
  readonly #files: KeyValueFiles;

  constructor(folder: string) {
    this.#files = new KeyValueFiles(folder);
  }

  keys(): readonly string[] {
    return this.#files.keys();
  }

  get(key: string, defaultValue?: unknown): never {
    const json = this.#files.get(key);
    return (json === undefined ? defaultValue : JSON.parse(json)) as never;
  }

  update(key: string, value: unknown): Promise<void> {
    this.#files.set(key, value === undefined ? undefined : JSON.stringify(value));
    return Promise.resolve();
  }
}
