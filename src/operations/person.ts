import type { Lifetime } from '../core/token/expiry.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import type { SearchResult } from '../rotation/ports.ts';
import type { HistoryEntry } from '../storage/history.ts';

export interface Question {
  /** A sentence that names the token and the server. */
  readonly message: string;
  readonly detail?: string;
  readonly usage?: SearchResult | undefined;
  readonly note?: string | undefined;
  readonly confirmLabel: string;
}

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Why the previous text was rejected. Shown until the text changes. */
  readonly rejection?: string | undefined;
  readonly password?: boolean;
  readonly canGoBack?: boolean;
  problem(text: string): string | undefined;
}

export interface PickItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
}

export interface PickOptions {
  /** Shown above the list, whatever its length. */
  readonly prompt?: string | undefined;
  readonly canGoBack?: boolean;
}

export interface SelectableItem extends PickItem {
  readonly isSelected?: boolean;
}

export interface SelectionQuestion<Item extends SelectableItem> {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly Item[];
  /** Why the previous selection was rejected. */
  readonly rejection?: string | undefined;
  readonly canGoBack?: boolean;
  problem(selected: readonly Item[]): string | undefined;
}

/** The user wants to answer the previous question again. Thrown only by prompts that were told that there is one. */
export class WentBack extends Error {
  override readonly name = 'WentBack';
}

/** How an operation prompts and informs the user, in any kind of UI. Prompts throw Canceled if they're dismissed. */
export interface Person {
  /** Whether a keybinding, a link, or another extension started this, rather than a click. */
  readonly isExternal: boolean;
  /** Whether questions are confirmed without being shown, so that nothing needs to be looked up for them. */
  readonly autoConfirm: boolean;
  readonly origin: Pick<HistoryEntry, 'command' | 'caller'>;

  confirm(question: Question): Promise<void>;
  confirmIfExternal(question: Question): Promise<void>;
  /** Asks with safer alternatives. Returns the selected label: `question.confirmLabel` or one of the alternatives. */
  choose(question: Question, ...alternatives: readonly string[]): Promise<string>;
  text(question: TextQuestion): Promise<string>;
  pick<Item extends PickItem>(
    items: readonly Item[],
    title: string,
    placeholder: string,
    options?: PickOptions,
  ): Promise<Item>;
  pickSeveral<Item extends SelectableItem>(question: SelectionQuestion<Item>): Promise<readonly Item[]>;
  pickToken(records: readonly TokenRecord[], title: string): Promise<TokenRecord>;
  /** @param previous lifetime of the token that is replaced, offered first */
  expiration(
    title: string,
    previous?: { readonly lifetime: Lifetime },
    options?: { readonly canGoBack: boolean },
  ): Promise<Lifetime>;

  /** Canceling rejects at once. A request that was already sent is completed, and its failure is shown. */
  progress<Result>(title: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  inform(message: string): void;
  /** Shows a failure that doesn't end the operation. Doesn't wait for the message to be closed. */
  warn(message: string): void;
}
