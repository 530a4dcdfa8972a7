import * as vscode from 'vscode';
import type { Token } from '../core/token.ts';
import type { Settings } from '../storage/settings.ts';

// A browser lets nobody read the clipboard while its window has no focus.
const secondsToNextTry = 5;

/** Puts tokens on the clipboard, and takes them off again if nothing else was copied since. */
export class TokenClipboard implements vscode.Disposable {
  readonly #settings: Settings;
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /**
   * @param clears whether it is taken off again; not when this is the only place where the string is
   * @returns after how many seconds it is cleared; 0 when it is not
   * @throws whatever VS Code says when the clipboard cannot be written
   */
  async copy(token: Token, clears = true): Promise<number> {
    await vscode.env.clipboard.writeText(token.reveal());
    // The timer of an earlier token would clear this one too early.
    clearTimeout(this.#timer);
    const seconds = clears ? this.#settings.clearClipboardAfterSeconds : 0;
    if (seconds > 0) {
      this.#clearAfter(seconds, token);
    }
    return seconds;
  }

  async text(): Promise<string> {
    return vscode.env.clipboard.readText();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #clearAfter(seconds: number, token: Token): void {
    this.#timer = setTimeout(() => {
      this.#clear(token).catch(() => this.#clearAfter(secondsToNextTry, token));
    }, seconds * 1000);
  }

  async #clear(token: Token): Promise<void> {
    if ((await vscode.env.clipboard.readText()) === token.reveal()) {
      await vscode.env.clipboard.writeText('');
    }
  }
}
