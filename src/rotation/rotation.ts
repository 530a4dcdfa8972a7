import * as l10n from '../core/l10n.ts';
import { toError, UserError } from '../core/errors.ts';
import { CreationUnconfirmed, ensureCreated, isNothingLeft, type Slot } from './creating.ts';
import { releaseOldToken, releaseTokens, retireOldToken } from './ending.ts';
import { deleteStoredOldToken } from './retiring.ts';
import { ensureSameRights } from './grantedRights.ts';
import type { Journal } from './journal.ts';
import { plannedOperator } from './plan.ts';
import {
  ensureAccepted,
  ensureHelper,
  ensureReplaceable,
  ensureStored,
  isNextLost,
  notCreated,
  recoverTokens,
  type RotationRun,
} from './recovering.ts';
import { signInWithNext } from './signIn.ts';
import { chooseOccurrences, updateFiles } from './updating.ts';
import type { RotationPorts } from './ports.ts';
import { finishedResult, type RotationResult } from './result.ts';
import { RotationStopped } from './stopped.ts';
import { filesWithToken, ensureOldTokenStored, knownPaths, missingTokenError } from './tokens.ts';
import { undo } from './undo.ts';

/** Each step is journaled before it's taken, and first checks whether it's already done, so that it can be repeated. */
export class Rotation implements RotationRun {
  readonly ports: RotationPorts;
  #journal: Journal;
  /** False for a resumed rotation: the earlier run may have done more than it journaled. */
  #isFresh = false;
  /** A run recreates each token only once, because secret storage that loses it again would keep losing it. */
  readonly #forgotten = new Set<Slot>();

  constructor(journal: Journal, ports: RotationPorts) {
    this.#journal = journal;
    this.ports = ports;
  }

  get journal(): Journal {
    return this.#journal;
  }

  /** Runs a new rotation. @throws RotationStopped if it can't continue; the original error if nothing was changed */
  async begin(): Promise<RotationResult> {
    this.#isFresh = true;
    return this.#run(async () => {
      const { hash } = this.#journal.old;
      const isStored = hash === null || (await this.ports.secrets.findByHash(hash)) !== undefined;
      await this.save(isStored ? {} : { storedOld: true });
      return this.#finish();
    });
  }

  async finish(): Promise<RotationResult> {
    return this.#run(async () => {
      if (this.#journal.stage !== 'undoing') {
        await ensureReplaceable(this);
        await recoverTokens(this.#journal, this.ports);
      }
      return this.#finish();
    });
  }

  async undo(): Promise<RotationResult> {
    return this.#run(async () => {
      if (this.#journal.stage === 'forgetting') {
        // The old token was deleted, so there's nothing to go back to.
        return this.#finish();
      }
      if (this.#journal.stage !== 'undoing') {
        await this.save({ stage: 'undoing', due: null, left: [] });
      }
      await recoverTokens(this.#journal, this.ports);
      return undo(this);
    });
  }

  async #run(work: () => Promise<RotationResult>): Promise<RotationResult> {
    try {
      return await work();
    } catch (error) {
      if (isNothingLeft(error, this.#journal, this.#isFresh)) {
        // No new token is left, and no file was changed. The original error matters more than a failure to remove what was stored.
        await releaseOldToken(this.#journal, this.ports).catch(() => undefined);
        await this.ports.journals.remove(this.#journal.id).catch(() => undefined);
        throw error;
      }
      throw new RotationStopped(this.#journal, toError(error instanceof CreationUnconfirmed ? error.cause : error));
    }
  }

  async #finish(): Promise<RotationResult> {
    for (;;) {
      this.ports.signal.throwIfAborted();
      const result = await this.#step();
      if (result !== undefined) {
        return result;
      }
    }
  }

  async #step(): Promise<RotationResult | undefined> {
    switch (this.#journal.stage) {
      case 'creating':
        return this.#create();
      case 'placing':
        return this.#place();
      case 'writing':
        return this.#write();
      case 'retiring':
      case 'waiting':
        return this.#retire();
      case 'ending':
        return this.#end();
      case 'forgetting':
        return this.#deleteStoredOld();
      case 'undoing':
        throw new UserError(l10n.t('This rotation is being undone. It can no longer be finished.'));
    }
  }

  async #create(): Promise<undefined> {
    await ensureOldTokenStored(this.#journal, this.ports);
    await ensureHelper(this);
    await this.createStep('next');
    await this.save({ stage: 'placing' });
  }

  async #place(): Promise<undefined> {
    if (!(await isNextLost(this))) {
      await this.save({ ...(await chooseOccurrences(this.#journal, this.ports)), stage: 'writing' });
    }
  }

  async #write(): Promise<undefined> {
    if (await isNextLost(this)) {
      return;
    }
    const { kind, signsIn, left } = this.#journal;
    if (kind === 'operator') {
      // Someone else may have regenerated the operator token, and files must not get a token that no longer works.
      await ensureAccepted('next', this);
    }
    const failed = await updateFiles('write', this.#journal, this.ports);
    if (kind === 'named' && signsIn) {
      await signInWithNext(this.#journal, this.ports, this.#isFresh);
    }
    await this.save({ stage: 'retiring', left: [...left, ...failed] });
  }

  async #retire(): Promise<RotationResult | undefined> {
    const { kind, left, old } = this.#journal;
    if (kind === 'operator') {
      return this.save({ stage: 'ending' });
    }
    if (left.some(({ wanted }) => wanted)) {
      return this.#complete('kept');
    }
    // Someone may have deleted the new token since it was created, perhaps days ago.
    await ensureAccepted('next', this);
    const { files, unsearched } = await this.ports.files.search(knownPaths(this.#journal));
    const usage = { files: filesWithToken(old.hash ?? old.listedHash, files), unsearched };
    const retirement = await this.ports.person.chooseRetirement(usage, this.#journal);
    if (retirement === 'delete') {
      return this.save({ stage: 'ending', due: null, operator: kind === 'bridge' ? plannedOperator() : null });
    }
    if (retirement === 'keep') {
      return this.#complete('kept');
    }
    await this.save({ stage: 'waiting', due: retirement.later.toISOString() });
    return finishedResult(this.#journal, 'later');
  }

  async #end(): Promise<undefined> {
    await retireOldToken(this, { isFresh: this.#isFresh });
    await this.save({ stage: 'forgetting' });
  }

  async #deleteStoredOld(): Promise<RotationResult> {
    await ensureStored(this);
    await deleteStoredOldToken(this.#journal, this.ports);
    return this.#complete(this.#journal.kind === 'named' ? 'deleted' : 'replaced');
  }

  async forget(slot: Slot, change: Partial<Journal> = {}): Promise<void> {
    const planned = this.#journal[slot];
    if (planned?.hash == null) {
      return;
    }
    if (this.#forgotten.has(slot)) {
      throw missingTokenError(planned.name);
    }
    this.#forgotten.add(slot);
    this.#isFresh = false;
    await this.save({ [slot]: notCreated(planned), ...change });
  }

  async createStep(slot: Slot): Promise<void> {
    const planned = this.#journal[slot];
    if (planned === null) {
      throw new Error(`this rotation has no "${slot}" token`);
    }
    if (planned.hash === null) {
      const created = await ensureCreated(slot, planned, this.#journal, this.ports, this.#isFresh);
      try {
        await this.save({ [slot]: created });
      } catch (error) {
        // The token exists, so the journal must stay: otherwise the next run wouldn't find it.
        throw new CreationUnconfirmed(toError(error));
      }
    }
    if (slot === 'next') {
      await ensureSameRights(this.#journal, this.ports);
    }
  }

  async #complete(old: RotationResult['old']): Promise<RotationResult> {
    await releaseTokens(this.#journal, this.ports);
    await this.ports.journals.remove(this.#journal.id);
    return finishedResult(this.#journal, old);
  }

  /** Changes the journal on disk first, so that it never lags behind what was done. */
  async save(change: Partial<Journal>): Promise<undefined> {
    const journal = { ...this.#journal, ...change };
    await this.ports.journals.write(journal);
    this.#journal = journal;
  }
}
