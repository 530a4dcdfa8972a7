import * as l10n from '@vscode/l10n';
import type { Journal } from '../core/rotation/journal.ts';
import type { RotationPorts } from '../core/rotation/ports.ts';
import type { RotationResult } from '../core/rotation/result.ts';
import { Rotation } from '../core/rotation/rotation.ts';
import { shownName } from '../core/tokenName.ts';
import { UserError } from '../core/userError.ts';
import type { FoundView } from '../editor/foundView.ts';
import type { WorkspaceSearch } from '../editor/workspaceSearch.ts';
import type { Connection } from '../servers/connections.ts';
import { rotationPorts } from '../servers/rotationPorts.ts';
import type { RotationStore } from '../servers/rotationStore.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import type { TokenStore } from '../storage/tokenStore.ts';
import type { NewTokens } from '../ui/newTokens.ts';
import { withProgress } from '../ui/progress.ts';
import { tellOutcome } from './outcome.ts';
import { RotatingPerson, type Answers } from './person.ts';

interface Parts {
  readonly rotations: RotationStore;
  readonly tokens: TokenStore;
  readonly store: ServerStore;
  readonly newTokens: NewTokens;
  readonly search: WorkspaceSearch;
  readonly found: FoundView;
}

/** Connects rotations to the person and the window, and lets only one at a time touch a token. */
export class Rotator {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws RotationStopped when it cannot go on now; Cancelled, UserError where nothing was changed */
  async begin(journal: Journal, connection: Connection, answers: Answers): Promise<RotationResult> {
    return this.#locked(journal, connection, l10n.t('Rotating "{0}"', shownName(journal.old.name)), (signal) =>
      new Rotation(journal, this.#ports(journal, connection, answers, signal)).begin(),
    );
  }

  /** Goes on with one that was interrupted, or waits. @throws as {@link begin} does */
  async resume(journal: Journal, how: 'finish' | 'undo', connection: Connection, answers: Answers) {
    const name = shownName(journal.old.name);
    const title =
      how === 'finish'
        ? l10n.t('Finishing the rotation of "{0}"', name)
        : l10n.t('Undoing the rotation of "{0}"', name);
    return this.#locked(journal, connection, title, async (signal) => {
      // Another window may have gone on with it since it was looked at.
      const written = await this.#parts.rotations.read(journal.id);
      if (written === undefined) {
        throw new UserError(l10n.t('The rotation of "{0}" has ended already.', name));
      }
      return new Rotation(written, this.#ports(written, connection, answers, signal))[how]();
    });
  }

  async #locked(
    journal: Journal,
    connection: Connection,
    title: string,
    work: (signal: AbortSignal) => Promise<RotationResult>,
  ): Promise<RotationResult> {
    const { rotations, store, newTokens } = this.#parts;
    const lock = await rotations.lock(journal);
    if (lock === undefined) {
      throw new UserError(
        l10n.t('"{0}" is being rotated already, in this window or in another one.', shownName(journal.old.name)),
      );
    }
    return withProgress(title, async (signal) => {
      let result: RotationResult;
      try {
        result = await work(signal);
      } finally {
        await lock.release();
        // A waiting rotation and a free one look different.
        await rotations.refresh();
        void store.reload(connection.server);
      }
      void tellOutcome(journal, result, connection, this.#parts);
      if (result.old !== 'later' && result.hash !== null) {
        void newTokens.askWhetherPlaced(connection, result.token.name, result.hash);
      }
      return result;
    });
  }

  #ports(journal: Journal, connection: Connection, answers: Answers, signal: AbortSignal): RotationPorts {
    const { rotations, tokens, newTokens, search, found } = this.#parts;
    const hashes = journal.old.hash === null ? [] : [journal.old.hash];
    const find = async () => (await search.find(signal, { folders: journal.folders, hashes })).files;
    return rotationPorts({
      endpoint: connection.endpoint,
      identity: connection.identity,
      tokens,
      journals: rotations,
      bear: (make, how) => newTokens.bearForRotation(connection, make, how),
      search: find,
      person: new RotatingPerson(answers, { find, found, signal, server: connection.server }),
      signal,
    });
  }
}
