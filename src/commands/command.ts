import type { Server } from '../core/server.ts';
import type { Confirmer } from '../ui/confirmer.ts';
import type { RotationNode, TreeNode } from '../ui/nodes.ts';
import type { CommandArguments } from './arguments.ts';

/** One call of a command. */
export interface Call {
  /** The row it was called on, or what a button of ours handed over. */
  readonly node: TreeNode | RotationNode | undefined;
  /** It was called on a row that VS Code does not know any more. */
  readonly rowIsGone: boolean;
  /** Empty where none came. */
  readonly args: CommandArguments;
  readonly confirmer: Confirmer;
  /** Filled in on the way, so that a failure can offer what helps that server. */
  readonly about: { server?: Server };
}

export interface Command {
  /** As in `package.json`. */
  readonly id: string;
  /** It changes a server, so a second call with the same arguments, while the first is at work, gets what that gets. */
  readonly joinsSameCalls?: true;
  /** @throws UserError with the sentence to show; Cancelled */
  run(call: Call): Promise<unknown>;
}

/** What the commands on tokens resolve to: metadata, never a string. */
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
