import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Journal } from '../core/rotation/journal.ts';
import { whatIsTrue } from '../core/rotation/stopped.ts';
import { shownName } from '../core/tokenName.ts';
import type { RotationStore } from '../servers/rotationStore.ts';
import { inform } from './notify.ts';
import { offerToResume } from './rotationOffers.ts';

/** How often is looked whether a rotation is due, in milliseconds. */
const lookEvery = 60_000;

/** Tells, at the start, of rotations that were interrupted, and of those whose old token is to be asked about. */
export class RotationReminders implements vscode.Disposable {
  readonly #rotations: RotationStore;
  /** What this window has asked about, with when it was due then. */
  readonly #asked = new Map<string, string | null>();
  #clock: NodeJS.Timeout | undefined;
  #listener: vscode.Disposable | undefined;

  constructor(rotations: RotationStore) {
    this.#rotations = rotations;
  }

  /** Called when the rotations were read. */
  start(): void {
    for (const journal of this.#rotations.all.filter(({ stage }) => stage !== 'waiting')) {
      void this.#tellInterrupted(journal);
    }
    this.#askDue();
    this.#clock = setInterval(() => this.#askDue(), lookEvery);
    this.#listener = vscode.window.onDidChangeWindowState(() => this.#askDue());
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#listener?.dispose();
  }

  async #tellInterrupted(journal: Journal): Promise<void> {
    // Another window may be at work on it.
    if (await this.#rotations.isLocked(journal)) {
      return;
    }
    const interrupted = l10n.t(
      'The rotation of "{0}" on {1} was interrupted.',
      shownName(journal.old.name),
      journal.server.name,
    );
    await offerToResume(inform, [interrupted, ...whatIsTrue(journal)].join(' '), journal);
  }

  /** Of several windows only the one that the person looks at asks. */
  #askDue(): void {
    if (!vscode.window.state.focused) {
      return;
    }
    for (const journal of this.#rotations.all) {
      const { id, stage, due, old, server } = journal;
      const isDue = stage === 'waiting' && due !== null && Date.parse(due) <= Date.now();
      if (isDue && this.#asked.get(id) !== due) {
        this.#asked.set(id, due);
        const message = l10n.t(
          'You asked to be reminded about the old token "{0}" on {1}. It still works. Finish the rotation?',
          shownName(old.name),
          server.name,
        );
        void offerToResume(inform, message, journal);
      }
    }
  }
}
