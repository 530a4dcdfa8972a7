import * as l10n from '@vscode/l10n';
import { operatorTokenName, shownName } from '../tokenName.ts';
import { toError, UserError } from '../userError.ts';
import { BirthUnknown, bringForth, type Slot } from './births.ts';
import { deleteOld, forgetOld, removeHelper } from './ending.ts';
import type { Birth, Journal } from './journal.ts';
import { choosePlaces, inEachFile } from './placing.ts';
import type { RotationPorts } from './ports.ts';
import { resultOf, type RotationResult } from './result.ts';
import { RotationStopped } from './stopped.ts';
import { filesHolding, keepOld, stringOf } from './strings.ts';
import { undo, type Undoing } from './undo.ts';

/**
 * One rotation, from wherever its journal says that it is. Each step is written down before it is taken, and every
 * step can be taken again: it first looks whether it was done.
 */
export class Rotation implements Undoing {
  readonly ports: RotationPorts;
  #journal: Journal;
  /** An earlier run may have done more than is written down. */
  #isFresh = false;

  constructor(journal: Journal, ports: RotationPorts) {
    this.#journal = journal;
    this.ports = ports;
  }

  get journal(): Journal {
    return this.#journal;
  }

  /**
   * Takes the first step of a new rotation, and all others.
   * @throws RotationStopped when it cannot go on now; what stopped it as it is, where nothing was changed
   */
  async begin(): Promise<RotationResult> {
    this.#isFresh = true;
    return this.#run(async () => {
      await this.save({});
      return this.#finish();
    });
  }

  /** Goes on to the end. @throws RotationStopped */
  async finish(): Promise<RotationResult> {
    return this.#run(() => this.#finish());
  }

  /** Puts everything back as far as that can be. @throws RotationStopped */
  async undo(): Promise<RotationResult> {
    return this.#run(async () => {
      if (this.#journal.stage === 'forgetting') {
        // The old token is gone and its string may be: there is nothing left to go back to.
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
      if (this.#isFresh && !hasBegun(this.#journal) && !(error instanceof BirthUnknown)) {
        // What stopped it counts, whatever becomes of a journal that tells of nothing.
        await this.ports.journals.remove(this.#journal.id).catch(() => undefined);
        throw error;
      }
      throw new RotationStopped(this.#journal, toError(error instanceof BirthUnknown ? error.cause : error));
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
        return this.save({ ...(await choosePlaces(this.#journal, this.ports)), stage: 'writing' });
      case 'writing':
        return this.#write();
      case 'retiring':
      case 'waiting':
        return this.#retire();
      case 'ending':
        return this.#end();
      case 'forgetting':
        return this.#forget();
      case 'undoing':
        throw new UserError(l10n.t('This rotation is being undone. It can no longer be finished.'));
    }
  }

  async #create(): Promise<undefined> {
    await keepOld(this.#journal, this.ports);
    if (this.#journal.helper !== null) {
      await this.bear('helper');
    }
    await this.bear('next');
    await this.save({ stage: 'placing' });
  }

  async #write(): Promise<undefined> {
    const { kind, signsIn, left } = this.#journal;
    if (kind === 'operator') {
      // Somebody may have regenerated it once more: a dead string is not to be written anywhere.
      await this.#seeThatNextLives();
    }
    const unwritten = await inEachFile('write', this.#journal, this.ports);
    await (kind === 'named' && signsIn ? this.#signInWithNext() : undefined);
    await this.save({ stage: 'retiring', left: [...left, ...unwritten] });
  }

  async #retire(): Promise<RotationResult | undefined> {
    const { kind, files: written, left, old } = this.#journal;
    if (kind === 'operator') {
      return this.save({ stage: 'ending' });
    }
    if (left.some(({ wanted }) => wanted)) {
      return this.#done('kept');
    }
    await this.#seeThatNextLives();
    // What was seen once may lie outside of every folder, in a tab that is closed by now.
    const seen = [...left, ...written].map(({ path }) => path).filter((path) => path !== null);
    const { files, unread } = await this.ports.files.search(seen);
    // Where nothing was rewritten, the string is not known: the list's part of its hash is enough to name a file.
    const holding = { files: filesHolding(old.hash ?? old.listedHash, files), unread };
    const retirement = await this.ports.person.retire(holding, this.#journal);
    if (retirement === 'delete') {
      return this.save({ stage: 'ending', due: null, operator: kind === 'bridge' ? regenerated : null });
    }
    if (retirement === 'keep') {
      return this.#done('kept');
    }
    await this.save({ stage: 'waiting', due: retirement.later.toISOString() });
    return resultOf(this.#journal, 'later');
  }

  /** Days may have passed, in which somebody deleted the new one. @throws UserError */
  async #seeThatNextLives(): Promise<void> {
    const { next } = this.#journal;
    if ((await this.ports.server.list(await stringOf(next, this.ports.secrets))) === 'notAuthenticated') {
      throw new UserError(
        l10n.t('The server no longer accepts the new token "{0}". Undo the rotation.', shownName(next.name)),
      );
    }
  }

  async #end(): Promise<undefined> {
    switch (this.#journal.kind) {
      case 'named':
        // Somebody may have signed in with the old token while the rotation waited.
        await this.#signInWithNext();
        await deleteOld(this.#journal, this.ports);
        break;
      case 'operator':
        await removeHelper(this.#journal, this.ports);
        break;
      case 'bridge':
        await this.bear('operator');
        break;
    }
    await this.save({ stage: 'forgetting' });
  }

  /** Where the server is signed in with the old token: what the person signed in with meanwhile stays. */
  async #signInWithNext(): Promise<void> {
    const { old, next } = this.#journal;
    const { secrets } = this.ports;
    const hash = (await secrets.signIn())?.hash;
    // Where nothing was rewritten, the whole hash of the old one is not known.
    const isOld = hash?.startsWith(old.hash ?? old.listedHash) === true;
    // An earlier run may have stored the string and not have lived to note its name.
    const isUnsure = !this.#isFresh && hash !== undefined && hash === next.hash;
    if (isOld || isUnsure) {
      await secrets.storeSignIn(await stringOf(next, secrets), next.name);
    }
  }

  async #forget(): Promise<RotationResult> {
    await forgetOld(this.#journal, this.ports);
    return this.#done(this.#journal.kind === 'named' ? 'deleted' : 'replaced');
  }

  /** Makes one of the rotation's tokens, or finds that it is made. */
  async bear(slot: Slot): Promise<void> {
    const birth = this.#journal[slot];
    if (birth === null) {
      throw new Error(`this rotation has no "${slot}" token`);
    }
    if (birth.hash === null) {
      const born = await bringForth(slot, birth, this.#journal, this.ports, this.#isFresh);
      try {
        await this.save({ [slot]: born });
      } catch (error) {
        // It is there, whatever became of the note: the journal has to stay, so that it is found.
        throw new BirthUnknown(toError(error));
      }
    }
  }

  async #done(old: RotationResult['old']): Promise<RotationResult> {
    await this.ports.journals.remove(this.#journal.id);
    return resultOf(this.#journal, old);
  }

  /** Writes down what is known now, and only then counts on it. */
  async save(change: Partial<Journal>): Promise<undefined> {
    const journal = { ...this.#journal, ...change };
    await this.ports.journals.write(journal);
    this.#journal = journal;
  }
}

/** The new `_admin` of a bridge, before it is. */
const regenerated: Birth = {
  how: 'regenerate',
  name: operatorTokenName,
  lifetime: null,
  hash: null,
  id: null,
  expiry: null,
};

/** Whether anything of it is there to be undone. */
function hasBegun({ next, helper }: Journal): boolean {
  return next.hash !== null || (helper !== null && helper.hash !== null);
}
