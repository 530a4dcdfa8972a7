import type { CommandName } from './commandNames.ts';

/**
 * What the user does in a prompt: selects the server (`server`), the token (`token`), or another item (`choice`),
 * enters text (`text`), selects a file (`file`), or confirms a dialog that names the token or the URL (`dialog`).
 */
export type Step = 'server' | 'token' | 'choice' | 'text' | 'file' | 'dialog';

/**
 * The steps until the first thing that the command creates, reveals, sends, stores, changes, or deletes. Stored tokens
 * may be sent to their own servers before that to list tokens, as the Servers view does.
 */
export interface CallRules {
  /** The command palette, a keybinding, a link, or another extension. They can't be told apart. */
  readonly withoutArguments: readonly Step[];
  /** A row, or another button of the extension. `undefined` if there's none. */
  readonly row: readonly Step[] | undefined;
  readonly withArguments: readonly Step[];
  /** Whether the editor's context menu offers the command. VS Code then passes the URI of the file. */
  readonly isInEditorMenu?: true;
}

export const callRules: Record<CommandName, CallRules> = {
  addServer: { withoutArguments: ['text', 'text'], row: undefined, withArguments: ['dialog'] },
  editServer: { withoutArguments: ['server', 'choice', 'text'], row: ['choice', 'text'], withArguments: ['dialog'] },
  removeServer: { withoutArguments: ['server', 'dialog'], row: ['dialog'], withArguments: ['dialog'] },
  signIn: { withoutArguments: ['server', 'text'], row: ['text'], withArguments: ['dialog'] },
  signOut: { withoutArguments: ['server'], row: [], withArguments: ['dialog'] },
  testConnection: { withoutArguments: ['server'], row: [], withArguments: ['dialog'] },
  refresh: { withoutArguments: [], row: [], withArguments: ['dialog'] },
  createOperatorToken: { withoutArguments: ['server'], row: [], withArguments: ['dialog'] },
  regenerateOperatorToken: { withoutArguments: ['server', 'dialog'], row: ['dialog'], withArguments: ['dialog'] },
  recoverOperatorToken: {
    withoutArguments: ['server', 'text', 'dialog'],
    row: ['text', 'dialog'],
    withArguments: ['dialog'],
  },
  createNamedToken: {
    withoutArguments: ['server', 'text', 'choice'],
    row: ['text', 'choice'],
    withArguments: ['dialog'],
  },
  createResourceToken: {
    withoutArguments: ['server', 'text', 'choice', 'choice', 'choice', 'choice', 'choice'],
    row: ['text', 'choice', 'choice', 'choice', 'choice', 'choice'],
    withArguments: ['dialog'],
  },
  deleteToken: { withoutArguments: ['server', 'token', 'dialog'], row: ['dialog'], withArguments: ['dialog'] },
  copyToken: { withoutArguments: ['server', 'token'], row: [], withArguments: ['dialog'] },
  copyTokenName: { withoutArguments: ['server', 'token'], row: [], withArguments: ['dialog'] },
  rotateToken: {
    withoutArguments: ['server', 'token', 'text', 'choice'],
    row: ['text', 'choice'],
    withArguments: ['dialog'],
    isInEditorMenu: true,
  },
  resumeRotation: { withoutArguments: ['choice', 'choice'], row: ['choice'], withArguments: ['dialog'] },
  findTokensInWorkspace: { withoutArguments: [], row: [], withArguments: ['dialog'], isInEditorMenu: true },
  identifyToken: { withoutArguments: [], row: undefined, withArguments: [], isInEditorMenu: true },
  insertToken: { withoutArguments: ['server', 'token'], row: [], withArguments: ['dialog'], isInEditorMenu: true },
  openTerminal: { withoutArguments: ['server'], row: [], withArguments: ['dialog'] },
  showHistory: { withoutArguments: [], row: undefined, withArguments: [] },
  exportHistory: { withoutArguments: ['file'], row: undefined, withArguments: ['file'] },
  forgetEverything: { withoutArguments: ['dialog'], row: undefined, withArguments: ['dialog'] },
  showLog: { withoutArguments: [], row: [], withArguments: [] },
};
