import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import type { Settings } from '../storage/settings.ts';
import type { DocumentTokens } from './documentTokens.ts';
import type { NamedTokens } from './namedTokens.ts';
import { quietly } from './quietly.ts';

/** Hides token strings in the editors on the screen until a cursor is on them, where the person wants that. */
export class HiddenTokens implements vscode.Disposable {
  readonly #settings: Settings;
  readonly #tokens: NamedTokens;
  readonly #log: Logger;
  /** VS Code has no such option; what stands behind the first word goes into the style of the text. */
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    textDecoration: 'none; display: none;',
    before: { contentText: 'apiv3_…', color: new vscode.ThemeColor('editorCodeLens.foreground') },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  /** What is hidden in each editor now, so that a moving cursor costs nothing where it meets no token. */
  readonly #shownRanges = new WeakMap<vscode.TextEditor, string>();
  readonly #listeners: vscode.Disposable;

  constructor(settings: Settings, documents: DocumentTokens, tokens: NamedTokens, log: Logger) {
    this.#settings = settings;
    this.#tokens = tokens;
    this.#log = log;
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeVisibleTextEditors(() => this.#updateAll()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        // While somebody types, the text is read when they pause; VS Code moves what is hidden meanwhile.
        if (documents.isRead(textEditor.document)) {
          this.#update(textEditor);
        }
      }),
      documents.onDidChange((document) => this.#updateAll(document)),
      tokens.onDidChange(() => this.#updateAll()),
      settings.onDidChange(() => this.#updateAll()),
      this.#decoration,
    );
    this.#updateAll();
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  #updateAll(only?: vscode.TextDocument): void {
    vscode.window.visibleTextEditors
      .filter(({ document }) => only === undefined || document === only)
      .forEach((editor) => this.#update(editor));
  }

  #update(editor: vscode.TextEditor): void {
    quietly(this.#log, 'Hiding tokens', undefined, () => {
      const hidden = this.#settings.hideTokensInEditors ? this.#rangesToHide(editor) : [];
      const rangesKey = hidden.length === 0 ? '' : `${editor.document.version} ${hidden.map(keyOf).join(' ')}`;
      if ((this.#shownRanges.get(editor) ?? '') !== rangesKey) {
        this.#shownRanges.set(editor, rangesKey);
        editor.setDecorations(this.#decoration, hidden);
      }
    });
  }

  #rangesToHide({ document, selections }: vscode.TextEditor): vscode.Range[] {
    return this.#tokens
      .stringsIn(document)
      .map(({ range }) => range)
      .filter((range) => !selections.some((selection) => selection.intersection(range) !== undefined));
  }
}

function keyOf({ start, end }: vscode.Range): string {
  return `${start.line}:${start.character}-${end.character}`;
}
