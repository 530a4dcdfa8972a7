import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import type { Journal } from '../core/rotation/journal.ts';
import type { JournalsPort } from '../core/rotation/ports.ts';
import type { TokenRecord } from '../core/tokenRecord.ts';
import { toError } from '../core/userError.ts';
import { ProcessLocks, type ProcessLock } from '../storage/processLocks.ts';
import { RotationJournals } from '../storage/rotationJournals.ts';

/** What tells whose lock it is. */
interface Locked {
  readonly server: { readonly identity: string };
  readonly old: { readonly name: string };
}

/** What is older was left by a crash; in milliseconds. */
const staleAfter = 60_000;

/** The one owner of what rotations of this machine have not ended, in this window and in others. */
export class RotationStore implements JournalsPort, vscode.Disposable {
  readonly #journals: RotationJournals;
  readonly #locks: ProcessLocks;
  readonly #logger: Logger;
  readonly #changed = new vscode.EventEmitter<void>();
  #known: readonly Journal[] = [];
  #watcher: { dispose(): void } | undefined;
  #isDisposed = false;

  readonly onDidChange = this.#changed.event;

  /** @param folder of this machine, which all windows share */
  constructor(folder: string, logger: Logger) {
    this.#journals = new RotationJournals(join(folder, 'rotations'), logger);
    this.#locks = new ProcessLocks(join(folder, 'locks'));
    this.#logger = logger;
  }

  /** Reads what there is, and from then on follows what other windows do. */
  async start(): Promise<void> {
    try {
      await this.#journals.sweep(staleAfter);
      await this.refresh();
      const watcher = await this.#journals.onDidChange(() => void this.refresh());
      if (this.#isDisposed) {
        watcher.dispose();
      }
      this.#watcher = watcher;
    } catch (error) {
      this.#logger.warn(`Couldn't load rotations: ${toError(error).message}`);
    }
  }

  /** The oldest first, as they were last read. */
  get all(): readonly Journal[] {
    return this.#known;
  }

  /** The rotation that a row of a server's list has part in, if one has not ended. */
  about(url: string, record: Pick<TokenRecord, 'name' | 'hash'>): Journal | undefined {
    return this.#known.find(({ server, kind, old }) => {
      // The operator's hash changes on the way.
      const isOld = old.name === record.name && (kind !== 'named' || old.listedHash === record.hash);
      return server.url === url && isOld;
    });
  }

  /** One that has a token of these names as its old or its new one; of any name where they are left out. */
  touching(identity: string, names: readonly string[] | undefined): Journal | undefined {
    return this.#known.find(({ server, old, next, operator }) => {
      const own = [old.name, next.name, ...(operator === null ? [] : [operator.name])];
      return server.identity === identity && (names === undefined || own.some((name) => names.includes(name)));
    });
  }

  async refresh(): Promise<void> {
    const before = JSON.stringify(this.#known);
    this.#known = await this.#journals.all();
    if (JSON.stringify(this.#known) !== before && !this.#isDisposed) {
      this.#changed.fire();
    }
  }

  /** @returns as it stands on the disk; `undefined` when it has ended */
  async read(id: string): Promise<Journal | undefined> {
    return this.#journals.read(id);
  }

  /** @throws UserError */
  async write(journal: Journal): Promise<void> {
    await this.#journals.write(journal);
    await this.refresh();
  }

  /** @throws UserError */
  async remove(id: string): Promise<void> {
    await this.#journals.remove(id);
    await this.refresh();
  }

  /**
   * Keeps others from rotating the same token.
   * @returns `undefined` where one does, in this window or another
   * @throws UserError
   */
  async lock(journal: Locked): Promise<ProcessLock | undefined> {
    return this.#locks.take(lockKey(journal));
  }

  /** Whether a window that lives is at work on it. */
  async isLocked(journal: Locked): Promise<boolean> {
    return this.#locks.isTaken(lockKey(journal));
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#watcher?.dispose();
    this.#changed.dispose();
  }
}

/** By name, which is unique on a server: the operator's hash changes on the way. */
function lockKey({ server, old }: Locked): string {
  return `${server.identity}\n${old.name}`;
}
