import * as l10n from '../../core/l10n.ts';
import * as vscode from 'vscode';
import { showInfo } from '../../vscode/notify.ts';

const shownKey = 'toldAboutBrowserWindows';

/** Shows once, when VS Code runs in a browser, that each window keeps its own copy of the secrets. */
export class BrowserNotice {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  show(): void {
    if (vscode.env.uiKind !== vscode.UIKind.Web || this.#state.get(shownKey) === true) {
      return;
    }
    void this.#state.update(shownKey, true);
    void showInfo(
      l10n.t(
        'In a browser, each window keeps its own copy of your secrets, and the last window to save overwrites the others. Use only one window to manage tokens.',
      ),
    );
  }
}
