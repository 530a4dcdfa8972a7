import * as vscode from 'vscode';
import type { ActionHandles } from '../ui/actionHandles.ts';
import { FoundFileNode, FoundOccurrenceNode } from '../ui/found/foundNodes.ts';
import type { HistoryEntry } from '../storage/history.ts';
import { InsertionPoint } from '../ui/prompts/insertionPoint.ts';
import {
  BrokenNode,
  MessageNode,
  RotationNode,
  ServerNode,
  TokenGroupNode,
  TokenNode,
  type TreeNode,
} from '../ui/servers/nodes.ts';
import { callRules } from './callRules.ts';
import type { CommandName } from './commandNames.ts';

/**
 * Who calls a command: something of the extension's own UI (`ui`), or anyone, with or without arguments. The palette is
 * one of those that call without arguments, and so are links and other extensions.
 */
export type Caller = 'ui' | 'withoutArguments' | 'withArguments';

export interface Invocation {
  readonly caller: Caller;
  readonly node: TreeNode | RotationNode | undefined;
  /** An empty slot in an editor, from a CodeLens or a quick fix. */
  readonly insertionPoint: InsertionPoint | undefined;
  readonly isRowGone: boolean;
  readonly editor: vscode.TextEditor | undefined;
  readonly argument: unknown;
}

export interface OwnUi {
  readonly handles: ActionHandles;
  /** Whether this is a row of a view that isn't visible, so that nobody can have clicked it. */
  isHiddenRow: (node: object) => boolean;
}

export function invocationOf(name: CommandName, args: readonly unknown[], { handles, isHiddenRow }: OwnUi): Invocation {
  const [argument] = args;
  const target = handles.targetOf(`influxdb3Tokens.${name}`, argument) ?? argument;
  const node = nodeOf(target);
  const insertionPoint = target instanceof InsertionPoint ? target : undefined;
  const editor = vscode.window.activeTextEditor;
  // A link can make VS Code pass the focused row of a view.
  if (insertionPoint !== undefined || (node !== undefined && !isHiddenRow(target as object))) {
    return { caller: 'ui', node, insertionPoint, isRowGone: false, editor, argument: undefined };
  }
  // An editor's context menu passes the file that the editor shows, and a view's title button the focused row.
  const isIgnored =
    (callRules[name].isInEditorMenu === true && argument instanceof vscode.Uri) || isWithoutToken(argument);
  const none = { node: undefined, insertionPoint: undefined, editor };
  if (node === undefined && !isIgnored && argument !== undefined && argument !== null) {
    return { ...none, caller: 'withArguments', isRowGone: false, argument };
  }
  // For a row that was refreshed during the click, VS Code passes `undefined`, followed by the selection.
  const isRowGone = node === undefined && !isIgnored && args.length > 1;
  return { ...none, caller: 'withoutArguments', isRowGone, argument: undefined };
}

/** For the history. The palette can't be told from other callers without arguments. */
export function callerInHistory({ caller, insertionPoint }: Invocation): HistoryEntry['caller'] {
  if (caller === 'ui') {
    return insertionPoint === undefined ? 'row' : 'editor';
  }
  return caller === 'withArguments' ? 'arguments' : 'palette';
}

/** Whether this is a row that no command is for. A row with a token is recognized before. */
function isWithoutToken(argument: unknown): boolean {
  return [FoundFileNode, FoundOccurrenceNode, TokenGroupNode].some((type) => argument instanceof type);
}

/** Only an instance of the extension's own classes is a row. Anyone can pass an object that looks like one. */
function nodeOf(argument: unknown): TreeNode | RotationNode | undefined {
  if (argument instanceof FoundOccurrenceNode) {
    const { server, record } = argument.identified;
    return server === undefined || record === undefined ? undefined : new TokenNode(server.server, record);
  }
  return argument instanceof ServerNode ||
    argument instanceof TokenNode ||
    argument instanceof MessageNode ||
    argument instanceof BrokenNode ||
    argument instanceof RotationNode
    ? argument
    : undefined;
}
