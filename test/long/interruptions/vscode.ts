import { readFileSync, writeFileSync } from 'node:fs';

// Replaces VS Code's API. When VS Code disconnects its extension host, all calls are rejected, even pending ones.

/** As VS Code's own cancellation error. */
class Canceled extends Error {
  override readonly name = 'Canceled';

  constructor() {
    super('Canceled');
  }
}

const gate = Promise.withResolvers<never>();
gate.promise.catch(() => undefined);
let isConnected = true;
let clipboardFile = '';

export const connection = {
  onCopy: (): void => undefined,

  open(clipboard: string): void {
    clipboardFile = clipboard;
  },

  close(): void {
    isConnected = false;
    gate.reject(new Canceled());
  },

  get isOpen(): boolean {
    return isConnected;
  },

  /** A call to VS Code and its reply. `work` may be done even though its reply no longer arrives. */
  async call<Result>(work: () => Result | PromiseLike<Result>): Promise<Result> {
    if (!connection.isOpen) {
      throw new Canceled();
    }
    const result = await Promise.race([work(), gate.promise]);
    await Promise.resolve();
    return hasClosed() ? gate.promise : result;
  },
};

const hasClosed = () => !isConnected;

const show = () => connection.call(() => gate.promise);

export const window = {
  activeTextEditor: undefined,
  showInformationMessage: show,
  showWarningMessage: show,
  showErrorMessage: show,
  withProgress: (_options: unknown, work: (progress: unknown, token: unknown) => Promise<unknown>) =>
    connection.call(() => work({}, { onCancellationRequested: () => ({ dispose: () => undefined }) })),
  onDidChangeWindowState: () => ({ dispose: () => undefined }),
};

export const env = {
  uiKind: 1,
  clipboard: {
    readText: () => connection.call(() => readFileSync(clipboardFile, 'utf8')),
    writeText(text: string): Promise<void> {
      connection.onCopy();
      return connection.call(() => writeFileSync(clipboardFile, text));
    },
  },
};

export const commands = { executeCommand: show };
export const UIKind = { Desktop: 1, Web: 2 };
export const ProgressLocation = { Notification: 15 };
