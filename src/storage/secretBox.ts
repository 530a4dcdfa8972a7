import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { toError, UserError } from '../core/userError.ts';
import { withFullStop } from '../core/withFullStop.ts';

/** A keyring that waits to be unlocked would otherwise hold up everything behind it; in milliseconds. */
const usualLimit = 15_000;
/** Of the limit: for how long an access holds up those of other keys while the keyring is known to be stuck. */
const shareWhileStuck = 0.1;

/**
 * VS Code's SecretStorage, one access after the other, with failures that a person can read.
 *
 * What is written and outlasts the limit fails for its caller, and may land all the same when the keyring answers. So
 * the next value of the same key is handed over only when it has: whatever lands late, the last one wanted comes last.
 */
export class SecretBox {
  readonly #storage: vscode.SecretStorage;
  readonly #limit: number;
  /** Resolves when the next access may begin. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Of each key the last change that was asked for, until it has settled. */
  readonly #changes = new Map<string, Promise<unknown>>();
  /** Accesses that have outlasted the limit and not settled. */
  #stuck = 0;

  /** @param limit for how long an access is waited for, in milliseconds */
  constructor(storage: vscode.SecretStorage, limit = usualLimit) {
    this.#storage = storage;
    this.#limit = limit;
  }

  /** Some hosts stay silent about it in the window that wrote. */
  get onDidChange(): vscode.Event<{ readonly key: string }> {
    return this.#storage.onDidChange;
  }

  /** @throws UserError */
  async read(key: string): Promise<string | undefined> {
    return this.#answerTo(this.#inTurn(() => this.#storage.get(key)));
  }

  /** @throws UserError; what was to be written may still be, when a keyring that gave no answer gives one */
  async write(key: string, value: string): Promise<void> {
    await this.#change(key, () => this.#storage.store(key, value));
  }

  /** @throws UserError; it may still be removed, when a keyring that gave no answer gives one */
  async remove(key: string): Promise<void> {
    await this.#change(key, () => this.#storage.delete(key));
  }

  /** All keys, or none where the host cannot tell (some browsers). */
  async keys(): Promise<string[]> {
    try {
      return await this.#answerTo(this.#inTurn(() => this.#storage.keys()));
    } catch {
      return [];
    }
  }

  async #change(key: string, access: () => Thenable<void>): Promise<void> {
    const before = this.#changes.get(key);
    const asked = this.#inTurn(async () => {
      await before;
      await access();
    });
    this.#changes.set(key, asked.settled);
    void asked.settled.then(() => {
      if (this.#changes.get(key) === asked.settled) {
        this.#changes.delete(key);
      }
    });
    await this.#answerTo(asked);
  }

  // Parallel reads have come back undefined on some hosts.
  #inTurn<Result>(access: () => Thenable<Result>): Asked<Result> {
    const turn = this.#turn;
    const answer = turn.then(access);
    const settled = answer.then(
      () => undefined,
      () => undefined,
    );
    this.#turn = turn.then(() => within(this.#stuck === 0 ? this.#limit : this.#limit * shareWhileStuck, settled));
    return { turn, answer, settled };
  }

  async #answerTo<Result>({ turn, answer, settled }: Asked<Result>): Promise<Result> {
    await turn;
    if (!(await within(this.#limit, settled))) {
      this.#stuck += 1;
      void settled.then(() => (this.#stuck -= 1));
      throw failure(l10n.t("it didn't respond and may still complete the request later. Is the keyring locked?"));
    }
    try {
      return await answer;
    } catch (error) {
      throw failure(toError(error).message);
    }
  }
}

/** One access, from the moment at which it was asked for. */
interface Asked<Result> {
  /** Resolves when it begins. */
  readonly turn: Promise<unknown>;
  readonly answer: Promise<Result>;
  /** Resolves when the answer is there, or failed. */
  readonly settled: Promise<void>;
}

/** Whether `settled` resolves within so many milliseconds. */
async function within(milliseconds: number, settled: Promise<unknown>): Promise<boolean> {
  const clock = new AbortController();
  const late = sleep(milliseconds, false, { signal: clock.signal }).catch(() => false);
  const inTime = await Promise.race([settled.then(() => true), late]);
  clock.abort();
  return inTime;
}

/** Without the cause: it comes from whoever was handed the string, and may quote it. */
function failure(reason: string): UserError {
  return new UserError(
    l10n.t(
      "VS Code's secret storage failed: {0} On Linux, make sure that a keyring is running and unlocked.",
      withFullStop(reason),
    ),
  );
}
