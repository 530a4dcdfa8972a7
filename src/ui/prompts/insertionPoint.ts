import type { TextDocument } from 'vscode';

/** An empty slot that the user selected. It's found again before the insertion, because the text may have changed. */
export class InsertionPoint {
  readonly uri: string;
  readonly line: number;
  readonly index: number;

  constructor({ uri }: TextDocument, line: number, index: number) {
    this.uri = uri.toString();
    this.line = line;
    this.index = index;
  }
}
