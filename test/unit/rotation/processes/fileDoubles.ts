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
      .map((name) => Buffer.from(name, 'base64url').toString());
  }

  get(key: string): string | undefined {
    try {
      return readFileSync(this.#path(key), 'utf8');
    } catch {
      return undefined;
    }
  }

  set(key: string, value: string | undefined): void {
    if (value === undefined) {
      rmSync(this.#path(key), { force: true });
    } else {
      writeFileSync(`${this.#path(key)}.new`, value);
      renameSync(`${this.#path(key)}.new`, this.#path(key));
    }
  }

  #path(key: string): string {
    return join(this.#folder, Buffer.from(key).toString('base64url'));
  }
}

export class FileSecrets implements vscode.SecretStorage {
  readonly #files: KeyValueFiles;
  readonly onDidChange = (() => undefined) as unknown as vscode.Event<vscode.SecretStorageChangeEvent>;

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
