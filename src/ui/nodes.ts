import type { Journal } from '../core/rotation/journal.ts';
import type { BrokenEntry, Server } from '../core/server.ts';
import type { TokenRecord } from '../core/tokenRecord.ts';

/** A configured server in the tree. */
export class ServerNode {
  readonly server: Server;

  constructor(server: Server) {
    this.server = server;
  }
}

/** A token of a server's list. */
export class TokenNode {
  readonly server: Server;
  readonly record: TokenRecord;

  constructor(server: Server, record: TokenRecord) {
    this.server = server;
    this.record = record;
  }
}

/** An entry of a list that cannot be used. */
export class BrokenNode {
  readonly entry: BrokenEntry;
  readonly index: number;

  constructor(entry: BrokenEntry, index: number) {
    this.entry = entry;
    this.index = index;
  }
}

/** Says how a server stands where its tokens would be, and what to do; a click does it. */
export class MessageNode {
  readonly server: Server;
  readonly message: Message;

  constructor(server: Server, message: Message) {
    this.server = server;
    this.message = message;
  }
}

/** A rotation that has not ended: no row, but what a button hands to the command that goes on with it. */
export class RotationNode {
  readonly journal: Journal;
  /** Whether it is to be undone; asked where that is left out. */
  readonly undo: boolean | undefined;

  constructor(journal: Journal, undo?: boolean) {
    this.journal = journal;
    this.undo = undo;
  }
}

export interface Message {
  readonly text: string;
  readonly details?: string;
  readonly icon: string;
  /** The command that a click runs, on the server. */
  readonly command?: string;
  /** What that command is to do on this row in place of what it does otherwise. */
  readonly purpose?: 'caFile' | 'trust';
}

/** A message that a click does something about. */
export type ActingMessage = Message & { readonly command: string };

export type TreeNode = ServerNode | TokenNode | BrokenNode | MessageNode;
