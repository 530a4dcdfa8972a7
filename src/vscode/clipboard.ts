import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { Token } from '../core/token/token.ts';
import { toError, UserError } from '../core/errors.ts';
import { withPeriod } from '../core/plainText.ts';
import type { Settings } from './settings.ts';

const pendingKey = 'clipboardToClear';
/** The token to clear, so that another window can clear it if the one that copied it was closed. */
const pendingSchema = v.object({ hash: v.string(), due: v.number() });
type PendingClear = v.InferOutput<typeof pendingSchema>;

// Clearing can fail: a browser doesn't let a window without focus read the clipboard.
const retryMilliseconds = 5000;
const maxRetries = 12;

/** Copies tokens to the clipboard, and clears them unless something else has been copied since then. */
export class TokenClipboard implements vscode.Disposable {
  readonly #settings: Settings;
  readonly #state: vscode.Memento;
  #timer: NodeJS.Timeout | undefined;
  /** Incremented by every copy, so that timers of earlier copies do nothing. */
  #generation = 0;

  constructor(settings: Settings, state: vscode.Memento) {
    this.#settings = settings;
    this.#state = state;
  }

  /** Clears a token that an earlier window copied and didn't clear. */
  resume(): void {
    const pending = this.#pending();
    if (pending !== undefined) {
      this.#clearWhenDue(pending);
    }
  }

  /** Returns the seconds until the clipboard is cleared, or 0. `clears` is false if this may be the only copy. */
  async copy(token: Token, { clears } = { clears: true }): Promise<number> {
    this.#generation++;
    clearTimeout(this.#timer);
    try {
      await vscode.env.clipboard.writeText(token.reveal());
    } catch (error) {
      throw new UserError(l10n.t("Couldn't write to the clipboard: {0}", withPeriod(toError(error).message)), {
        cause: error,
      });
    }
    const seconds = clears ? this.#settings.clearClipboardAfterSeconds : 0;
    const pending = seconds === 0 ? undefined : { hash: token.hash, due: Date.now() + seconds * 1000 };
    // If this fails, the timer below still clears the clipboard while this window is open.
    this.#state.update(pendingKey, pending).then(undefined, () => undefined);
    if (pending !== undefined) {
      this.#clearWhenDue(pending);
    }
    return seconds;
  }

  async readText(): Promise<string> {
    return vscode.env.clipboard.readText();
  }

  dispose(): void {
    this.#generation++;
    clearTimeout(this.#timer);
  }

  #clearWhenDue(pending: PendingClear): void {
    const generation = this.#generation;
    const attempt = (retries: number) => {
      this.#clear(pending, generation).catch(() => {
        if (retries > 0 && generation === this.#generation) {
          this.#timer = setTimeout(() => attempt(retries - 1), retryMilliseconds);
        }
      });
    };
    this.#timer = setTimeout(() => attempt(maxRetries), Math.max(0, pending.due - Date.now()));
  }

  /** Returns `undefined` also for an entry in a newer extension version's format, which that version clears itself. */
  #pending(): PendingClear | undefined {
    const pending = v.safeParse(pendingSchema, this.#state.get(pendingKey));
    return pending.success ? pending.output : undefined;
  }

  async #clear({ hash }: PendingClear, generation: number): Promise<void> {
    const text = await vscode.env.clipboard.readText();
    if (generation !== this.#generation) {
      return;
    }
    if (new Token(text).hash === hash) {
      await vscode.env.clipboard.writeText('');
    }
    // Another window may have replaced the entry with its own in the meantime.
    if (this.#pending()?.hash === hash) {
      await this.#state.update(pendingKey, undefined);
    }
  }
}
