import type { TextEditor } from 'vscode';
import type { Person } from '../operations/person.ts';
import type { TokenSelection } from '../operations/steps/chooseToken.ts';
import type { RotationResult } from '../rotation/result.ts';
import { TokenNode, type RotationNode, type TreeNode } from '../ui/servers/nodes.ts';
import type { InsertionPoint } from '../ui/prompts/insertionPoint.ts';
import type { CommandArguments } from './arguments.ts';
import type { Caller } from './invocation.ts';

export interface Call {
  readonly caller: Caller;
  /** The row that the command was called on, or the node that one of the extension's buttons passed. */
  readonly node: TreeNode | RotationNode | undefined;
  readonly insertionPoint: InsertionPoint | undefined;
  /** Whether the row was refreshed during the click, so that VS Code didn't pass it. */
  readonly isRowGone: boolean;
  readonly editor: TextEditor | undefined;
  readonly args: CommandArguments;
  readonly person: Person;
}

export interface Command {
  readonly id: string;
  /** @throws UserError with the message to show; Canceled */
  run(call: Call): Promise<unknown>;
}

/** What commands for tokens resolve to: metadata, never a token string. */
export interface TokenResult {
  readonly server: string;
  readonly name: string | null;
  readonly id: number | null;
  /** ISO 8601 with Z; `null` means never. */
  readonly expiry: string | null;
}

export function tokenResult(
  server: { readonly url: string },
  token: { readonly name?: string; readonly id?: number | undefined; readonly expiry?: Date | undefined },
): TokenResult {
  return {
    server: server.url,
    name: token.name ?? null,
    id: token.id ?? null,
    expiry: token.expiry?.toISOString() ?? null,
  };
}

/** What rotation commands resolve to: metadata, never a token string. */
export function rotationResult(
  { url }: { readonly url: string },
  { token, replaced, left, old }: RotationResult,
): TokenResult & Pick<RotationResult, 'replaced' | 'left' | 'old'> {
  return { server: url, name: token.name, id: token.id, expiry: token.expiry, replaced, left, old };
}

/** Returns the token that the arguments or the row refer to. A row also has its hash, in case the name was reused. */
export function selectedToken({ args, node }: Call): TokenSelection | undefined {
  if (node instanceof TokenNode && (args.name === undefined || args.name === node.record.name)) {
    return node.record;
  }
  return args.name === undefined ? undefined : { name: args.name };
}
