import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { inReadingOrder } from '../core/tokenRecord.ts';
import type { RotationStore } from '../servers/rotationStore.ts';
import type { ServerStore } from '../servers/serverStore.ts';
import type { Settings } from '../storage/settings.ts';
import { messagesFor } from './messages.ts';
import { BrokenNode, MessageNode, ServerNode, TokenNode, type TreeNode } from './nodes.ts';
import { brokenRow, messageRow, serverRow, tokenRow, tokenTooltip } from './rows.ts';

/** Several changes in a row are drawn once. */
const coalesceFor = 50;
const redrawEvery = 60 * 60 * 1000;

/** The view `influxdb3Tokens.servers`: shows what the store says, and asks a server only when its rows are shown. */
export class ServerTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #store: ServerStore;
  readonly #rotations: RotationStore;
  readonly #settings: Settings;
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #listeners: vscode.Disposable;
  /** What a row says of an expiry grows old while the view stays open. */
  readonly #clock: NodeJS.Timeout;
  /** The same row for a server as long as it is configured: a click on a row that VS Code has dropped goes nowhere. */
  readonly #rows = new Map<string, ServerNode>();
  readonly #outdated = new Set<ServerNode | undefined>();
  #redraw: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: ServerStore, rotations: RotationStore, settings: Settings) {
    this.#store = store;
    this.#rotations = rotations;
    this.#settings = settings;
    const listener = store.onDidChange((server) => {
      this.#outdated.add(server === undefined ? undefined : this.#rows.get(server.url));
      this.#redraw ??= setTimeout(() => this.#draw(), coalesceFor);
    });
    const rotationListener = rotations.onDidChange(() => {
      this.#outdated.add(undefined);
      this.#redraw ??= setTimeout(() => this.#draw(), coalesceFor);
    });
    this.#view = vscode.window.createTreeView('influxdb3Tokens.servers', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#clock = setInterval(() => {
      if (this.#view.visible) {
        this.#changed.fire(undefined);
      }
    }, redrawEvery);
    this.#listeners = vscode.Disposable.from(listener, rotationListener, this.#view, this.#changed);
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (node === undefined) {
      return this.#topRows();
    }
    if (!(node instanceof ServerNode)) {
      return [];
    }
    const { server } = node;
    void this.#store.ensureLoaded(server);
    const state = this.#store.state(server);
    return [
      ...messagesFor(server, state).map((message) => new MessageNode(server, message)),
      ...inReadingOrder(state.tokens ?? []).map((record) => new TokenNode(server, record)),
    ];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    if (node instanceof ServerNode) {
      return serverRow(node, this.#store.state(node.server));
    }
    if (node instanceof TokenNode) {
      const { expiryWarningDays } = this.#settings;
      const rotation = this.#rotations.about(node.server.url, node.record);
      return tokenRow(node, this.#store.state(node.server), {
        now: new Date(),
        warningDays: expiryWarningDays,
        rotation,
      });
    }
    return node instanceof BrokenNode ? brokenRow(node) : messageRow(node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: TreeNode): vscode.TreeItem {
    if (node instanceof TokenNode) {
      item.tooltip = tokenTooltip(node, this.#store.state(node.server), new Date());
    }
    return item;
  }

  #topRows(): TreeNode[] {
    const entries = this.#store.entries();
    const before = new Map(this.#rows);
    this.#rows.clear();
    return entries.map((entry, index) => {
      if (entry.kind === 'broken') {
        return new BrokenNode(entry, index);
      }
      const known = before.get(entry.url);
      const row = known !== undefined && isDeepStrictEqual(known.server, entry) ? known : new ServerNode(entry);
      this.#rows.set(entry.url, row);
      return row;
    });
  }

  #draw(): void {
    this.#redraw = undefined;
    const outdated = this.#outdated.has(undefined) ? [undefined] : [...this.#outdated];
    this.#outdated.clear();
    outdated.forEach((row) => this.#changed.fire(row));
  }

  dispose(): void {
    clearTimeout(this.#redraw);
    clearInterval(this.#clock);
    this.#listeners.dispose();
  }
}
