import * as vscode from 'vscode';
import type { FoundFile } from '../../content/foundFile.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import { isIgnoredByGit } from '../../files/git/ignoredFile.ts';
import { findTrackedFiles } from '../../files/git/trackedFiles.ts';
import { isOneOf } from '../../files/sameFile.ts';
import type { RotationQuestionContext } from '../../operations/steps/runRotation.ts';
import { tokenConsumers } from '../../operations/steps/tokenConsumers.ts';
import { toChoice, chooseNothing, optionsFor, type FileOptions } from '../../rotation/choices.ts';
import { findMissingValues, withValues } from '../../rotation/environmentValues.ts';
import type { Journal } from '../../rotation/journal.ts';
import type { Choice, SearchResult, PersonPort, Retirement } from '../../rotation/ports.ts';
import { filesWithToken } from '../../rotation/tokens.ts';
import { unsavedPaths } from '../../vscode/openEditors.ts';
import type { FoundView } from '../found/foundView.ts';
import { restartBeforeText } from './consumersText.ts';
import { askToAddValues } from './environmentQuestion.ts';
import { askToDeleteNewToken, confirmRecreate } from './newTokenQuestions.ts';
import { askAboutOldToken } from './oldTokenQuestion.ts';
import { pickOccurrences } from './pickOccurrences.ts';
import { offerToSave } from './saveFirst.ts';

export class RotationQuestions implements PersonPort {
  readonly #context: RotationQuestionContext;
  readonly #found: FoundView;

  constructor(context: RotationQuestionContext, found: FoundView) {
    this.#context = context;
    this.#found = found;
  }

  async chooseOccurrences(files: readonly FoundFile[], journal: Journal): Promise<Choice> {
    const { answers, person, signal } = this.#context;
    const toSave = answers.files === 'none' ? new Set<string>() : await offerToSave(files, person);
    const all = toSave.size === 0 ? files : await this.#searchAgain(journal);
    const options = optionsFor(all, await this.#trackedPaths(all));
    if (answers.files === 'none') {
      return chooseNothing(options);
    }
    const isAnswered = answers.files === 'all' || person.autoConfirm;
    const selected = isAnswered ? defaultSelection(options) : await pickOccurrences(options, journal, signal);
    const choice = toChoice(options, selected, toSave);
    return isAnswered ? choice : this.#withValues(choice);
  }

  async chooseRetirement(usage: SearchResult, journal: Journal): Promise<Retirement> {
    return askAboutOldToken(usage, journal, this.#context, {
      showFiles: () => this.#found.showFiles(usage.files),
      whatToRestart: async () => restartBeforeText(await tokenConsumers(journal, this.#context.signal)),
    });
  }

  async confirmRecreate(record: TokenRecord): Promise<void> {
    const { server, person } = this.#context;
    await confirmRecreate(record, server, person);
  }

  async askToDeleteNewToken(usage: SearchResult, journal: Journal): Promise<boolean> {
    return askToDeleteNewToken(usage, journal, this.#context.person);
  }

  async #withValues(choice: Choice): Promise<Choice> {
    const { person, signal } = this.#context;
    const values = await findMissingValues(choice, {
      isUnsaved: (path) => isOneOf(unsavedPaths(), path),
      isIgnoredByGit: async (path) => vscode.workspace.isTrusted && (await isIgnoredByGit(path, { signal })),
    });
    return (await askToAddValues(values, person)) ? withValues(choice, values) : choice;
  }

  async #searchAgain({ old }: Journal): Promise<readonly FoundFile[]> {
    const { files } = await this.#context.find();
    return old.hash === null ? [] : filesWithToken(old.hash, files);
  }

  async #trackedPaths(files: readonly FoundFile[]): Promise<ReadonlySet<string>> {
    const paths = files.map(({ path }) => path).filter((path) => path !== undefined);
    // Git must not run in an untrusted workspace, so every file counts as tracked.
    return vscode.workspace.isTrusted ? findTrackedFiles(paths, { signal: this.#context.signal }) : new Set(paths);
  }
}

function defaultSelection(files: readonly FileOptions[]) {
  return new Set(files.flatMap(({ options }) => options).filter((option) => option.selectedByDefault));
}
