import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Journal } from '../../rotation/journal.ts';
import { describeState } from '../../rotation/stopped.ts';
import { displayName } from '../../core/token/tokenName.ts';
import type { ServerStore } from '../../servers/serverStore.ts';
import type { OpenRotations } from '../../rotation/openRotations.ts';
import type { Disposable } from '../../core/emitter.ts';
import { showInfo } from '../../vscode/notify.ts';
import { offerToResume } from '../prompts/resumeOffer.ts';

/** How often the extension checks for due rotations, in milliseconds. */
const checkInterval = 60_000;

export function registerRotationReminders(rotations: OpenRotations, store: Pick<ServerStore, 'servers'>): Disposable {
  const reminders = new RotationReminders(rotations, store);
  void rotations.start().then(() => reminders.start());
  return reminders;
}

/** Reports interrupted rotations at startup, and reminds the user of old tokens when they're due. */
class RotationReminders implements vscode.Disposable {
  readonly #rotations: OpenRotations;
  readonly #store: Pick<ServerStore, 'servers'>;
  /** The due time of the last reminder that this window showed, by rotation ID. */
  readonly #reminded = new Map<string, string | null>();
  #timer: NodeJS.Timeout | undefined;
  #listener: vscode.Disposable | undefined;
  #isDisposed = false;

  constructor(rotations: OpenRotations, store: Pick<ServerStore, 'servers'>) {
    this.#rotations = rotations;
    this.#store = store;
  }

  /** Must be called after the rotations were read. Does nothing if the window was closed meanwhile. */
  start(): void {
    if (this.#isDisposed) {
      return;
    }
    for (const journal of this.#rotations.all.filter(({ stage }) => stage !== 'waiting')) {
      void this.#showInterrupted(journal);
    }
    this.#showDue();
    this.#timer = setInterval(() => this.#showDue(), checkInterval);
    this.#listener = vscode.window.onDidChangeWindowState(() => this.#showDue());
  }

  dispose(): void {
    this.#isDisposed = true;
    clearInterval(this.#timer);
    this.#listener?.dispose();
  }

  async #showInterrupted(journal: Journal): Promise<void> {
    const holder = await this.#rotations.holderOf(journal);
    if (holder === 'thisHost') {
      return;
    }
    const name = displayName(journal.old.name);
    const interrupted =
      holder === undefined
        ? l10n.t('The rotation of "{0}" on {1} was interrupted.', name, journal.server.name)
        : l10n.t(
            'The rotation of "{0}" on {1} was interrupted, or it\'s still running on another machine or in another container.',
            name,
            journal.server.name,
          );
    const message = [interrupted, ...describeState(journal)].join(' ');
    await (this.#isReadOnly(journal) ? showInfo(message) : offerToResume(showInfo, message, journal));
  }

  /** A rotation on a read-only server can't be finished or undone. */
  #isReadOnly({ server }: Journal): boolean {
    return this.#store.servers().some(({ url, isReadOnly }) => url === server.url && isReadOnly);
  }

  #showDue(): void {
    if (!vscode.window.state.focused) {
      return;
    }
    for (const journal of this.#rotations.all) {
      const { id, stage, due, old, server } = journal;
      const isDue = stage === 'waiting' && due !== null && Date.parse(due) <= Date.now();
      if (isDue && this.#reminded.get(id) !== due && !this.#isReadOnly(journal)) {
        this.#reminded.set(id, due);
        const message = l10n.t(
          'You asked to be reminded about the old token "{0}" on {1}. It still works. Finish the rotation?',
          displayName(old.name),
          server.name,
        );
        void offerToResume(showInfo, message, journal);
      }
    }
  }
}
