import type { Journal } from '../../rotation/journal.ts';
import type { DisplayText } from '../../core/l10n.ts';
import type { BrokenEntry, Server } from '../../core/server/server.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';

export class ServerNode {
  readonly server: Server;

  constructor(server: Server) {
    this.server = server;
  }
}

export class TokenNode {
  readonly server: Server;
  readonly record: TokenRecord;
  /** Different from 0 if the server lists several tokens with one ID. VS Code shows no tree with two equal IDs. */
  readonly repetition: number;

  constructor(server: Server, record: TokenRecord, repetition = 0) {
    this.server = server;
    this.record = record;
    this.repetition = repetition;
  }
}

/** Some of a server's tokens, if it has so many that showing them at once would take VS Code too long. */
export class TokenGroupNode {
  readonly server: Server;
  readonly tokens: readonly TokenNode[];
  /** The number of tokens before this group. */
  readonly start: number;

  constructor(server: Server, tokens: readonly TokenNode[], start: number) {
    this.server = server;
    this.tokens = tokens;
    this.start = start;
  }
}

export class BrokenNode {
  readonly entry: BrokenEntry;
  readonly index: number;

  constructor(entry: BrokenEntry, index: number) {
    this.entry = entry;
    this.index = index;
  }
}

export class MessageNode {
  readonly server: Server;
  readonly message: Message;

  constructor(server: Server, message: Message) {
    this.server = server;
    this.message = message;
  }
}

/** An open rotation. Not a row: a notification button passes it to the command that resumes the rotation. */
export class RotationNode {
  readonly journal: Journal;
  /** Whether to undo it instead of finishing it; `undefined` to ask. */
  readonly undo: boolean | undefined;

  constructor(journal: Journal, undo?: boolean) {
    this.journal = journal;
    this.undo = undo;
  }
}

export interface Message {
  readonly text: DisplayText;
  readonly details?: DisplayText;
  readonly icon: string;
  readonly command?: string;
  /** Changes what the command does when it's run from this row. */
  readonly purpose?: 'caFile' | 'trust' | 'uncheckedConnections';
}

export type ActionMessage = Message & { readonly command: string };

export type TreeNode = ServerNode | TokenNode | TokenGroupNode | BrokenNode | MessageNode;
