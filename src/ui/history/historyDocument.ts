import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { lineOf, type History } from '../../storage/history.ts';
import { dateText } from '../servers/serverRows.ts';
import { historyText } from './historyText.ts';

const scheme = 'influxdb3-tokens-history';

/** The history as a read-only document. It's read again each time it's shown. */
export class HistoryDocument implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #history: History;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(history: History) {
    this.#history = history;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async provideTextDocumentContent(): Promise<string> {
    return historyText(await this.#history.read(), dateText);
  }

  async show(): Promise<void> {
    this.refresh();
    await vscode.window.showTextDocument(historyUri(), { preview: true });
  }

  refresh(): void {
    this.#changed.fire(historyUri());
  }

  /** As JSON Lines, oldest first, in a file that the user chooses. */
  async export(): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
    const file = await vscode.window.showSaveDialog({
      title: l10n.t('Export History'),
      saveLabel: l10n.t('Export History'),
      defaultUri: vscode.Uri.joinPath(folder, 'influxdb3-token-history.jsonl'),
      filters: { [l10n.t('JSON Lines')]: ['jsonl'] },
    });
    if (file !== undefined) {
      const lines = (await this.#history.read()).reverse().map((entry) => `${lineOf(entry)}\n`);
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(lines.join('')));
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

function historyUri(): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${l10n.t('InfluxDB 3 Token History')}` });
}
