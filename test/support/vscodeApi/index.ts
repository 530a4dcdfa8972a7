import { InputBox, Prompts, QuickPick } from './prompts.ts';
import { Disposable, EventEmitter, Uri, type Range, type Selection } from './types.ts';

export * from './types.ts';

// What `import * as vscode from 'vscode'` gets in tests of the whole extension in plain Node.js: one window.

interface TreeView {
  readonly visible: boolean;
  readonly provider: { getChildren(node?: unknown): unknown[]; getTreeItem(node: unknown): { id?: string } };
}

export interface Editor {
  readonly document: { readonly uri: Uri; readonly version: number; getText(range?: Range): string };
  selections: Selection[];
}

/** What tests see of the window, and set. */
export class TestWindow {
  readonly prompts = new Prompts();
  readonly commands = new Map<string, (...args: unknown[]) => unknown>();
  readonly settings = new Map<string, unknown>();
  readonly trees = new Map<string, TreeView>();
  readonly terminals: { readonly env: Readonly<Record<string, string>> }[] = [];
  readonly documents: Editor['document'][] = [];
  readonly settingsChanged = new EventEmitter<{ affectsConfiguration(section: string): boolean }>();
  clipboard = '';
  folder = '/folder';
  editor: Editor | undefined;
  areViewsVisible = true;
  isTrusted = true;
  shownLogs = 0;
  shownDocuments = 0;
  readonly writtenFiles: string[] = [];
  /** Reports that a document was opened. */
  readonly openDocument = (): void => this.documentOpened.fire(undefined);
  readonly documentOpened = new EventEmitter<undefined>();
}

export let testWindow = new TestWindow();

export function openTestWindow(): TestWindow {
  testWindow = new TestWindow();
  return testWindow;
}

const never = () => new Disposable(() => undefined);
const unused = () => Promise.resolve(undefined);

async function showNotification(message: string): Promise<undefined> {
  testWindow.prompts.notifications.push(message);
  // It stays open.
  return new Promise(() => undefined);
}

export const window = {
  state: { focused: true },
  tabGroups: { all: [] },
  visibleTextEditors: [],
  get activeTextEditor() {
    return testWindow.editor;
  },
  onDidChangeWindowState: never,
  onDidChangeVisibleTextEditors: never,
  onDidChangeTextEditorSelection: never,
  createQuickPick: () => new QuickPick(testWindow.prompts),
  createInputBox: () => new InputBox(testWindow.prompts),
  createTextEditorDecorationType: never,
  createOutputChannel: () => ({
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
    show: () => (testWindow.shownLogs += 1),
    dispose: () => undefined,
  }),
  createTerminal(options: { readonly env: Readonly<Record<string, string>> }) {
    testWindow.terminals.push(options);
    return { show: () => undefined };
  },
  createTreeView(id: string, { treeDataProvider }: { treeDataProvider: TreeView['provider'] }) {
    const opened = testWindow;
    const view = {
      get visible() {
        return opened.areViewsVisible;
      },
      provider: treeDataProvider,
      onDidCollapseElement: never,
      reveal: unused,
      dispose: () => undefined,
    };
    testWindow.trees.set(id, view);
    return view;
  },
  showInformationMessage: showNotification,
  showErrorMessage: showNotification,
  showWarningMessage: (message: string, { detail = '' }: { detail?: string }, ...buttons: string[]) =>
    testWindow.prompts.dialog(message, detail, buttons),
  async showSaveDialog(): Promise<Uri | undefined> {
    const path = await testWindow.prompts.file();
    return path === undefined ? undefined : Uri.file(path);
  },
  showTextDocument: () => Promise.resolve(void (testWindow.shownDocuments += 1)),
  withProgress: (_options: unknown, work: (progress: object, token: object) => Promise<unknown>) =>
    work({}, { onCancellationRequested: never }),
};

const settingKey = (section: string, key: string) => (key === '' ? section : `${section}.${key}`);

export const workspace = {
  get isTrusted() {
    return testWindow.isTrusted;
  },
  get workspaceFolders() {
    return [{ name: 'folder', index: 0, uri: Uri.file(testWindow.folder) }];
  },
  workspaceFile: undefined,
  get textDocuments() {
    return testWindow.documents;
  },
  notebookDocuments: [],
  fs: {
    isWritableFileSystem: () => true,
    writeFile: ({ path }: Uri) => Promise.resolve(void testWindow.writtenFiles.push(path)),
  },
  registerTextDocumentContentProvider: never,
  getWorkspaceFolder: (uri: Uri) =>
    uri.path.startsWith(`${testWindow.folder}/`) ? workspace.workspaceFolders[0] : undefined,
  asRelativePath: (uri: Uri) => uri.path.replace(`${testWindow.folder}/`, ''),
  getConfiguration: (section: string) => ({
    get: (key: string) => testWindow.settings.get(settingKey(section, key)),
    inspect: (key: string) => ({ globalValue: testWindow.settings.get(settingKey(section, key)) }),
    async update(key: string, value: unknown): Promise<void> {
      await Promise.resolve();
      testWindow.settings.set(settingKey(section, key), value);
      testWindow.settingsChanged.fire({ affectsConfiguration: (changed) => changed === section });
    },
  }),
  onDidChangeConfiguration: (listener: Parameters<TestWindow['settingsChanged']['event']>[0]) =>
    testWindow.settingsChanged.event(listener),
  onDidChangeWorkspaceFolders: never,
  onDidGrantWorkspaceTrust: never,
  onDidOpenTextDocument: (listener: () => unknown) => testWindow.documentOpened.event(listener),
  onDidCloseTextDocument: never,
  onDidChangeTextDocument: never,
  onDidSaveTextDocument: never,
};

export const commands = {
  registerCommand(id: string, run: (...args: unknown[]) => unknown): Disposable {
    testWindow.commands.set(id, run);
    return new Disposable(() => testWindow.commands.delete(id));
  },
  executeCommand: (id: string, ...args: unknown[]): Promise<unknown> =>
    Promise.resolve(testWindow.commands.get(id)?.(...args)),
};

export const env = {
  language: 'en',
  uiKind: 1,
  appRoot: '/nowhere',
  clipboard: {
    readText: () => Promise.resolve(testWindow.clipboard),
    async writeText(text: string): Promise<void> {
      await Promise.resolve();
      testWindow.clipboard = text;
    },
  },
};

export const languages = {
  match: () => 0,
  registerCodeLensProvider: never,
  registerHoverProvider: never,
  registerCodeActionsProvider: never,
  createDiagnosticCollection: () => ({ set: () => undefined, delete: () => undefined, dispose: () => undefined }),
};

export const l10n = { bundle: undefined };
