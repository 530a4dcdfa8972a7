import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import type { Settings } from '../storage/settings.ts';
import type { DocumentTokens } from './documentTokens.ts';
import type { NamedTokens } from './namedTokens.ts';
import { quietly } from './quietly.ts';

/** Hides token strings in the editors on the screen until a cursor is on them, where the person wants that. */
export class HiddenTokens implements vscode.Disposable {
  readonly #settings: Settings;
  readonly #named: NamedTokens;
  readonly #log: Logger;
  /** VS Code has no such option; what stands behind the first word goes into the style of the text. */
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    textDecoration: 'none; display: none;',
    before: { contentText: 'apiv3_…', color: new vscode.ThemeColor('editorCodeLens.foreground') },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  /** What is hidden in each editor now, so that a moving cursor costs nothing where it meets no token. */
  readonly #drawn = new WeakMap<vscode.TextEditor, string>();
  readonly #listeners: vscode.Disposable;

  constructor(settings: Settings, documents: DocumentTokens, named: NamedTokens, log: Logger) {
    this.#settings = settings;
    this.#named = named;
    this.#log = log;
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeVisibleTextEditors(() => this.#drawAll()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        // While somebody types, the text is read when they pause; VS Code moves what is hidden meanwhile.
        if (documents.isRead(textEditor.document)) {
          this.#draw(textEditor);
        }
      }),
      documents.onDidChange((document) => this.#drawAll(document)),
      named.onDidChange(() => this.#drawAll()),
      settings.onDidChange(() => this.#drawAll()),
      this.#decoration,
    );
    this.#drawAll();
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  #drawAll(only?: vscode.TextDocument): void {
    vscode.window.visibleTextEditors
      .filter(({ document }) => only === undefined || document === only)
      .forEach((editor) => this.#draw(editor));
  }

  #draw(editor: vscode.TextEditor): void {
    quietly(this.#log, 'Hiding tokens', undefined, () => {
      const hidden = this.#settings.hideTokensInEditors ? this.#untouched(editor) : [];
      const drawn = hidden.length === 0 ? '' : `${editor.document.version} ${hidden.map(inShort).join(' ')}`;
      if ((this.#drawn.get(editor) ?? '') !== drawn) {
        this.#drawn.set(editor, drawn);
        editor.setDecorations(this.#decoration, hidden);
      }
    });
  }

  #untouched({ document, selections }: vscode.TextEditor): vscode.Range[] {
    return this.#named
      .stringsIn(document)
      .map(({ range }) => range)
      .filter((range) => !selections.some((selection) => selection.intersection(range) !== undefined));
  }
}

function inShort({ start, end }: vscode.Range): string {
  return `${start.line}:${start.character}-${end.character}`;
}
