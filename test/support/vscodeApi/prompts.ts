import { EventEmitter } from './types.ts';

interface Item {
  readonly label: string;
  readonly description?: string;
}

/** A prompt that is open. */
export type Prompt =
  | {
      readonly kind: 'list' | 'severalFromList';
      readonly title: string;
      readonly placeholder: string;
      readonly items: readonly Item[];
      /** Selects these items, and presses Enter. */
      accept(...items: readonly Item[]): void;
      close(): void;
    }
  | { readonly kind: 'file'; accept(path: string): void; close(): void }
  | { readonly kind: 'text'; readonly title: string; readonly value: string; accept(text: string): void; close(): void }
  | {
      readonly kind: 'dialog';
      readonly message: string;
      readonly detail: string;
      readonly buttons: readonly string[];
      accept(button: string): void;
      close(): void;
    };

/** What a person sees. As in VS Code, a list or an input box closes the one before it, and dialogs wait in line. */
export class Prompts {
  /** Called when a prompt opens. By default, it stays open. */
  onOpen: (prompt: Prompt) => void = () => undefined;
  readonly notifications: string[] = [];
  readonly dialogs: Prompt[] = [];
  #current: { hide(): void } | undefined;

  show(box: { hide(): void }, prompt: Prompt): void {
    if (this.#current !== box) {
      this.#current?.hide();
      this.#current = box;
    }
    setImmediate(() => {
      if (this.#current === box) {
        this.onOpen(prompt);
      }
    });
  }

  hidden(box: object): void {
    if (this.#current === box) {
      this.#current = undefined;
    }
  }

  get isOpen(): boolean {
    return this.#current !== undefined || this.dialogs.length > 0;
  }

  async dialog(message: string, detail: string, buttons: readonly string[]): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const answer = (button: string | undefined) => {
      this.dialogs.splice(this.dialogs.indexOf(prompt), 1);
      resolve(button);
    };
    const prompt: Prompt = { kind: 'dialog', message, detail, buttons, accept: answer, close: () => answer(undefined) };
    this.dialogs.push(prompt);
    setImmediate(() => this.onOpen(prompt));
    return promise;
  }

  /** Resolves to the path that is selected. */
  async file(): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    setImmediate(() => this.onOpen({ kind: 'file', accept: resolve, close: () => resolve(undefined) }));
    return promise;
  }
}

class Box {
  title = '';
  placeholder = '';
  value = '';
  readonly accepted = new EventEmitter<undefined>();
  readonly closed = new EventEmitter<undefined>();
  readonly onDidAccept = this.accepted.event;
  readonly onDidHide = this.closed.event;
  readonly onDidTriggerButton = new EventEmitter<object>().event;
  readonly onDidChangeValue = new EventEmitter<string>().event;
  protected readonly prompts: Prompts;
  #isOpen = false;

  constructor(prompts: Prompts) {
    this.prompts = prompts;
  }

  protected open(prompt: Prompt): void {
    this.#isOpen = true;
    this.prompts.show(this, prompt);
  }

  hide(): void {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.prompts.hidden(this);
      this.closed.fire(undefined);
    }
  }

  dispose(): void {
    this.hide();
  }
}

export class QuickPick extends Box {
  items: readonly Item[] = [];
  selectedItems: readonly Item[] = [];
  activeItems: readonly Item[] = [];
  canSelectMany = false;

  show(): void {
    const { title, placeholder, items, canSelectMany } = this;
    this.open({
      kind: canSelectMany ? 'severalFromList' : 'list',
      title,
      placeholder,
      items,
      accept: (...selected: readonly Item[]) => {
        this.selectedItems = selected;
        this.accepted.fire(undefined);
      },
      close: () => this.hide(),
    });
  }
}

export class InputBox extends Box {
  prompt = '';
  validationMessage: string | undefined;

  show(): void {
    const { title, value } = this;
    this.open({
      kind: 'text',
      title,
      value,
      accept: (text) => {
        this.value = text;
        this.accepted.fire(undefined);
      },
      close: () => this.hide(),
    });
  }
}
