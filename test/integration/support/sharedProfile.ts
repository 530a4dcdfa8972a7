import * as vscode from 'vscode';

/** How long it takes until the other windows are told, in milliseconds. */
export interface Delays {
  readonly secrets: number;
  readonly notes: number;
}

/** What VS Code stores for an extension, as one window sees it. */
export interface WindowStorage {
  readonly secrets: vscode.SecretStorage;
  readonly notes: vscode.Memento;
}

/**
 * What the windows of one profile share, as VS Code does it: secrets are the same for all at once, and told a moment
 * later; the state of the extension is one value, of which each window has a copy that is replaced as a whole.
 */
export class SharedProfile {
  readonly secrets = new Map<string, string>();
  readonly #delays: Delays;
  readonly #windows: { readonly changed: vscode.EventEmitter<{ key: string }>; notes: Record<string, unknown> }[] = [];
  /** What an access to the secrets, or writing the state, is answered with while it is set. */
  secretsFailure: ((what: 'get' | 'store' | 'delete', key: string) => Error | undefined) | undefined;
  notesFailure: Error | undefined;

  constructor(delays: Delays) {
    this.#delays = delays;
  }

  window(): WindowStorage {
    const window = { changed: new vscode.EventEmitter<{ key: string }>(), notes: {} };
    this.#windows.push(window);
    return { secrets: this.#secretsOf(window.changed), notes: this.#notesOf(window) };
  }

  #secretsOf(own: vscode.EventEmitter<{ key: string }>): vscode.SecretStorage {
    const { secrets } = this;
    const access = async (what: 'get' | 'store' | 'delete', key: string): Promise<void> => {
      await new Promise(setImmediate);
      const failure = this.secretsFailure?.(what, key);
      if (failure !== undefined) throw failure;
    };
    const tell = (key: string) => {
      own.fire({ key });
      const others = this.#windows.filter(({ changed }) => changed !== own);
      setTimeout(() => others.forEach(({ changed }) => changed.fire({ key })), this.#delays.secrets);
    };
    return {
      onDidChange: own.event,
      keys: () => Promise.resolve([...secrets.keys()]),
      async get(key) {
        await access('get', key);
        return secrets.get(key);
      },
      async store(key, value) {
        await access('store', key);
        if (secrets.get(key) !== value) {
          secrets.set(key, value);
          tell(key);
        }
      },
      async delete(key) {
        await access('delete', key);
        if (secrets.delete(key)) tell(key);
      },
    };
  }

  #notesOf(window: { notes: Record<string, unknown> }): vscode.Memento {
    return {
      keys: () => Object.keys(window.notes),
      get: (key: string, usual?: unknown) => (window.notes[key] ?? usual) as never,
      update: async (key, value: unknown) => {
        // VS Code too shows it to the window that wrote, whatever comes of writing it.
        const others = Object.entries(window.notes).filter(([other]) => other !== key);
        window.notes = Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
        await new Promise(setImmediate);
        if (this.notesFailure !== undefined) throw this.notesFailure;
        const whole = window.notes;
        setTimeout(() => {
          for (const other of this.#windows) {
            if (other !== window) other.notes = whole;
          }
        }, this.#delays.notes);
      },
    };
  }
}
