import * as vscode from 'vscode';
import type { FoundFile } from '../../content/foundFile.ts';
import { knownServerTokens, type ConfiguredServerTokens } from '../../servers/serverTokens.ts';
import type { ServerStore } from '../../servers/serverStore.ts';
import type { Settings } from '../../vscode/settings.ts';
import { setContextKey } from '../../vscode/contextKeys.ts';
import { FoundFileNode, FoundOccurrenceNode, type FoundNode } from './foundNodes.ts';
import { fileRow, occurrenceRow } from './foundRows.ts';

const viewId = 'influxdb3Tokens.found';

/** The view `influxdb3Tokens.found`, which shows the results of the last workspace search by file. */
export class FoundView implements vscode.TreeDataProvider<FoundNode>, vscode.Disposable {
  readonly #store: ServerStore;
  readonly #settings: Settings;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<FoundNode>;
  #files: readonly FoundFileNode[] = [];
  #generation = 0;
  readonly #shown = new WeakSet<object>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: ServerStore, settings: Settings) {
    this.#store = store;
    this.#settings = settings;
    this.#view = vscode.window.createTreeView(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
  }

  /** Replaces the results. Rows keep showing what was `known` about the tokens during the search. */
  async show(
    found: readonly FoundFile[],
    known: readonly ConfiguredServerTokens[],
    { reveal }: { readonly reveal: boolean },
  ): Promise<readonly FoundFileNode[]> {
    const { expiryWarningDays } = this.#settings;
    const now = new Date();
    const files = found.map((file) => new FoundFileNode(file, known, now, expiryWarningDays));
    this.#files = files;
    this.#generation += 1;
    setContextKey('hasSearched', true);
    this.#changed.fire(undefined);
    if (reveal) {
      await this.#reveal();
    }
    return files;
  }

  get generation(): number {
    return this.#generation;
  }

  async showFiles(found: readonly FoundFile[]): Promise<void> {
    await this.show(found, knownServerTokens(this.#store), { reveal: true });
  }

  getChildren(node?: FoundNode): FoundNode[] {
    if (node === undefined) {
      return [...this.#files];
    }
    return node instanceof FoundFileNode ? [...node.occurrences] : [];
  }

  getParent(node: FoundNode): FoundNode | undefined {
    return node instanceof FoundOccurrenceNode ? node.parent : undefined;
  }

  /** Whether this is a row, but nobody can see it. A link can pass the row that has the focus. */
  isHiddenRow(node: object): boolean {
    return this.#shown.has(node) && !this.#view.visible;
  }

  getTreeItem(node: FoundNode): vscode.TreeItem {
    this.#shown.add(node);
    return node instanceof FoundFileNode ? fileRow(node) : occurrenceRow(node, new Date());
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }

  async #reveal(): Promise<void> {
    const [first] = this.#files;
    // `reveal` opens a hidden view before it has a height, and would scroll the first occurrence out of view.
    if (first === undefined || !this.#view.visible) {
      await vscode.commands.executeCommand(`${viewId}.focus`);
    } else {
      await this.#view.reveal(first, { select: true, focus: true, expand: true });
    }
  }
}
