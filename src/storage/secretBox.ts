import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { toError, UserError } from '../core/userError.ts';

/** A keyring that waits to be unlocked would otherwise hold up everything behind it; in milliseconds. */
const limit = 15_000;

/** VS Code's SecretStorage, one access after the other, with failures that a person can read. */
export class SecretBox {
  readonly #storage: vscode.SecretStorage;
  #last: Promise<unknown> = Promise.resolve();

  constructor(storage: vscode.SecretStorage) {
    this.#storage = storage;
  }

  /** Some hosts stay silent about it in the window that wrote. */
  get onDidChange(): vscode.Event<{ readonly key: string }> {
    return this.#storage.onDidChange;
  }

  /** @throws UserError */
  async read(key: string): Promise<string | undefined> {
    return this.#inTurn(() => this.#storage.get(key));
  }

  /** @throws UserError */
  async write(key: string, value: string): Promise<void> {
    await this.#inTurn(() => this.#storage.store(key, value));
  }

  /** @throws UserError */
  async remove(key: string): Promise<void> {
    await this.#inTurn(() => this.#storage.delete(key));
  }

  /** All keys, or none where the host cannot tell (some browsers). */
  async keys(): Promise<string[]> {
    try {
      return await this.#inTurn(() => this.#storage.keys());
    } catch {
      return [];
    }
  }

  // Parallel reads have come back undefined on some hosts.
  async #inTurn<Result>(access: () => Thenable<Result>): Promise<Result> {
    const turn = this.#last.then(async () => {
      try {
        return await withinLimit(access());
      } catch (error) {
        // Without the cause: it comes from whoever was handed the string, and may quote it.
        throw new UserError(
          l10n.t(
            'The secret storage of this machine failed: {0} On Linux, see that a keyring is running and unlocked.',
            withFullStop(toError(error).message),
          ),
        );
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

async function withinLimit<Result>(access: Thenable<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(l10n.t('it gave no answer. Is the keyring locked?'))), limit);
  });
  try {
    return await Promise.race([access, late]);
  } finally {
    clearTimeout(timer);
  }
}

function withFullStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
