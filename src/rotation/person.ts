import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FoundFile } from '../core/foundFile.ts';
import type { Journal } from '../core/rotation/journal.ts';
import type { Choice, PersonPort, Retirement } from '../core/rotation/ports.ts';
import { choiceOf, optionsFor, type FileOptions } from '../core/rotation/ticks.ts';
import { filesHolding } from '../core/rotation/strings.ts';
import type { Server } from '../core/server.ts';
import { shownName } from '../core/tokenName.ts';
import type { TokenRecord } from '../core/tokenRecord.ts';
import { Cancelled } from '../core/userError.ts';
import type { FoundView } from '../editor/foundView.ts';
import { trackedByGit } from '../files/gitTracked.ts';
import type { Confirmer } from '../ui/confirmer.ts';
import { filesSentence } from '../ui/filesSentence.ts';
import { pickPlaces } from './placesPick.ts';
import { askForOld } from './retirement.ts';
import { offerToSave } from './unsaved.ts';

/** What was said beforehand, and who is asked for the rest. */
export interface Answers {
  readonly confirmer: Confirmer;
  /** `all`: those that the list ticks by itself. */
  readonly files: 'all' | 'none' | undefined;
  readonly old: 'delete' | 'later' | 'keep' | undefined;
}

interface Surroundings {
  readonly server: Server;
  readonly signal: AbortSignal;
  readonly found: FoundView;
  /** Searches anew. */
  find(): Promise<readonly FoundFile[]>;
}

/** Asks the person what a rotation has to know. */
export class RotatingPerson implements PersonPort {
  readonly #answers: Answers;
  readonly #around: Surroundings;

  constructor(answers: Answers, around: Surroundings) {
    this.#answers = answers;
    this.#around = around;
  }

  async choosePlaces(files: readonly FoundFile[], journal: Journal): Promise<Choice> {
    const { files: given, confirmer } = this.#answers;
    const all = given === 'none' ? files : await this.#afterSaving(files, journal);
    const options = optionsFor(all, await this.#tracked(all));
    if (given !== undefined || confirmer.answeredYes) {
      return choiceOf(options, given === 'none' ? new Set() : tickedByItself(options));
    }
    return choiceOf(options, await pickPlaces(options, journal, this.#around.signal));
  }

  async retire(holding: readonly FoundFile[], journal: Journal): Promise<Retirement> {
    return askForOld(holding, journal, this.#answers, () => this.#around.found.showFiles(holding));
  }

  async replaceLost(record: TokenRecord, journal: Journal): Promise<void> {
    const { server, confirmer } = { ...this.#around, ...this.#answers };
    await confirmer.ask(
      journal.kind === 'operator'
        ? {
            message: l10n.t('Regenerate the operator token of {0} ({1}) once more?', server.name, server.url),
            detail: l10n.t('It was replaced, and its new string never arrived here: nobody has it.'),
            yes: l10n.t('Regenerate'),
          }
        : {
            message: l10n.t('Delete "{0}" on {1} and create it again?', shownName(record.name), server.name),
            detail: l10n.t(
              'The server has a token of that name, and its string is not here. If it is of this rotation, its string never arrived; if somebody else made it, say no and begin again with another name.',
            ),
            yes: l10n.t('Delete and Create Again'),
          },
    );
  }

  async deleteNew(stillHolding: readonly string[], isOldAlive: boolean, { next, old }: Journal): Promise<boolean> {
    const name = shownName(next.name);
    const question = {
      message: l10n.t('The files hold the old string again. Delete the new token "{0}"?', name),
      detail: [
        isOldAlive
          ? l10n.t('"{0}" works as before.', shownName(old.name))
          : l10n.t(
              '"{0}" works no more, so these files do not work until they get another token.',
              shownName(old.name),
            ),
        ...(stillHolding.length === 0 ? [] : [l10n.t('Still held by: {0}.', filesSentence(stillHolding))]),
      ].join(' '),
      yes: l10n.t('Delete "{0}"', name),
    };
    try {
      await this.#answers.confirmer.ask(question);
      return true;
    } catch (error) {
      if (error instanceof Cancelled) {
        return false;
      }
      throw error;
    }
  }

  async #afterSaving(files: readonly FoundFile[], { old }: Journal): Promise<readonly FoundFile[]> {
    if (old.hash !== null && (await offerToSave(files, this.#answers.confirmer))) {
      return filesHolding(old.hash, await this.#around.find());
    }
    return files;
  }

  async #tracked(files: readonly FoundFile[]): Promise<ReadonlySet<string>> {
    const paths = files.map(({ path }) => path).filter((path) => path !== undefined);
    // Where nobody trusts the folder, no program is started for what lies in it: everything counts as tracked.
    return vscode.workspace.isTrusted ? trackedByGit(paths, { signal: this.#around.signal }) : new Set(paths);
  }
}

function tickedByItself(files: readonly FileOptions[]) {
  return new Set(files.flatMap(({ options }) => options).filter(({ isTickedByItself }) => isTickedByItself));
}
