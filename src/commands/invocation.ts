import * as vscode from 'vscode';
import { FoundOccurrenceNode } from '../ui/found/foundNodes.ts';
import type { HistoryEntry } from '../storage/history.ts';
import { InsertionPoint } from '../ui/prompts/insertionPoint.ts';
import { BrokenNode, MessageNode, RotationNode, ServerNode, TokenNode, type TreeNode } from '../ui/servers/nodes.ts';

export interface Invocation {
  readonly node: TreeNode | RotationNode | undefined;
  /** An empty slot in an editor, from a CodeLens or a quick fix. */
  readonly insertionPoint: InsertionPoint | undefined;
  readonly isRowGone: boolean;
  readonly editor: vscode.TextEditor | undefined;
  /** Whether a keybinding, a link, or another extension called the command with arguments. */
  readonly isExternal: boolean;
  readonly argument: unknown;
}

export function invocationOf(args: readonly unknown[]): Invocation {
  const [argument] = args;
  const node = nodeOf(argument);
  // An editor's context menu passes the file that the editor shows, which isn't an argument of any command.
  const isEditorMenu = argument instanceof vscode.Uri;
  const insertionPoint = argument instanceof InsertionPoint ? argument : undefined;
  const isOurs = node !== undefined || insertionPoint !== undefined || isEditorMenu;
  const isExternal = !isOurs && argument !== undefined && argument !== null;
  // For a row that was refreshed during the click, VS Code passes `undefined`, followed by the selection.
  const isRowGone = !isOurs && !isExternal && args.length > 1;
  const editor = vscode.window.activeTextEditor;
  return { node, insertionPoint, isRowGone, editor, isExternal, argument: isExternal ? argument : undefined };
}

/** For the history. The palette, and a keybinding without arguments, pass nothing. */
export function callerOf({
  node,
  insertionPoint,
  isExternal,
}: Pick<Invocation, 'node' | 'insertionPoint' | 'isExternal'>): HistoryEntry['caller'] {
  if (isExternal) {
    return 'arguments';
  }
  return insertionPoint !== undefined ? 'editor' : node === undefined ? 'palette' : 'row';
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
