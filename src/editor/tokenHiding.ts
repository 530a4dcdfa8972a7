import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import type { Settings } from '../vscode/settings.ts';
import type { DocumentTokens } from './documentTokens.ts';
import type { IdentifiedTokens } from './identifiedTokens.ts';
import { logErrors } from './logErrors.ts';

/** Hides tokens in visible editors until a cursor is on them, if the user turned that on. */
export class TokenHiding implements vscode.Disposable {
  readonly #settings: Settings;
  readonly #tokens: IdentifiedTokens;
  readonly #log: Logger;
  /** VS Code has no option to hide text, but it adds everything after `none;` to the text's CSS. */
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    textDecoration: 'none; display: none;',
    before: { contentText: 'apiv3_…', color: new vscode.ThemeColor('editorCodeLens.foreground') },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  /** Avoids updates when a cursor moves without touching a token. */
  readonly #shownRanges = new WeakMap<vscode.TextEditor, string>();
  readonly #listeners: vscode.Disposable;

  constructor(settings: Settings, documents: DocumentTokens, tokens: IdentifiedTokens, log: Logger) {
    this.#settings = settings;
    this.#tokens = tokens;
    this.#log = log;
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeVisibleTextEditors(() => this.#updateAll()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        // While the user types, VS Code moves the decorations itself, and the text is read at the next pause.
        if (documents.isCached(textEditor.document)) {
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

  #updateAll(changed?: vscode.TextDocument): void {
    vscode.window.visibleTextEditors
      .filter(({ document }) => changed === undefined || document === changed)
      .forEach((editor) => this.#update(editor));
  }

  #update(editor: vscode.TextEditor): void {
    logErrors(this.#log, "Couldn't hide tokens", undefined, () => {
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
      .tokensIn(document)
      .map(({ range }) => range)
      .filter((range) => !selections.some((selection) => selection.intersection(range) !== undefined));
  }
}

function keyOf({ start, end }: vscode.Range): string {
  return `${start.line}:${start.character}-${end.character}`;
}
