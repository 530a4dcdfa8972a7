import * as vscode from 'vscode';
import type { Token } from '../core/token.ts';
import { tokenBeginnings, tokensIn, type Writing } from '../core/tokensInText.ts';

/** A run of letters in a document that is a token, or could be one of a length that only a server's list tells. */
export interface DocumentToken {
  readonly range: vscode.Range;
  readonly token: Token;
  readonly writing: Writing;
}

/** Nobody edits them, and they change with every line that is written to them. */
const unsearchedSchemes = new Set(['output', 'comment', 'debug']);
/** Text is read when typing has paused for so long, in milliseconds. */
const pause = 250;
/** In characters. */
const longestText = 20 * 1024 * 1024;
/** Each beginning costs a hash: a file made of nothing else would hold up every extension for seconds. */
const mostBeginnings = 100_000;

/** The tokens in open documents. A text is read once a version, and never while it is being typed in. */
export class DocumentTokens implements vscode.Disposable {
  readonly #read = new WeakMap<vscode.TextDocument, { version: number; found: readonly DocumentToken[] }>();
  readonly #pauses = new Map<vscode.TextDocument, NodeJS.Timeout>();
  readonly #changed = new vscode.EventEmitter<vscode.TextDocument>();
  readonly #listeners: vscode.Disposable;

  /** A document's text is not as it was, and typing in it has paused. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isSearched(document)) {
          this.#afterPause(document);
        }
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forgetPause(document)),
      this.#changed,
    );
  }

  /** What stands in the document now; its text is read unless it was already in this version. */
  in(document: vscode.TextDocument): readonly DocumentToken[] {
    const read = this.#read.get(document);
    if (read?.version === document.version) {
      return read.found;
    }
    const found = isSearched(document) ? foundIn(document) : [];
    this.#read.set(document, { version: document.version, found });
    return found;
  }

  /** Whether {@link in} would answer without reading the text. */
  isRead(document: vscode.TextDocument): boolean {
    return this.#read.get(document)?.version === document.version;
  }

  dispose(): void {
    this.#pauses.forEach((timer) => clearTimeout(timer));
    this.#pauses.clear();
    this.#listeners.dispose();
  }

  #afterPause(document: vscode.TextDocument): void {
    this.#forgetPause(document);
    const timer = setTimeout(() => {
      this.#pauses.delete(document);
      this.#changed.fire(document);
    }, pause);
    this.#pauses.set(document, timer);
  }

  #forgetPause(document: vscode.TextDocument): void {
    clearTimeout(this.#pauses.get(document));
    this.#pauses.delete(document);
  }
}

function isSearched({ uri }: vscode.TextDocument): boolean {
  return !unsearchedSchemes.has(uri.scheme);
}

function foundIn(document: vscode.TextDocument): DocumentToken[] {
  // Told from the lengths of the lines, before a string of that size is made.
  if (document.offsetAt(new vscode.Position(document.lineCount, 0)) > longestText) {
    return [];
  }
  const text = document.getText();
  if (tokenBeginnings.some((beginning) => countOf(beginning, text) > mostBeginnings)) {
    return [];
  }
  return tokensIn(text, () => true).map(({ start, end, token, writing }) => ({
    range: new vscode.Range(document.positionAt(start), document.positionAt(end)),
    token,
    writing,
  }));
}

function countOf(word: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    count += 1;
  }
  return count;
}
