import * as vscode from 'vscode';

/** Delays until other windows are notified, in milliseconds. */
export interface Delays {
  readonly secrets: number;
  readonly state: number;
}

export interface WindowStorage {
  readonly secrets: vscode.SecretStorage;
  readonly state: vscode.Memento;
}

// All windows read the same secrets at once and are notified of changes later, as in VS Code.
// Each window has its own copy of the extension's state, which is replaced as a whole.
export class SharedProfile {
  readonly secrets = new Map<string, string>();
  readonly #delays: Delays;
  readonly #windows: { readonly changed: vscode.EventEmitter<{ key: string }>; state: Record<string, unknown> }[] = [];
  secretsFailure: ((operation: 'get' | 'store' | 'delete', key: string) => Error | undefined) | undefined;
  stateFailure: Error | undefined;

  constructor(delays: Delays) {
    this.#delays = delays;
  }

  window(): WindowStorage {
    const window = { changed: new vscode.EventEmitter<{ key: string }>(), state: {} };
    this.#windows.push(window);
    return { secrets: this.#secretsOf(window.changed), state: this.#stateOf(window) };
  }

  #secretsOf(own: vscode.EventEmitter<{ key: string }>): vscode.SecretStorage {
    const { secrets } = this;
    const access = async (operation: 'get' | 'store' | 'delete', key: string): Promise<void> => {
      await new Promise(setImmediate);
      const failure = this.secretsFailure?.(operation, key);
      if (failure !== undefined) throw failure;
    };
    const notify = (key: string) => {
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
          notify(key);
        }
      },
      async delete(key) {
        await access('delete', key);
        if (secrets.delete(key)) notify(key);
      },
    };
  }

  #stateOf(window: { state: Record<string, unknown> }): vscode.Memento {
    return {
      keys: () => Object.keys(window.state),
      get: (key: string, defaultValue?: unknown) => (window.state[key] ?? defaultValue) as never,
      update: async (key, value: unknown) => {
        // As in VS Code, the window that writes sees the value even if saving it fails.
        const others = Object.entries(window.state).filter(([other]) => other !== key);
        window.state = Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
        await new Promise(setImmediate);
        if (this.stateFailure !== undefined) throw this.stateFailure;
        const state = window.state;
        setTimeout(() => {
          for (const other of this.#windows) {
            if (other !== window) other.state = state;
          }
        }, this.#delays.state);
      },
    };
  }
}
