import * as vscode from 'vscode';
import { inReadingOrder } from '../core/tokenRecord.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import type { Settings } from '../storage/settings.ts';
import { messagesFor } from './messages.ts';
import { BrokenNode, MessageNode, ServerNode, TokenNode, type TreeNode } from './nodes.ts';
import { brokenRow, messageRow, serverRow, tokenRow } from './rows.ts';

/** Several changes in a row are drawn once. */
const coalesceFor = 50;

/** The view `influxdb3Tokens.servers`: shows what the store says, and asks a server only when its rows are shown. */
export class ServerTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #store: ServerStore;
  readonly #settings: Settings;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #listener: vscode.Disposable;
  #redraw: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: ServerStore, settings: Settings) {
    this.#store = store;
    this.#settings = settings;
    this.#listener = store.onDidChange(() => {
      this.#redraw ??= setTimeout(() => {
        this.#redraw = undefined;
        this.#changed.fire(undefined);
      }, coalesceFor);
    });
    this.#view = vscode.window.createTreeView('influxdb3Tokens.servers', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (node === undefined) {
      return this.#store
        .entries()
        .map((entry, index) => (entry.kind === 'server' ? new ServerNode(entry) : new BrokenNode(entry, index)));
    }
    if (!(node instanceof ServerNode)) {
      return [];
    }
    const { server } = node;
    void this.#store.ensureLoaded(server);
    const state = this.#store.state(server);
    return [
      ...messagesFor(state).map((message) => new MessageNode(server, message)),
      ...inReadingOrder(state.tokens ?? []).map((record) => new TokenNode(server, record)),
    ];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    if (node instanceof ServerNode) {
      return serverRow(node, this.#store.state(node.server));
    }
    if (node instanceof TokenNode) {
      const { expiryWarningDays } = this.#settings;
      return tokenRow(node, this.#store.state(node.server), new Date(), expiryWarningDays);
    }
    return node instanceof BrokenNode ? brokenRow(node) : messageRow(node);
  }

  dispose(): void {
    clearTimeout(this.#redraw);
    vscode.Disposable.from(this.#listener, this.#view, this.#changed).dispose();
  }
}
