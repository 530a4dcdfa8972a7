import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { inReadingOrder } from '../core/tokenRecord.ts';
import type { RotationStore } from '../servers/rotationStore.ts';
import type { ServerState } from '../servers/serverState.ts';
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
  /** What VS Code read last for a server's row, and for the rows below it while they are open. */
  readonly #drawn = new WeakMap<TreeNode, ServerState>();
  readonly #drawnBelow = new WeakMap<TreeNode, ServerState>();
  #redraw: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: ServerStore, rotations: RotationStore, settings: Settings) {
    this.#store = store;
    this.#rotations = rotations;
    this.#settings = settings;
    this.#view = vscode.window.createTreeView('influxdb3Tokens.servers', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#clock = setInterval(() => {
      if (this.#view.visible) {
        this.#changed.fire(undefined);
      }
    }, redrawEvery);
    this.#listeners = vscode.Disposable.from(
      store.onDidChange((server) => this.#outdate(server && this.#rows.get(server.url))),
      rotations.onDidChange(() => this.#outdate(undefined)),
      this.#view.onDidCollapseElement(({ element }) => this.#drawnBelow.delete(element)),
      this.#view,
      this.#changed,
    );
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
    this.#drawnBelow.set(node, state);
    return [
      ...messagesFor(server, state).map((message) => new MessageNode(server, message)),
      ...inReadingOrder(state.tokens ?? []).map((record) => new TokenNode(server, record)),
    ];
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    if (node instanceof ServerNode) {
      const state = this.#store.state(node.server);
      this.#drawn.set(node, state);
      return serverRow(node, state);
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

  #outdate(row: ServerNode | undefined): void {
    this.#outdated.add(row);
    this.#redraw ??= setTimeout(() => this.#draw(), coalesceFor);
  }

  #draw(): void {
    this.#redraw = undefined;
    const outdated = this.#outdated.has(undefined) ? [undefined] : [...this.#outdated];
    this.#outdated.clear();
    outdated.filter((row) => row === undefined || !this.#standsAsDrawn(row)).forEach((row) => this.#changed.fire(row));
  }

  /**
   * Whether a server's rows are in sight and show what is known; if so, they are left alone, because a row that is
   * drawn anew takes no click meanwhile, and the server is asked in their place where that is out of date.
   */
  #standsAsDrawn(row: ServerNode): boolean {
    const state = this.#store.state(row.server);
    const isInSight = this.#view.visible && this.#drawnBelow.has(row);
    const drawn = [this.#drawn.get(row), this.#drawnBelow.get(row)];
    if (!isInSight || !drawn.every((one) => isDeepStrictEqual(one, state))) {
      return false;
    }
    void this.#store.ensureLoaded(row.server);
    return true;
  }

  dispose(): void {
    clearTimeout(this.#redraw);
    clearInterval(this.#clock);
    this.#listeners.dispose();
  }
}
