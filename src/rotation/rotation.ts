import * as l10n from '@vscode/l10n';
import { operatorTokenName, displayName } from '../core/token/tokenName.ts';
import { toError, UserError } from '../core/errors.ts';
import { CreationUnconfirmed, ensureCreated, type Slot } from './creating.ts';
import { deleteOldTokenOnServer, deleteStoredOldToken, deleteHelper } from './retiring.ts';
import type { PlannedToken, Journal } from './journal.ts';
import { chooseOccurrences, newTokenNotAllowedError, updateFiles } from './updating.ts';
import type { RotationPorts } from './ports.ts';
import { finishedResult, type RotationResult } from './result.ts';
import { RotationStopped } from './stopped.ts';
import { filesWithToken, ensureOldTokenStored, readStoredToken } from './tokens.ts';
import { undo, type UndoContext } from './undo.ts';

/** Each step is journaled before it's taken, and first checks whether it's already done, so that it can be repeated. */
export class Rotation implements UndoContext {
  readonly ports: RotationPorts;
  #journal: Journal;
  /** False for a resumed rotation: the earlier run may have done more than it journaled. */
  #isFresh = false;

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
      await this.save({});
      return this.#finish();
    });
  }

  async finish(): Promise<RotationResult> {
    return this.#run(() => this.#finish());
  }

  async undo(): Promise<RotationResult> {
    return this.#run(async () => {
      if (this.#journal.stage === 'forgetting') {
        // The old token was deleted, so there is nothing to go back to.
        return this.#finish();
      }
      if (this.#journal.stage !== 'undoing') {
        await this.save({ stage: 'undoing', due: null, left: [] });
      }
      return undo(this);
    });
  }

  async #run(work: () => Promise<RotationResult>): Promise<RotationResult> {
    try {
      return await work();
    } catch (error) {
      if (this.#isFresh && !hasCreatedToken(this.#journal) && !(error instanceof CreationUnconfirmed)) {
        // Nothing was created. The original error matters more than a failure to remove the journal.
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
        return this.save({ ...(await chooseOccurrences(this.#journal, this.ports)), stage: 'writing' });
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
    if (this.#journal.helper !== null) {
      await this.createStep('helper');
    }
    await this.createStep('next');
    await this.save({ stage: 'placing' });
  }

  async #write(): Promise<undefined> {
    const { kind, signsIn, left } = this.#journal;
    if (kind === 'operator') {
      // Someone else may have regenerated the operator token since, and a token that doesn't work must not be in files.
      await this.#assertNextWorks();
    }
    const failed = await updateFiles('write', this.#journal, this.ports);
    if (kind === 'named' && signsIn) {
      await this.#signInWithNext();
    }
    await this.save({ stage: 'retiring', left: [...left, ...failed] });
  }

  async #retire(): Promise<RotationResult | undefined> {
    const { kind, files: updated, left, old } = this.#journal;
    if (kind === 'operator') {
      return this.save({ stage: 'ending' });
    }
    if (left.some(({ wanted }) => wanted)) {
      return this.#complete('kept');
    }
    await this.#assertNextWorks();
    // Known files may be outside the workspace folders, and their editors may be closed by now.
    const knownPaths = [...left, ...updated].map(({ path }) => path).filter((path) => path !== null);
    const { files, unread } = await this.ports.files.search(knownPaths);
    const containing = { files: filesWithToken(old.hash ?? old.listedHash, files), unread };
    const retirement = await this.ports.person.chooseRetirement(containing, this.#journal);
    if (retirement === 'delete') {
      return this.save({ stage: 'ending', due: null, operator: kind === 'bridge' ? plannedOperator : null });
    }
    if (retirement === 'keep') {
      return this.#complete('kept');
    }
    await this.save({ stage: 'waiting', due: retirement.later.toISOString() });
    return finishedResult(this.#journal, 'later');
  }

  /** Someone may have deleted the new token since it was created, perhaps days ago. */
  async #assertNextWorks(): Promise<void> {
    const { next } = this.#journal;
    const listed = await this.ports.server.list(await readStoredToken(next, this.ports.secrets));
    if (listed === 'notAllowed') {
      throw newTokenNotAllowedError(this.#journal);
    }
    if (listed === 'notAuthenticated') {
      throw new UserError(
        l10n.t('The server no longer accepts the new token "{0}". Undo the rotation.', displayName(next.name)),
      );
    }
  }

  async #end(): Promise<undefined> {
    switch (this.#journal.kind) {
      case 'named':
        // The user may have signed in with the old token while the rotation waited.
        await this.#signInWithNext();
        await deleteOldTokenOnServer(this.#journal, this.ports);
        break;
      case 'operator':
        await deleteHelper(this.#journal, this.ports);
        break;
      case 'bridge':
        await this.createStep('operator');
        break;
    }
    await this.save({ stage: 'forgetting' });
  }

  /** Replaces only the old token: if the user has since signed in with a different one, that one stays. */
  async #signInWithNext(): Promise<void> {
    const { old, next } = this.#journal;
    const { secrets } = this.ports;
    const hash = (await secrets.signInToken())?.hash;
    // The whole hash is unknown if the old token was neither stored nor in a file.
    const isOld = hash?.startsWith(old.hash ?? old.listedHash) === true;
    // An earlier run may have crashed after it stored the token but before it stored the name.
    const isNameUncertain = !this.#isFresh && hash !== undefined && hash === next.hash;
    if (isOld || isNameUncertain) {
      await secrets.storeSignIn(await readStoredToken(next, secrets), next.name);
    }
  }

  async #deleteStoredOld(): Promise<RotationResult> {
    await deleteStoredOldToken(this.#journal, this.ports);
    return this.#complete(this.#journal.kind === 'named' ? 'deleted' : 'replaced');
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
  }

  async #complete(old: RotationResult['old']): Promise<RotationResult> {
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

const plannedOperator: PlannedToken = {
  how: 'regenerate',
  name: operatorTokenName,
  lifetime: null,
  hash: null,
  id: null,
  expiry: null,
};

function hasCreatedToken({ next, helper }: Journal): boolean {
  return next.hash !== null || (helper !== null && helper.hash !== null);
}
