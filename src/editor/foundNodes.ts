import * as vscode from 'vscode';
import type { FoundFile } from '../core/foundFile.ts';
import { whichToken, type Identified } from '../core/whichToken.ts';
import type { Known } from '../servers/knownServers.ts';

/** A file in which tokens were found. */
export class FoundFileNode {
  readonly uri: vscode.Uri;
  /** Name of the workspace folder; empty for an editor without a file. */
  readonly folder: string;
  /** From the folder on, with `/`. */
  readonly file: string;
  readonly isUnsaved: boolean;
  readonly places: readonly FoundPlaceNode[];

  /** @param warningDays from how many days before its expiry a token counts as expiring */
  constructor(found: FoundFile, known: readonly Known[], now: Date, warningDays: number) {
    this.uri =
      found.path === undefined
        ? vscode.Uri.from({ scheme: 'untitled', path: found.file })
        : vscode.Uri.file(found.path);
    this.folder = found.folder;
    this.file = found.file;
    this.isUnsaved = found.barrier === 'unsaved';
    this.places = found.places.map(({ line, column, start, end, token }) => {
      const from = new vscode.Position(line - 1, column - 1);
      const range = new vscode.Range(from, from.translate(0, end - start));
      return new FoundPlaceNode(this, range, token.hash, whichToken(token, known, now, warningDays));
    });
  }
}

/** A token in such a file: which one it is, and not its string. */
export class FoundPlaceNode {
  readonly parent: FoundFileNode;
  readonly range: vscode.Range;
  /** SHA-512 of the string. */
  readonly hash: string;
  readonly identified: Identified<Known>;

  constructor(parent: FoundFileNode, range: vscode.Range, hash: string, identified: Identified<Known>) {
    this.parent = parent;
    this.range = range;
    this.hash = hash;
    this.identified = identified;
  }
}

export type FoundNode = FoundFileNode | FoundPlaceNode;
