import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

  #path(key: string): string {
    // A key contains a URL and a hash, so it's too long for a file name.
    return join(this.#folder, createHash('sha256').update(key).digest('hex'));
  }
}

function readEntry(path: string): { readonly key: string; readonly value: string } {
  return JSON.parse(readFileSync(path, 'utf8')) as { key: string; value: string };
}

export class FileSecrets implements vscode.SecretStorage {
  readonly #files: KeyValueFiles;
  readonly onDidChange = (() => ({
    dispose: () => undefined,
  })) as unknown as vscode.Event<vscode.SecretStorageChangeEvent>;

  constructor(folder: string) {
    this.#files = new KeyValueFiles(folder);
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
