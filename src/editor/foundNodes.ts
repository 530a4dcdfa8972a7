import * as vscode from 'vscode';
import type { FoundFile, Place } from '../core/foundFile.ts';
import { whichToken, type Identified } from '../core/whichToken.ts';
import type { Known } from '../servers/knownServers.ts';

/** A file, or an editor, in which tokens were found. */
export class FoundFileNode {
  readonly uri: vscode.Uri;
  /** Name of the workspace folder; empty outside of every one. */
  readonly folder: string;
  /** From the folder on, with `/`. */
  readonly file: string;
  readonly isUnsaved: boolean;
  readonly places: readonly FoundPlaceNode[];

  /** @param warningDays from how many days before its expiry a token counts as expiring */
  constructor(found: FoundFile, known: readonly Known[], now: Date, warningDays: number) {
    const { path, folder, file, barrier, places: occurrences } = found;
    this.uri = path === undefined ? vscode.Uri.parse(occurrences[0]?.editor?.uri ?? '') : vscode.Uri.file(path);
    this.folder = folder;
    this.file = file;
    // A file system elsewhere may well hold what its editor shows.
    this.isUnsaved = barrier === 'unsaved' && ['file', 'untitled'].includes(this.uri.scheme);
    this.places = occurrences.map(
      (occurrence) => new FoundPlaceNode(this, occurrence, whichToken(occurrence.token, known, now, warningDays)),
    );
  }
}

/** A token in such a file: which one it is, and not its string. */
export class FoundPlaceNode {
  readonly parent: FoundFileNode;
  /** What a click opens. */
  readonly uri: vscode.Uri;
  /** In the editor's text; of {@link isOnlyOnDisk} in the file's, which the editor does not show. */
  readonly range: vscode.Range;
  /** Of a notebook that is not saved, from 1: lines count from its beginning. */
  readonly cell: number | undefined;
  /** It stands in the file, and no more in the editor, which is not saved. */
  readonly isOnlyOnDisk: boolean;
  /** SHA-512 of the string. */
  readonly hash: string;
  readonly identified: Identified<Known>;

  constructor(parent: FoundFileNode, occurrence: Place, identified: Identified<Known>) {
    const { line, column, start, end, token, editor } = occurrence;
    const from = new vscode.Position(line - 1, column - 1);
    this.parent = parent;
    this.uri = editor === undefined ? parent.uri : vscode.Uri.parse(editor.uri);
    this.range = new vscode.Range(from, from.translate(0, end - start));
    this.cell = editor?.cell;
    this.isOnlyOnDisk = parent.isUnsaved && editor === undefined;
    this.hash = token.hash;
    this.identified = identified;
  }
}

export type FoundNode = FoundFileNode | FoundPlaceNode;
