import * as v from 'valibot';
import type { Disposable, Event } from '../core/emitter.ts';
import { Token } from '../core/token/token.ts';

const pendingKey = 'clipboardToClear';
/** In seconds, for entries written by earlier versions. */
const longestDelay = 3600;
/** The token to clear, so that another window can clear it if the one that copied it was closed. */
const pendingSchema = v.object({ hash: v.string(), due: v.number(), seconds: v.optional(v.number(), longestDelay) });
type PendingClear = v.InferOutput<typeof pendingSchema>;

const retryMilliseconds = 5000;
const maxRetries = 12;

interface ClearingPorts {
  readonly clipboard: {
    readText(): PromiseLike<string>;
    writeText(text: string): PromiseLike<void>;
  };
  readonly state: {
    get(key: string): unknown;
    update(key: string, value: unknown): PromiseLike<void>;
  };
  readonly onDidFocus: Event<undefined>;
  readonly now: () => number;
  /** Calls `callback` once, unless the result is disposed of first. */
  readonly after: (milliseconds: number, callback: () => void) => Disposable;
}

/** Clearing can fail, as in a browser window without focus, so it's retried for a minute, on focus, and at startup. */
export class ClipboardClearing implements Disposable {
  readonly #ports: ClearingPorts;
  readonly #focusListener: Disposable;
  #timer: Disposable | undefined;
  /** What this window has to clear. It's also stored, but that may fail. */
  #pending: PendingClear | undefined;
  #isPendingStored = false;
  /** Incremented to keep earlier attempts from clearing anything. */
  #generation = 0;
  #isPaused = false;

  constructor(ports: ClearingPorts) {
    this.#ports = ports;
    this.#focusListener = ports.onDidFocus(() => this.#isPaused || this.resume());
  }

  clearAfter(token: Token, seconds: number): void {
    const pending = { hash: token.hash, due: this.#ports.now() + seconds * 1000, seconds };
    this.#store(pending);
    this.#clearWhenDue(pending);
  }

  keep(): void {
    this.#cancel();
    this.#isPaused = false;
    this.#pending = undefined;
    this.#store(undefined);
  }

  /** Also forgets what was to be cleared later. */
  async clearNow(isOurs: (token: Token) => boolean): Promise<void> {
    const { clipboard } = this.#ports;
    const pendingHash = (this.#pending ?? this.#stored())?.hash;
    const text = await clipboard.readText().then(undefined, (error: unknown) => {
      // The stored entry may be deleted now, so this window clears the token later without it.
      this.#isPendingStored = false;
      throw error;
    });
    const token = new Token(text.trim());
    if (token.hash === pendingHash || isOurs(token)) {
      await clipboard.writeText('');
    }
    this.keep();
  }

  /** Until {@link clearAfter}, {@link keep}, or {@link resume}, nothing is cleared, so that a copy can be written. */
  pause(): void {
    this.#cancel();
    this.#isPaused = true;
  }

  /** Clears what this window, or another one that was closed, couldn't clear. */
  resume(): void {
    this.#isPaused = false;
    const pending = this.#pending ?? this.#stored();
    if (pending !== undefined) {
      this.#clearWhenDue(pending);
    }
  }

  dispose(): void {
    this.#cancel();
    this.#focusListener.dispose();
  }

  #cancel(): void {
    this.#generation++;
    this.#timer?.dispose();
  }

  #clearWhenDue(pending: PendingClear): void {
    const { after, now } = this.#ports;
    this.#cancel();
    this.#isPaused = false;
    this.#pending = pending;
    const generation = this.#generation;
    const attempt = (retries: number) => {
      this.#clear(pending, generation).catch(() => {
        if (retries > 0 && generation === this.#generation) {
          this.#timer = after(retryMilliseconds, () => attempt(retries - 1));
        }
      });
    };
    // The clock may have been set back since then.
    const delay = Math.min(pending.due - now(), pending.seconds * 1000);
    this.#timer = after(Math.max(0, delay), () => attempt(maxRetries));
  }

  async #clear({ hash }: PendingClear, generation: number): Promise<void> {
    const { clipboard, state } = this.#ports;
    const text = await clipboard.readText();
    if (generation !== this.#generation) {
      return;
    }
    if (this.#isPendingStored && this.#stored()?.hash !== hash) {
      // Another window has since copied something that must not be cleared, or cleared this token.
      this.#pending = undefined;
      return;
    }
    if (new Token(text).hash === hash) {
      await clipboard.writeText('');
    }
    // Another window may have replaced the entry with its own in the meantime.
    if (this.#stored()?.hash === hash) {
      await state.update(pendingKey, undefined);
    }
    if (generation === this.#generation) {
      this.#pending = undefined;
    }
  }

  /** If storing fails, this window still clears the clipboard while it's open. */
  #store(pending: PendingClear | undefined): void {
    this.#isPendingStored = false;
    this.#ports.state.update(pendingKey, pending).then(
      () => (this.#isPendingStored = pending !== undefined),
      () => undefined,
    );
  }

  /** Also returns `undefined` for an entry in a newer version's format, which that version clears itself. */
  #stored(): PendingClear | undefined {
    const pending = v.safeParse(pendingSchema, this.#ports.state.get(pendingKey));
    return pending.success ? pending.output : undefined;
  }
}
