import { join } from 'node:path';
import * as l10n from '../core/l10n.ts';
import { Emitter, type Disposable } from '../core/emitter.ts';
import type { Logger } from '../core/logger.ts';
import type { Journal } from './journal.ts';
import type { JournalsPort } from './ports.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import { displayName } from '../core/token/tokenName.ts';
import { toError } from '../core/errors.ts';
import {
  LockedElsewhereError,
  ProcessLocks,
  type HeldElsewhere,
  type LockHolder,
  type ProcessLock,
} from '../storage/processLocks.ts';
import { FileLocks } from './fileLocks.ts';
import { RotationJournals } from './journalFiles.ts';

interface LockTarget {
  readonly server: { readonly identity: string };
  readonly old: { readonly name: string };
}

/** In milliseconds. Older temporary files were left behind by a crash. */
const staleAfter = 60_000;

export class OpenRotations implements JournalsPort, Disposable {
  readonly #journals: RotationJournals;
  readonly #locks: ProcessLocks;
  readonly #logger: Logger;
  readonly #changeEmitter = new Emitter<undefined>();
  #open: readonly Journal[] = [];
  #watcher: { dispose(): void } | undefined;
  #isDisposed = false;

  readonly onDidChange = this.#changeEmitter.event;
  /** Only for backups of files in folders that can't be written to. */
  readonly backupFolder: string;
  readonly fileLocks: FileLocks;

  constructor(folder: string, logger: Logger) {
    this.#journals = new RotationJournals(join(folder, 'rotations'), logger);
    this.#locks = new ProcessLocks(join(folder, 'locks'));
    this.fileLocks = new FileLocks(this.#locks);
    this.#logger = logger;
    this.backupFolder = join(folder, 'backups');
  }

  async start(): Promise<void> {
    try {
      await this.#journals.removeLeftovers(staleAfter);
      await this.refresh();
      const watcher = await this.#journals.watch(() => void this.refresh());
      if (this.#isDisposed) {
        watcher.dispose();
      }
      this.#watcher = watcher;
    } catch (error) {
      this.#logger.warn(`Couldn't load rotations: ${toError(error).message}`);
    }
  }

  get all(): readonly Journal[] {
    return this.#open;
  }

  findForToken(url: string, record: Pick<TokenRecord, 'name' | 'hash'>): Journal | undefined {
    return this.#open.find(({ server, kind, old }) => {
      const isOld = old.name === record.name && (kind !== 'named' || old.listedHash === record.hash);
      return server.url === url && isOld;
    });
  }

  /** Finds an open rotation that involves a token with one of the names or, without names, any token of the server. */
  findInvolving(identity: string, names: readonly string[] | undefined): Journal | undefined {
    return this.#open.find(({ server, old, next, helper, operator }) => {
      const ownNames = [old, next, helper, operator].flatMap((token) => (token === null ? [] : [token.name]));
      return server.identity === identity && (names === undefined || ownNames.some((name) => names.includes(name)));
    });
  }

  async refresh(): Promise<void> {
    const before = JSON.stringify(this.#open);
    this.#open = await this.#journals.readAll();
    if (JSON.stringify(this.#open) !== before && !this.#isDisposed) {
      this.#changeEmitter.fire(undefined);
    }
  }

  async read(id: string): Promise<Journal | undefined> {
    return this.#journals.read(id);
  }

  async write(journal: Journal): Promise<void> {
    await this.#journals.write(journal);
    await this.refresh();
  }

  async remove(id: string): Promise<void> {
    await this.#journals.remove(id);
    await this.refresh();
  }

  /** Returns `undefined` if this machine holds the lock. @throws LockedElsewhereError if another host might hold it */
  async lock(target: LockTarget): Promise<ProcessLock | undefined> {
    try {
      return await this.#locks.take(lockKey(target));
    } catch (error) {
      throw error instanceof LockedElsewhereError ? rotatingElsewhereError(target.old.name, error) : error;
    }
  }

  async holderOf(target: LockTarget): Promise<LockHolder | undefined> {
    return this.#locks.holderOf(lockKey(target));
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#watcher?.dispose();
    this.#changeEmitter.dispose();
  }
}

export function rotatingElsewhereError(name: string, holder: HeldElsewhere): LockedElsewhereError {
  const message = l10n.t(
    '"{0}" is already being rotated on another machine or in another container. If VS Code isn\'t running there, delete the file "{1}" and try again.',
    displayName(name),
    holder.claim,
  );
  return new LockedElsewhereError(holder, message);
}

/** Uses the name, which is unique on a server, because the operator token's hash changes during its rotation. */
function lockKey({ server, old }: LockTarget): string {
  return `${server.identity}\n${old.name}`;
}
