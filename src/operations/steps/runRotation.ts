import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Journal } from '../../rotation/journal.ts';
import type { RotationPorts } from '../../rotation/ports.ts';
import type { RotationResult } from '../../rotation/result.ts';
import { Rotation } from '../../rotation/rotation.ts';
import { RotationStopped } from '../../rotation/stopped.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { Cancelled, UserError } from '../../core/errors.ts';
import type { FoundView } from '../../ui/found/foundView.ts';
import type { WorkspaceSearch } from './workspaceSearch.ts';
import { siblingName, removeSibling } from '../../files/replace/replaceFile.ts';
import type { Connection } from '../../servers/connections.ts';
import { rotationPorts } from '../../rotation/adapters.ts';
import type { RotationStore } from '../../rotation/openRotations.ts';
import type { ServerStore } from '../../servers/serverStore.ts';
import type { TokenStore } from '../../storage/tokenStore.ts';
import type { NewTokens } from './newToken.ts';
import { showError } from '../../vscode/notify.ts';
import { withProgress } from '../../vscode/progress.ts';
import { showStopped } from '../../ui/rotation/resumeOffer.ts';
import type { Answers } from './rotationAnswers.ts';
import { showResult } from '../../ui/rotation/resultMessage.ts';
import { RotationQuestions } from '../../ui/rotation/rotationQuestions.ts';
import { alreadyRotatingError, assertNoOpenRotation } from '../../rotation/guard.ts';

interface Parts {
  readonly rotations: RotationStore;
  readonly tokens: TokenStore;
  readonly store: ServerStore;
  readonly newTokens: NewTokens;
  readonly search: WorkspaceSearch;
  readonly found: FoundView;
}

/** Runs rotations in this window, only one per token at a time in all windows. */
export class Rotator {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** @throws RotationStopped if it can't continue now; Cancelled, UserError if nothing was changed */
  async begin(journal: Journal, connection: Connection, answers: Answers): Promise<RotationResult> {
    return this.#withLock(journal, connection, l10n.t('Rotating "{0}"...', displayName(journal.old.name)), (signal) =>
      this.#beginLocked(journal, connection, answers, signal),
    );
  }

  async #beginLocked(journal: Journal, connection: Connection, answers: Answers, signal: AbortSignal) {
    // Another window may have begun and stopped a rotation before this one got the lock.
    await assertNoOpenRotation(
      connection.identity,
      [journal.old.name, journal.next.name],
      this.#parts.rotations,
      journal.old.name,
    );
    return new Rotation(journal, this.#ports(journal, connection, answers, signal)).begin();
  }

  /** Continues a rotation that was interrupted or is waiting. @throws the same as {@link begin} */
  async resume(journal: Journal, how: 'finish' | 'undo', connection: Connection, answers: Answers) {
    const name = displayName(journal.old.name);
    const title =
      how === 'finish'
        ? l10n.t('Finishing the rotation of "{0}"...', name)
        : l10n.t('Undoing the rotation of "{0}"...', name);
    return this.#withLock(journal, connection, title, async (signal) => {
      const saved = await this.#parts.rotations.read(journal.id);
      if (saved === undefined) {
        throw new UserError(l10n.t('The rotation of "{0}" has already ended.', name));
      }
      return new Rotation(saved, this.#ports(saved, connection, answers, signal))[how]();
    });
  }

  async #withLock(
    journal: Journal,
    connection: Connection,
    title: string,
    work: (signal: AbortSignal) => Promise<RotationResult>,
  ): Promise<RotationResult> {
    const { rotations, newTokens, found } = this.#parts;
    const lock = await rotations.lock(journal);
    if (lock === undefined) {
      throw alreadyRotatingError(journal.old.name);
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
          // The token's row shows whether its rotation is running or waiting.
          await rotations.refresh();
          void this.#refreshViews(connection, generation).catch(() => undefined);
        }
        void showResult(journal, result, connection, this.#parts);
        for (const { name, hash } of result.old === 'later' ? [] : result.created) {
          await newTokens.askWhetherSaved(connection, name, hash);
        }
        return result;
      },
      showLateFailure,
    );
  }

  /** Refreshes the tree and the view of found tokens, unless the user has shown something else in that view since. */
  async #refreshViews({ server }: Connection, generation: number): Promise<void> {
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

  /** Ends a rotation without finishing it. Files and tokens stay as they are. @throws UserError */
  async discard(journal: Journal): Promise<void> {
    const { rotations } = this.#parts;
    const lock = await rotations.lock(journal);
    if (lock === undefined) {
      throw alreadyRotatingError(journal.old.name);
    }
    try {
      const saved = await rotations.read(journal.id);
      for (const [index, { path }] of (saved?.files ?? []).entries()) {
        // A run that was killed may have left the new token in a sibling file that only the journal names.
        await removeSibling(path, siblingName(journal.id, index));
      }
      await rotations.remove(journal.id);
    } finally {
      await lock.release();
    }
  }

  #ports(journal: Journal, connection: Connection, answers: Answers, signal: AbortSignal): RotationPorts {
    const { rotations, tokens, newTokens, search, found } = this.#parts;
    const { hash } = journal.old;
    // The rotation's own hashes identify its tokens, so no server is contacted.
    const find = (extraPaths: readonly string[] = []) =>
      search.find(signal, {
        extraFiles: extraPaths,
        folders: journal.folders,
        isAlsoToken: (token) => token.hash === hash || token.hash === journal.next.hash,
      });
    return rotationPorts({
      endpoint: connection.endpoint,
      identity: connection.identity,
      tokens,
      journals: rotations,
      create: (send, how) => newTokens.createForRotation(connection, send, how),
      search: find,
      isUnsaved,
      person: new RotationQuestions(answers, { find, found, signal, server: connection.server }),
      signal,
    });
  }
}

/** Whether an editor has unsaved changes of the file. Saving them later would overwrite an update. */
function isUnsaved(path: string): boolean {
  const open = [...vscode.workspace.textDocuments, ...vscode.workspace.notebookDocuments];
  return open.some(({ uri, isDirty }) => isDirty && uri.scheme === 'file' && uri.fsPath === path);
}

/** The rotation failed after the user had stopped waiting for it. */
function showLateFailure(error: Error): void {
  if (error instanceof RotationStopped) {
    void showStopped(error);
  } else if (!(error instanceof Cancelled)) {
    void showError(error.message);
  }
}
