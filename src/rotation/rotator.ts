import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Journal } from '../core/rotation/journal.ts';
import type { RotationPorts } from '../core/rotation/ports.ts';
import type { RotationResult } from '../core/rotation/result.ts';
import { Rotation } from '../core/rotation/rotation.ts';
import { RotationStopped } from '../core/rotation/stopped.ts';
import { shownName } from '../core/tokenName.ts';
import { Cancelled, UserError } from '../core/userError.ts';
import type { FoundView } from '../editor/foundView.ts';
import type { WorkspaceSearch } from '../editor/workspaceSearch.ts';
import { besideName, removeBeside } from '../files/replaceFile.ts';
import type { Connection } from '../servers/connections.ts';
import { rotationPorts } from '../servers/rotationPorts.ts';
import type { RotationStore } from '../servers/rotationStore.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import type { TokenStore } from '../storage/tokenStore.ts';
import type { NewTokens } from '../ui/newTokens.ts';
import { showError } from '../ui/notify.ts';
import { withProgress } from '../ui/progress.ts';
import { tellStopped } from '../ui/rotationOffers.ts';
import type { Answers } from './answers.ts';
import { tellOutcome } from './outcome.ts';
import { RotatingPerson } from './person.ts';
import { isBeingRotated, refuseOpen } from './rotationOpen.ts';

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
    return this.#locked(journal, connection, l10n.t('Rotating "{0}"...', shownName(journal.old.name)), (signal) =>
      this.#begun(journal, connection, answers, signal),
    );
  }

  async #begun(journal: Journal, connection: Connection, answers: Answers, signal: AbortSignal) {
    // Looked at again with the lock in hand: another window may have begun and stopped while this one asked.
    await refuseOpen(
      connection.identity,
      [journal.old.name, journal.next.name],
      this.#parts.rotations,
      journal.old.name,
    );
    return new Rotation(journal, this.#ports(journal, connection, answers, signal)).begin();
  }

  /** Goes on with one that was interrupted, or waits. @throws as {@link begin} does */
  async resume(journal: Journal, how: 'finish' | 'undo', connection: Connection, answers: Answers) {
    const name = shownName(journal.old.name);
    const title =
      how === 'finish'
        ? l10n.t('Finishing the rotation of "{0}"...', name)
        : l10n.t('Undoing the rotation of "{0}"...', name);
    return this.#locked(journal, connection, title, async (signal) => {
      // Another window may have gone on with it since it was looked at.
      const written = await this.#parts.rotations.read(journal.id);
      if (written === undefined) {
        throw new UserError(l10n.t('The rotation of "{0}" has already ended.', name));
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
    const { rotations, newTokens, found } = this.#parts;
    const lock = await rotations.lock(journal);
    if (lock === undefined) {
      throw isBeingRotated(journal.old.name);
    }
    return withProgress(
      title,
      async (signal) => {
        const { generation } = found;
        let result: RotationResult;
        try {
          result = await work(signal);
        } finally {
          await lock.release();
          // A waiting rotation and a free one look different.
          await rotations.refresh();
          // Where that search fails, the view goes on showing what was.
          void this.#showAnew(connection, generation).catch(() => undefined);
        }
        void tellOutcome(journal, result, connection, this.#parts);
        for (const { name, hash } of result.old === 'later' ? [] : result.made) {
          await newTokens.askWhetherPlaced(connection, name, hash);
        }
        return result;
      },
      tellWhenStopped,
    );
  }

  /** What tree and view of found places say was true before. What the person asked to see since stays. */
  async #showAnew({ server }: Connection, generation: number): Promise<void> {
    const { store, found, search } = this.#parts;
    await store.reload(server);
    if (generation === 0 || found.generation !== generation) {
      return;
    }
    const { files, known } = await search.find(new AbortController().signal);
    if (found.generation === generation) {
      await found.show(files, known, false);
    }
  }

  /** Gives a rotation up where it stands: files, tokens and kept strings stay as they are. @throws UserError */
  async forget(journal: Journal): Promise<void> {
    const { rotations } = this.#parts;
    const lock = await rotations.lock(journal);
    if (lock === undefined) {
      throw isBeingRotated(journal.old.name);
    }
    try {
      const written = await rotations.read(journal.id);
      for (const [index, { path }] of (written?.files ?? []).entries()) {
        // A killed run may have left the new string beside the file, which only the journal knows of.
        await removeBeside(path, besideName(journal.id, index));
      }
      await rotations.remove(journal.id);
    } finally {
      await lock.release();
    }
  }

  #ports(journal: Journal, connection: Connection, answers: Answers, signal: AbortSignal): RotationPorts {
    const { rotations, tokens, newTokens, search, found } = this.#parts;
    const { hash } = journal.old;
    // With nothing sent: a token of any length is known by the hashes of the rotation itself.
    const find = (also: readonly string[] = []) =>
      search.find(signal, {
        also,
        folders: journal.folders,
        isWanted: (token) => token.hash === hash || token.hash === journal.next.hash,
      });
    return rotationPorts({
      endpoint: connection.endpoint,
      identity: connection.identity,
      tokens,
      journals: rotations,
      bear: (make, how) => newTokens.bearForRotation(connection, make, how),
      search: find,
      isUnsaved,
      person: new RotatingPerson(answers, { find, found, signal, server: connection.server }),
      signal,
    });
  }
}

/** Whether an editor has changes of the file that were not saved: rewritten beneath it, they would come back. */
function isUnsaved(path: string): boolean {
  const open = [...vscode.workspace.textDocuments, ...vscode.workspace.notebookDocuments];
  return open.some(({ uri, isDirty }) => isDirty && uri.scheme === 'file' && uri.fsPath === path);
}

/** The person no longer waits for it, and is told all the same. */
function tellWhenStopped(error: Error): void {
  if (error instanceof RotationStopped) {
    void tellStopped(error);
  } else if (!(error instanceof Cancelled)) {
    void showError(error.message);
  }
}
