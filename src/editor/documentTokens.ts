import * as vscode from 'vscode';
import { Debounce } from '../core/debounce.ts';
import type { Token } from '../core/token/token.ts';
import { tokenPrefixes, findTokensInText, type TokenEncoding } from '../content/tokensInText.ts';

/** A token, or text of unusual length that is a token only if a server lists it. */
export interface DocumentToken {
  readonly range: vscode.Range;
  readonly token: Token;
  readonly writing: TokenEncoding;
}

/** The user doesn't edit these documents, and they change with every line that is written to them. */
const skippedSchemes = new Set(['output', 'comment', 'debug']);
/** In milliseconds. */
const typingPause = 250;
/** In characters. */
const maxTextLength = 20 * 1024 * 1024;
/** Every prefix requires a hash, so a file full of them would block all extensions for seconds. */
const maxPrefixes = 100_000;

/** The tokens in open documents. Text is read once per version, and not while the user is typing. */
export class DocumentTokens implements vscode.Disposable {
  readonly #cache = new WeakMap<vscode.TextDocument, { version: number; found: readonly DocumentToken[] }>();
  readonly #pauses = new Map<vscode.TextDocument, Debounce>();
  readonly #changed = new vscode.EventEmitter<vscode.TextDocument>();
  readonly #listeners: vscode.Disposable;

  /** Fires when a document has changed and typing has paused. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isSearched(document)) {
          this.#fireAfterPause(document);
        }
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.#cancelPause(document)),
      this.#changed,
    );
  }

  tokensIn(document: vscode.TextDocument): readonly DocumentToken[] {
    const cached = this.#cache.get(document);
    if (cached?.version === document.version) {
      return cached.found;
    }
    const found = isSearched(document) ? readTokens(document) : [];
    this.#cache.set(document, { version: document.version, found });
    return found;
  }

  isCached(document: vscode.TextDocument): boolean {
    return this.#cache.get(document)?.version === document.version;
  }

  dispose(): void {
    this.#pauses.forEach((pause) => pause.dispose());
    this.#pauses.clear();
    this.#listeners.dispose();
  }

  #fireAfterPause(document: vscode.TextDocument): void {
    this.#cancelPause(document);
    const pause = new Debounce(typingPause, () => {
      this.#pauses.delete(document);
      this.#changed.fire(document);
    });
    this.#pauses.set(document, pause);
    pause.schedule();
  }

  #cancelPause(document: vscode.TextDocument): void {
    this.#pauses.get(document)?.dispose();
    this.#pauses.delete(document);
  }
}

function isSearched({ uri }: vscode.TextDocument): boolean {
  return !skippedSchemes.has(uri.scheme);
}

function readTokens(document: vscode.TextDocument): DocumentToken[] {
  // Check the length before `getText` creates a string of that size.
  if (document.offsetAt(new vscode.Position(document.lineCount, 0)) > maxTextLength) {
    return [];
  }
  const text = document.getText();
  if (tokenPrefixes.some((prefix) => countOccurrences(prefix, text) > maxPrefixes)) {
    return [];
  }
  return findTokensInText(text, () => true).map(({ start, end, token, writing }) => ({
    range: new vscode.Range(document.positionAt(start), document.positionAt(end)),
    token,
    writing,
  }));
}

function countOccurrences(word: string, text: string): number {
  let count = 0;
  for (let index = text.indexOf(word); index >= 0; index = text.indexOf(word, index + word.length)) {
    count += 1;
  }
  return count;
}
