import * as vscode from 'vscode';
import type { FoundFile, Occurrence } from '../../content/foundFile.ts';
import { isUpdatable } from '../../content/tokenEncoding.ts';
import type { TokenMatch } from '../../core/token/matchToken.ts';
import type { Token } from '../../core/token/token.ts';
import type { ConfiguredServerTokens } from '../../servers/serverTokens.ts';

export class FoundFileNode {
  readonly uri: vscode.Uri;
  readonly folder: string;
  readonly file: string;
  readonly isUnsaved: boolean;
  readonly occurrences: readonly FoundOccurrenceNode[];

  constructor(found: FoundFile, match: (token: Token) => TokenMatch<ConfiguredServerTokens>) {
    const { path, folder, file, barrier, occurrences } = found;
    this.uri = path === undefined ? vscode.Uri.parse(occurrences[0]?.editor?.uri ?? '') : vscode.Uri.file(path);
    this.folder = folder;
    this.file = file;
    // On other file systems, the editor may show exactly what is saved.
    this.isUnsaved = barrier === 'unsaved' && ['file', 'untitled'].includes(this.uri.scheme);
    this.occurrences = occurrences.map(
      (occurrence) => new FoundOccurrenceNode(this, occurrence, match(occurrence.token)),
    );
  }
}

/** An occurrence of a token. Contains the token's identity, but not the token string. */
export class FoundOccurrenceNode {
  readonly parent: FoundFileNode;
  readonly uri: vscode.Uri;
  /** In the editor's text, or in the file on disk if {@link isOnlyOnDisk}. */
  readonly range: vscode.Range;
  /** Number of the cell in an unsaved notebook, from 1. Lines count from the start of the cell. */
  readonly cell: number | undefined;
  /** The file on disk contains the token, but the unsaved editor no longer does. */
  readonly isOnlyOnDisk: boolean;
  /** The token is in an encoding in which another one can't be written. */
  readonly isReadOnly: boolean;
  readonly hash: string;
  readonly identified: TokenMatch<ConfiguredServerTokens>;

  constructor(parent: FoundFileNode, occurrence: Occurrence, identified: TokenMatch<ConfiguredServerTokens>) {
    const { line, column, start, end, token, editor } = occurrence;
    const position = new vscode.Position(line - 1, column - 1);
    this.parent = parent;
    this.uri = editor === undefined ? parent.uri : vscode.Uri.parse(editor.uri);
    this.range = new vscode.Range(position, position.translate(0, end - start));
    this.cell = editor?.cell;
    this.isOnlyOnDisk = parent.isUnsaved && editor === undefined;
    this.isReadOnly = !isUpdatable(occurrence);
    this.hash = token.hash;
    this.identified = identified;
  }
}

export type FoundNode = FoundFileNode | FoundOccurrenceNode;
