import { Cancelled } from '../core/userError.ts';
import { askModally } from './notify.ts';

export interface Question {
  /** One sentence that names the token and the server. */
  readonly message: string;
  readonly detail?: string;
  /** What the button says that does it. */
  readonly yes: string;
}

/** Asks the person, in one call of a command. */
export class Confirmer {
  /** No dialog is shown: `confirm: true` stands for every yes. */
  readonly answeredYes: boolean;
  /** Whether the command came with arguments outside test mode, so that the person may not know that it runs. */
  readonly fromOutside: boolean;

  /**
   * @param answeredYes the argument `confirm: true` came, in VS Code's test mode, where no dialog can be shown
   * @param fromOutside see {@link Confirmer.fromOutside}: a keybinding, a link or another extension
   */
  constructor(answeredYes: boolean, fromOutside: boolean) {
    this.answeredYes = answeredYes;
    this.fromOutside = fromOutside;
  }

  /** Asks in a modal dialog. @throws Cancelled unless the person says yes */
  async ask(question: Question): Promise<void> {
    await this.choose(question);
  }

  /**
   * Asks in a modal dialog with other, safer ways to answer.
   * @returns what the person chose; `question.yes` where `confirm: true` stands for the answer
   * @throws Cancelled
   */
  async choose(question: Question, ...others: readonly string[]): Promise<string> {
    const { message, detail, yes } = question;
    if (this.answeredYes) {
      return yes;
    }
    // The others are the safer ones, so they come first: Enter takes one of them.
    const answer = await askModally(message, detail, ...others, yes);
    if (answer === undefined) {
      throw new Cancelled();
    }
    return answer;
  }

  /** Asks only where the command came from outside. @throws Cancelled */
  async askIfFromOutside(question: Question): Promise<void> {
    if (this.fromOutside) {
      await this.ask(question);
    }
  }
}
