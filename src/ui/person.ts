import type { Lifetime } from '../core/token/expiry.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import { Canceled } from '../core/errors.ts';
import type {
  Person,
  PickItem,
  PickOptions,
  Question,
  SelectableItem,
  SelectionQuestion,
  TextQuestion,
} from '../operations/person.ts';
import { askModally, showInfo, showError } from '../vscode/notify.ts';
import { withProgress } from '../vscode/progress.ts';
import { pickExpiry } from './prompts/expiryPick.ts';
import { containingFilesSentence } from './prompts/filesSentence.ts';
import { askText } from './prompts/inputBox.ts';
import { pick, pickToken } from './prompts/pick.ts';
import { pickSeveral } from './prompts/pickSeveral.ts';

interface UserOptions {
  /** Whether `confirm: true` was passed in VS Code's test mode. */
  readonly autoConfirm: boolean;
  readonly isExternal: boolean;
  readonly origin: Person['origin'];
  readonly settings: { readonly expiryWarningDays: number };
  /** Called if work fails after the user has stopped waiting for it. */
  readonly onLateFailure: (error: Error) => void;
}

/** The user of this window during one call of a command. Uses VS Code's own prompts. */
export class User implements Person {
  readonly autoConfirm: boolean;
  readonly isExternal: boolean;
  readonly origin: Person['origin'];
  readonly #settings: UserOptions['settings'];
  readonly #onLateFailure: (error: Error) => void;

  constructor({ autoConfirm, isExternal, origin, settings, onLateFailure }: UserOptions) {
    this.autoConfirm = autoConfirm;
    this.isExternal = isExternal;
    this.origin = origin;
    this.#settings = settings;
    this.#onLateFailure = onLateFailure;
  }

  async confirm(question: Question): Promise<void> {
    await this.choose(question);
  }

  async confirmIfExternal(question: Question): Promise<void> {
    if (this.isExternal) {
      await this.confirm(question);
    }
  }

  async choose(
    { message, detail, usage, note, confirmLabel }: Question,
    ...alternatives: readonly string[]
  ): Promise<string> {
    if (this.autoConfirm) {
      return confirmLabel;
    }
    const first = joinDefined([detail, usage && containingFilesSentence(usage)], ' ');
    // Enter selects the first button, so the safer ones come first.
    const choice = await askModally(message, joinDefined([first, note], '\n\n'), ...alternatives, confirmLabel);
    if (choice === undefined) {
      throw new Canceled();
    }
    return choice;
  }

  async text(question: TextQuestion): Promise<string> {
    return askText(question);
  }

  async pick<Item extends PickItem>(
    items: readonly Item[],
    title: string,
    placeholder: string,
    options?: PickOptions,
  ): Promise<Item> {
    return pick(items, title, placeholder, options);
  }

  async pickSeveral<Item extends SelectableItem>(question: SelectionQuestion<Item>): Promise<readonly Item[]> {
    return pickSeveral(question);
  }

  async pickToken(records: readonly TokenRecord[], title: string): Promise<TokenRecord> {
    return pickToken(records, title, this.#settings.expiryWarningDays);
  }

  async expiration(
    title: string,
    previous?: { readonly lifetime: Lifetime },
    options?: { readonly canGoBack: boolean },
  ): Promise<Lifetime> {
    return pickExpiry(title, previous, options);
  }

  async progress<Result>(title: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    return withProgress(title, work, this.#onLateFailure);
  }

  inform(message: string): void {
    void showInfo(message);
  }

  warn(message: string): void {
    void showError(message);
  }
}

function joinDefined(parts: readonly (string | undefined)[], separator: string): string | undefined {
  const defined = parts.filter((part) => part !== undefined);
  return defined.length === 0 ? undefined : defined.join(separator);
}
