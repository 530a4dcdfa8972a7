import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '../core/errorText.ts';
import * as l10n from '../core/l10n.ts';
import type { Event } from '../core/emitter.ts';
import { UserError } from '../core/errors.ts';

/** In milliseconds. A keyring that waits to be unlocked would block all later accesses. */
const defaultLimit = 15_000;
/** While the keyring is stuck, other keys wait only this share of the limit. */
const shareWhileStuck = 0.1;

export interface SecretStorage {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  keys(): PromiseLike<string[]>;
  readonly onDidChange: Event<{ readonly key: string }>;
}

/**
 * Accesses SecretStorage one at a time. A write that exceeds the limit throws a UserError but may still complete, so it
 * blocks later writes of the same key: the last requested value must be written last.
 */
export class SecretQueue {
  readonly #storage: SecretStorage;
  readonly #limit: number;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #pendingChanges = new Map<string, Promise<unknown>>();
  #stuckCount = 0;

  constructor(storage: SecretStorage, limit = defaultLimit) {
    this.#storage = storage;
    this.#limit = limit;
  }

  /** Some hosts don't fire it in the window that made the change. */
  get onDidChange(): Event<{ readonly key: string }> {
    return this.#storage.onDidChange;
  }

  async read(key: string): Promise<string | undefined> {
    return this.#resultOf(this.#enqueue(() => this.#storage.get(key)));
  }

  async write(key: string, value: string): Promise<void> {
    await this.#change(key, () => this.#storage.store(key, value));
  }

  async remove(key: string): Promise<void> {
    await this.#change(key, () => this.#storage.delete(key));
  }

  /** Returns all keys, or none if the host can't list them (some browsers). */
  async keys(): Promise<string[]> {
    try {
      return await this.#resultOf(this.#enqueue(() => this.#storage.keys()));
    } catch {
      return [];
    }
  }

  async #change(key: string, access: () => Thenable<void>): Promise<void> {
    const previous = this.#pendingChanges.get(key);
    const queued = this.#enqueue(async () => {
      await previous;
      await access();
    });
    this.#pendingChanges.set(key, queued.settled);
    void queued.settled.then(() => {
      if (this.#pendingChanges.get(key) === queued.settled) {
        this.#pendingChanges.delete(key);
      }
    });
    await this.#resultOf(queued);
  }

  // Accesses wait for their turn, because on some hosts, parallel reads returned undefined.
  #enqueue<Result>(access: () => Thenable<Result>): QueuedAccess<Result> {
    const turn = this.#turn;
    const result = turn.then(access);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.#turn = turn.then(() =>
      isSettledWithin(this.#stuckCount === 0 ? this.#limit : this.#limit * shareWhileStuck, settled),
    );
    return { turn, result, settled };
  }

  async #resultOf<Result>({ turn, result, settled }: QueuedAccess<Result>): Promise<Result> {
    await turn;
    if (!(await isSettledWithin(this.#limit, settled))) {
      this.#stuckCount += 1;
      void settled.then(() => (this.#stuckCount -= 1));
      throw storageError(l10n.t("it didn't respond and might still complete the request later."));
    }
    try {
      return await result;
    } catch (error) {
      throw storageError(errorText(error));
    }
  }
}

interface QueuedAccess<Result> {
  /** Resolves when the access starts. */
  readonly turn: Promise<unknown>;
  readonly result: Promise<Result>;
  /** Resolves even if the access failed. */
  readonly settled: Promise<void>;
}

async function isSettledWithin(milliseconds: number, settled: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const timeout = sleep(milliseconds, false, { signal: timer.signal }).catch(() => false);
  const isInTime = await Promise.race([settled.then(() => true), timeout]);
  timer.abort();
  return isInTime;
}

/** The error has no `cause`, because the storage's own error may quote the secret. */
function storageError(cause: l10n.DisplayText): UserError {
  return new UserError(
    l10n.t(
      "VS Code's secret storage failed: {0} On Linux, make sure that a keyring is running and unlocked.",
      l10n.own(cause),
    ),
  );
}
