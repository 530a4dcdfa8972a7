import { setTimeout } from 'node:timers/promises';
import type { DisplayText } from '../../../../src/core/l10n.ts';
import type { FoundFile } from '../../../../src/content/foundFile.ts';
import type { Server } from '../../../../src/core/server/server.ts';
import type { RotationDisplay, RotationQuestionContext } from '../../../../src/operations/steps/runRotation.ts';
import { tokenConsumers } from '../../../../src/operations/steps/tokenConsumers.ts';
import { chooseNothing, optionsFor, toChoice } from '../../../../src/rotation/choices.ts';
import type { Journal } from '../../../../src/rotation/journal.ts';
import type { Choice, PersonPort } from '../../../../src/rotation/ports.ts';
import type { RotationResult } from '../../../../src/rotation/result.ts';
import { filesWithToken } from '../../../../src/rotation/tokens.ts';
import { askToDeleteNewToken, confirmRecreate } from '../../../../src/ui/rotation/newTokenQuestions.ts';
import { askAboutOldToken } from '../../../../src/ui/rotation/oldTokenQuestion.ts';

/** Asks the shipped questions about tokens. Which occurrences to update isn't asked: all, or those of the script. */
export class ScriptedRotationDisplay implements RotationDisplay {
  readonly results: { readonly journal: Journal; readonly result: RotationResult; readonly server: Server }[] = [];
  readonly shownFiles: string[][] = [];
  /** Paths of files with unsaved changes in an editor. */
  readonly unsaved = new Set<string>();
  /** How often the list of found tokens was updated, which happens after the server's tokens were reloaded. */
  refreshes = 0;
  #runs = 0;
  select: (file: FoundFile) => boolean = () => true;
  /** Called instead of choosing occurrences, for example, to cancel. */
  onChoose: ((context: RotationQuestionContext) => void) | undefined;

  questions(context: RotationQuestionContext): PersonPort {
    const { person, server } = context;
    return {
      chooseOccurrences: (_files, journal) => this.#choose(context, journal),
      chooseRetirement: (usage, journal) =>
        askAboutOldToken(usage, journal, context, {
          showFiles: () => {
            this.shownFiles.push(usage.files.map(({ file }) => file));
            return Promise.resolve();
          },
          whatToRestart: async () =>
            (await tokenConsumers(journal, context.signal)).consumers
              .map(({ name, file }) => `${name} in ${file}`)
              .join() as DisplayText,
        }),
      confirmRecreate: (record) => confirmRecreate(record, server, person),
      askToDeleteNewToken: (usage, journal) => askToDeleteNewToken(usage, journal, person),
    };
  }

  unsavedPaths(): readonly string[] {
    return [...this.unsaved];
  }

  showResult(journal: Journal, result: RotationResult, server: Server): void {
    this.results.push({ journal, result, server });
  }

  refreshFound(): () => Promise<void> {
    this.#runs += 1;
    return () => {
      this.refreshes += 1;
      return Promise.resolve();
    };
  }

  /** Waits until the runs so far have reloaded the server's tokens, which they do in the background. */
  async waitForRefreshes(): Promise<void> {
    while (this.refreshes < this.#runs) {
      await setTimeout(5);
    }
  }

  /** Searches again, as the shipped display does after files were saved. */
  async #choose(context: RotationQuestionContext, { old }: Journal): Promise<Choice> {
    this.onChoose?.(context);
    const { files } = await context.find();
    const options = optionsFor(filesWithToken(old.hash ?? '', files), new Set());
    return context.answers.files === 'none'
      ? chooseNothing(options)
      : toChoice(options, new Set(options.filter(({ file }) => this.select(file)).flatMap((file) => file.options)));
  }
}
