import type { Server } from '../core/server/serverList.ts';
import type { Confirmer } from '../ui/prompts/confirmer.ts';
import type { RotationNode, TreeNode } from '../ui/servers/nodes.ts';
import type { CommandArguments } from './arguments.ts';

export interface Call {
  /** The row that the command was called on, or the node that one of our buttons passed. */
  readonly node: TreeNode | RotationNode | undefined;
  /** VS Code no longer knows the row that the command was called on. */
  readonly isRowGone: boolean;
  readonly args: CommandArguments;
  readonly confirmer: Confirmer;
  /** Set by `chooseServer`, so that errors can offer remedies for that server. */
  readonly errorContext: { server?: Server };
}

export interface Command {
  readonly id: string;
  /** A second call with the same arguments shares the result of the running one. For commands that change a server. */
  readonly coalesce?: true;
  /** @throws UserError with the message to show; Cancelled */
  run(call: Call): Promise<unknown>;
}

/** What token commands resolve to: metadata, never a token string. */
export interface TokenResult {
  /** The server's URL. */
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
