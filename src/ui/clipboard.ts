import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Token } from '../core/token.ts';
import { toError, UserError } from '../core/userError.ts';
import type { Settings } from '../storage/settings.ts';

const noteKey = 'clipboardToClear';
/** Of a token on the clipboard, so that it is cleared even when the window that copied it is gone by then. */
const noteSchema = v.object({ hash: v.string(), due: v.number() });
type Note = v.InferOutput<typeof noteSchema>;

// A browser lets nobody read the clipboard while its window has no focus.
const millisecondsToNextTry = 5000;
const tries = 12;

/** Puts tokens on the clipboard, and takes them off again if nothing else was copied since. */
export class TokenClipboard implements vscode.Disposable {
  readonly #settings: Settings;
  readonly #state: vscode.Memento;
  #timer: NodeJS.Timeout | undefined;
  /** Goes up with every copy: what an earlier one still wants to do is void. */
  #generation = 0;

  constructor(settings: Settings, state: vscode.Memento) {
    this.#settings = settings;
    this.#state = state;
  }

  /** Clears what an earlier window copied and could not clear any more. */
  resume(): void {
    const note = this.#noted();
    if (note !== undefined) {
      this.#clearWhenDue(note);
    }
  }

  /**
   * @param clears whether it is taken off again; not when this is the only place where the string is
   * @returns after how many seconds it is cleared; 0 when it is not
   * @throws UserError when the clipboard cannot be written
   */
  async copy(token: Token, clears = true): Promise<number> {
    this.#generation++;
    clearTimeout(this.#timer);
    try {
      await vscode.env.clipboard.writeText(token.reveal());
    } catch (error) {
      throw new UserError(l10n.t("Couldn't write to the clipboard: {0}", toError(error).message), { cause: error });
    }
    const seconds = clears ? this.#settings.clearClipboardAfterSeconds : 0;
    const note = seconds === 0 ? undefined : { hash: token.hash, due: Date.now() + seconds * 1000 };
    // Only a comfort: without it the timer below clears, as long as this window is open.
    this.#state.update(noteKey, note).then(undefined, () => undefined);
    if (note !== undefined) {
      this.#clearWhenDue(note);
    }
    return seconds;
  }

  async text(): Promise<string> {
    return vscode.env.clipboard.readText();
  }

  dispose(): void {
    this.#generation++;
    clearTimeout(this.#timer);
  }

  #clearWhenDue(note: Note): void {
    const generation = this.#generation;
    const attempt = (left: number) => {
      this.#clear(note, generation).catch(() => {
        if (left > 0 && generation === this.#generation) {
          this.#timer = setTimeout(() => attempt(left - 1), millisecondsToNextTry);
        }
      });
    };
    this.#timer = setTimeout(() => attempt(tries), Math.max(0, note.due - Date.now()));
  }

  /** `undefined` also where a newer version wrote it in a way of its own, which is then left to that. */
  #noted(): Note | undefined {
    const note = v.safeParse(noteSchema, this.#state.get(noteKey));
    return note.success ? note.output : undefined;
  }

  async #clear({ hash }: Note, generation: number): Promise<void> {
    const text = await vscode.env.clipboard.readText();
    if (generation !== this.#generation) {
      return;
    }
    if (createHash('sha512').update(text).digest('hex') === hash) {
      await vscode.env.clipboard.writeText('');
    }
    // Another window, or a newer version, may have noted a copy of its own since.
    if (this.#noted()?.hash === hash) {
      await this.#state.update(noteKey, undefined);
    }
  }
}
