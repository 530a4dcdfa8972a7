import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Token } from '../core/token/token.ts';
import { toError, UserError } from '../core/errors.ts';
import type { Disposable, Event } from '../core/emitter.ts';
import { withPeriod } from '../core/plainText.ts';
import { ClipboardClearing } from './clipboardClearing.ts';
import type { Settings } from './settings.ts';

/** Copies tokens to the clipboard, and clears them unless something else has been copied since then. */
export class TokenClipboard implements vscode.Disposable {
  readonly #settings: Settings;
  readonly #clearing: ClipboardClearing;

  constructor(settings: Settings, state: vscode.Memento) {
    this.#settings = settings;
    const { clipboard } = vscode.env;
    this.#clearing = new ClipboardClearing({ clipboard, state, onDidFocus, now: Date.now, after });
  }

  resume(): void {
    this.#clearing.resume();
  }

  /** Returns the seconds until the clipboard is cleared, or 0. `clears` is false if this may be the only copy. */
  async copy(token: Token, { clears } = { clears: true }): Promise<number> {
    this.#clearing.pause();
    try {
      await vscode.env.clipboard.writeText(token.reveal());
    } catch (error) {
      // An earlier token may still be on the clipboard.
      this.#clearing.resume();
      throw new UserError(l10n.t("Couldn't write to the clipboard: {0}", withPeriod(toError(error).message)), {
        cause: error,
      });
    }
    const seconds = clears ? this.#settings.clearClipboardAfterSeconds : 0;
    if (seconds === 0) {
      this.#clearing.keep();
    } else {
      this.#clearing.clearAfter(token, seconds);
    }
    return seconds;
  }

  /** Clears the clipboard at once if it contains a token that `isOurs`, or one that was to be cleared later. */
  async clearNow(isOurs: (token: Token) => boolean): Promise<void> {
    await this.#clearing.clearNow(isOurs);
  }

  async readText(): Promise<string> {
    return vscode.env.clipboard.readText();
  }

  dispose(): void {
    this.#clearing.dispose();
  }
}

const onDidFocus: Event<undefined> = (listener) =>
  vscode.window.onDidChangeWindowState(({ focused }) => {
    if (focused) {
      listener(undefined);
    }
  });

function after(milliseconds: number, callback: () => void): Disposable {
  const timer = setTimeout(callback, milliseconds);
  return { dispose: () => clearTimeout(timer) };
}
