import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as vscode from 'vscode';

/** Keys and values in files, each written whole before the call returns: what outlives a killed process. */
class Files {
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

/** A keyring that survives its process. */
export class FileSecrets implements vscode.SecretStorage {
  readonly #files: Files;
  readonly onDidChange = (() => undefined) as unknown as vscode.Event<vscode.SecretStorageChangeEvent>;

  constructor(folder: string) {
    this.#files = new Files(folder);
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

/** VS Code's state of an extension, which survives the process. */
export class FileNotes implements vscode.Memento {
  readonly #files: Files;

  constructor(folder: string) {
    this.#files = new Files(folder);
  }

  keys(): readonly string[] {
    return this.#files.keys();
  }

  get(key: string, usual?: unknown): never {
    const json = this.#files.get(key);
    return (json === undefined ? usual : JSON.parse(json)) as never;
  }

  update(key: string, value: unknown): Promise<void> {
    this.#files.set(key, value === undefined ? undefined : JSON.stringify(value));
    return Promise.resolve();
  }
}
