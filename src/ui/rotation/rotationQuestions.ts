import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FoundFile } from '../../content/foundFile.ts';
import type { Journal } from '../../rotation/journal.ts';
import type { Choice, SearchResult, PersonPort, Retirement } from '../../rotation/ports.ts';
import { toChoice, chooseNothing, optionsFor, type FileOptions } from '../../rotation/choices.ts';
import { filesWithToken } from '../../rotation/tokens.ts';
import type { Server } from '../../core/server/serverList.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../../core/token/tokenRecord.ts';
import { Cancelled } from '../../core/errors.ts';
import type { FoundView } from '../found/foundView.ts';
import { findTrackedFiles } from '../../files/git/trackedFiles.ts';
import { containingFilesSentence } from '../prompts/filesSentence.ts';
import type { Answers } from '../../operations/steps/rotationAnswers.ts';
import { pickOccurrences } from './pickOccurrences.ts';
import { askRetirement } from './oldTokenQuestion.ts';
import { offerToSave } from './saveFirst.ts';

interface Context {
  readonly server: Server;
  readonly signal: AbortSignal;
  readonly found: FoundView;
  find(): Promise<SearchResult>;
}

export class RotationQuestions implements PersonPort {
  readonly #answers: Answers;
  readonly #context: Context;

  constructor(answers: Answers, context: Context) {
    this.#answers = answers;
    this.#context = context;
  }

  async chooseOccurrences(files: readonly FoundFile[], journal: Journal): Promise<Choice> {
    const { files: argument, confirmer } = this.#answers;
    const toSave = argument === 'none' ? new Set<string>() : await offerToSave(files, confirmer);
    const all = toSave.size === 0 ? files : await this.#searchAgain(journal);
    const options = optionsFor(all, await this.#trackedPaths(all));
    if (argument === 'none') {
      return chooseNothing(options);
    }
    const isAnswered = argument === 'all' || confirmer.autoConfirm;
    const selected = isAnswered
      ? defaultSelection(options)
      : await pickOccurrences(options, journal, this.#context.signal);
    return toChoice(options, selected, toSave);
  }

  async chooseRetirement(containing: SearchResult, journal: Journal): Promise<Retirement> {
    return askRetirement(containing, journal, this.#answers, () => this.#context.found.showFiles(containing.files));
  }

  async confirmRecreate(record: TokenRecord): Promise<void> {
    const { server } = this.#context;
    const name = displayName(record.name);
    await this.#answers.confirmer.confirm(
      isOperatorToken(record)
        ? {
            message: l10n.t('Regenerate the operator token for {0} ({1}) again?', server.name, server.url),
            detail: l10n.t(
              "The operator token was replaced, but the new one isn't stored on this machine. If this rotation replaced it, the token string was never received and nobody has it. If someone else replaced it, their token stops working.",
            ),
            yes: l10n.t('Regenerate Token'),
          }
        : {
            message: l10n.t('Delete "{0}" from {1} ({2}) and create it again?', name, server.name, server.url),
            detail: l10n.t(
              "The server has a token with this name, but it isn't stored on this machine. If this rotation created it, the token string was never received and nobody has it. If someone else created it, their token stops working.",
            ),
            yes: l10n.t('Delete and Recreate'),
          },
    );
  }

  async askDeleteNew(containing: SearchResult, { next, old }: Journal): Promise<boolean> {
    const name = displayName(next.name);
    const warning = l10n.t(
      'Its token string was never received, so it might not be the token that this rotation created.',
    );
    const question = {
      message: l10n.t('The rotation of "{0}" was undone. Delete the new token "{1}"?', displayName(old.name), name),
      detail: [containingFilesSentence(containing), ...(next.hash === null ? [warning] : [])].join(' '),
      yes: l10n.t('Delete New Token'),
    };
    try {
      return (await this.#answers.confirmer.choose(question, l10n.t('Keep New Token'))) === question.yes;
    } catch (error) {
      if (error instanceof Cancelled) {
        return false;
      }
      throw error;
    }
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
