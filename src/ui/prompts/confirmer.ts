import { Cancelled } from '../../core/errors.ts';
import { askModally } from '../../vscode/notify.ts';

export interface Question {
  /** A sentence that names the token and the server. */
  readonly message: string;
  readonly detail?: string;
  readonly yes: string;
}

/** Asks the user for confirmation during one call of a command. */
export class Confirmer {
  /** `confirm: true` was passed in VS Code's test mode: every question is confirmed without a dialog. */
  readonly autoConfirm: boolean;
  /** A keybinding, a link, or another extension called the command with arguments, outside test mode. */
  readonly isExternal: boolean;

  constructor(autoConfirm: boolean, isExternal: boolean) {
    this.autoConfirm = autoConfirm;
    this.isExternal = isExternal;
  }

  /** Asks in a modal dialog. @throws Cancelled unless the user confirms */
  async confirm(question: Question): Promise<void> {
    await this.choose(question);
  }

  /** Asks in a modal dialog that also offers safer alternatives. Returns the selected label. @throws Cancelled */
  async choose(question: Question, ...alternatives: readonly string[]): Promise<string> {
    const { message, detail, yes } = question;
    if (this.autoConfirm) {
      return yes;
    }
    // Enter selects the first button, so the safer ones come first.
    const answer = await askModally(message, detail, ...alternatives, yes);
    if (answer === undefined) {
      throw new Cancelled();
    }
    return answer;
  }

  /** Asks only if {@link Confirmer.isExternal}. @throws Cancelled */
  async confirmIfExternal(question: Question): Promise<void> {
    if (this.isExternal) {
      await this.confirm(question);
    }
  }
}
