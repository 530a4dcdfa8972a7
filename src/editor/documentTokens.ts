import * as vscode from 'vscode';
import { Debounce } from '../core/debounce.ts';
import { Emitter } from '../core/emitter.ts';
import type { IsKnown, TokenInText } from '../content/tokenAt.ts';
import { findTokensInText, TooManyCandidates } from '../content/tokensInText.ts';

export interface DocumentToken extends Pick<TokenInText, 'token' | 'writing'> {
  readonly range: vscode.Range;
}

interface FoundInDocument {
  readonly tokens: readonly DocumentToken[];
  /** Whether a string looks like a token that a server created, perhaps as part of a longer word. */
  readonly hasServerFormat: boolean;
  /** Whether there are so many strings that could be tokens that none of them was checked. */
  readonly hasTooMany: boolean;
}

/** The user doesn't edit these documents, and they change with every line that is written to them. */
const skippedSchemes = new Set(['output', 'comment', 'debug']);
/** In milliseconds. */
const typingPause = 250;
/** In characters. */
const maxTextLength = 20 * 1024 * 1024;
/** Every candidate requires a hash, so a file full of them would block all extensions for seconds. */
const maxCandidates = 100_000;
const nothing: FoundInDocument = { tokens: [], hasServerFormat: false, hasTooMany: false };

/** The tokens in open documents. Text is read once per version and token lists, and not while the user is typing. */
export class DocumentTokens implements vscode.Disposable {
  readonly #cache = new WeakMap<vscode.TextDocument, { version: number; isKnown: IsKnown; found: FoundInDocument }>();
  readonly #pauses = new Map<vscode.TextDocument, Debounce>();
  readonly #changed = new Emitter<vscode.TextDocument>();
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

  findIn(document: vscode.TextDocument, isKnown: IsKnown): FoundInDocument {
    const cached = this.#cache.get(document);
    if (cached?.version === document.version && cached.isKnown === isKnown) {
      return cached.found;
    }
    const found = isSearched(document) ? readTokens(document, isKnown) : nothing;
    this.#cache.set(document, { version: document.version, isKnown, found });
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

function readTokens(document: vscode.TextDocument, isKnown: IsKnown): FoundInDocument {
  // Check the length before `getText` creates a string of that size.
  if (document.offsetAt(new vscode.Position(document.lineCount, 0)) > maxTextLength) {
    return nothing;
  }
  let hasServerFormat = false;
  const noticeAndCheck: IsKnown = (token) => {
    hasServerFormat ||= token.hasServerFormat;
    return isKnown(token);
  };
  try {
    const found = findTokensInText(document.getText(), noticeAndCheck, maxCandidates);
    const tokens = found.map(({ start, end, token, writing }) => ({
      range: new vscode.Range(document.positionAt(start), document.positionAt(end)),
      token,
      writing,
    }));
    return { tokens, hasServerFormat, hasTooMany: false };
  } catch (error) {
    if (error instanceof TooManyCandidates) {
      return { ...nothing, hasTooMany: true };
    }
    throw error;
  }
}
