import * as l10n from '@vscode/l10n';
import { UserError } from '../core/errors.ts';

/** More calls of one command than this would ask the user one question after the other. */
const maxCalls = 10;

/** Isn't shown, because then each call would still add a notification. */
export class TooManyCalls extends UserError {}

/** Refuses calls of a command while as many others wait for the user or the server. */
export class CallLimit {
  #running = 0;

  /** @throws TooManyCalls */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running >= maxCalls) {
      throw new TooManyCalls(
        l10n.t('Other calls of this command are still waiting for an answer. Answer them, and then try again.'),
      );
    }
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
    }
  }
}
