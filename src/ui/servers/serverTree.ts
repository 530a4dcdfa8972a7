import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { sortTokens } from '../../core/token/tokenRecord.ts';
import type { OpenRotations } from '../../rotation/openRotations.ts';
import type { ServerState } from '../../servers/serverState.ts';
import type { ServerStore } from '../../servers/serverStore.ts';
import type { Settings } from '../../vscode/settings.ts';
import { messagesFor } from './messages.ts';
import { BrokenNode, MessageNode, ServerNode, TokenNode, type TreeNode } from './nodes.ts';
import { RedrawQueue } from './redrawQueue.ts';
import { brokenRow, messageRow, serverRow, tokenRow, tokenTooltip } from './serverRows.ts';

const refreshInterval = 60 * 60 * 1000;

/** The view `influxdb3Tokens.servers`. Contacts a server only when its rows are shown. */
export class ServerTree implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  readonly #store: ServerStore;
  readonly #rotations: OpenRotations;
  readonly #settings: Settings;
  readonly #changed = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #listeners: vscode.Disposable;
  /** Refreshes relative expirations while the view is visible. */
  readonly #refreshTimer: NodeJS.Timeout;
  /** Reused while a server is configured, because VS Code ignores clicks on rows that it has dropped. */
  readonly #rows = new Map<string, ServerNode>();
  readonly #redraws: RedrawQueue<TreeNode, ServerState | undefined>;

  readonly #shown = new WeakSet<object>();
  /** Part of all IDs of rows, because a link can name a row by its ID. */
  readonly #session = randomUUID();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: ServerStore, rotations: OpenRotations, settings: Settings) {
    this.#store = store;
    this.#rotations = rotations;
    this.#settings = settings;
    this.#view = vscode.window.createTreeView('influxdb3Tokens.servers', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#redraws = new RedrawQueue({
      stateOf: (row) => (row instanceof ServerNode ? this.#store.state(row.server) : undefined),
      isViewVisible: () => this.#view.visible,
      redraw: (row) => this.#changed.fire(row),
      onUpToDate: (row) => {
        // The rows stay as they are while the server is contacted.
        if (row instanceof ServerNode) {
          void this.#store.ensureLoaded(row.server);
        }
      },
    });
    this.#refreshTimer = setInterval(() => {
      if (this.#view.visible) {
        this.#changed.fire(undefined);
      }
    }, refreshInterval);
    this.#listeners = vscode.Disposable.from(
      store.onDidChange((server) => this.#redraws.markStale(server && this.#rows.get(server.url))),
      rotations.onDidChange(() => this.#redraws.markStale(undefined)),
      this.#view.onDidCollapseElement(({ element }) => this.#redraws.onCollapse(element)),
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
    this.#redraws.onReadBelow(node, state);
    return [
      ...messagesFor(server, state).map((message) => new MessageNode(server, message)),
      ...sortTokens(state.tokens ?? []).map((record) => new TokenNode(server, record)),
    ];
  }

  /** Whether this is a row, but nobody can see it. A link can pass the row that has the focus. */
  isHiddenRow(node: object): boolean {
    return this.#shown.has(node) && !this.#view.visible;
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    this.#shown.add(node);
    const item = this.#rowFor(node);
    item.id &&= `${this.#session}:${item.id}`;
    return item;
  }

  #rowFor(node: TreeNode): vscode.TreeItem {
    if (node instanceof ServerNode) {
      const state = this.#store.state(node.server);
      this.#redraws.onRead(node, state);
      return serverRow(node, state);
    }
    if (node instanceof TokenNode) {
      const { expiryWarningDays } = this.#settings;
      const rotation = this.#rotations.findForToken(node.server.url, node.record);
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
    const previous = new Map(this.#rows);
    this.#rows.clear();
    return entries.map((entry, index) => {
      if (entry.kind === 'broken') {
        return new BrokenNode(entry, index);
      }
      const existing = previous.get(entry.url);
      const row =
        existing !== undefined && isDeepStrictEqual(existing.server, entry) ? existing : new ServerNode(entry);
      this.#rows.set(entry.url, row);
      return row;
    });
  }

  dispose(): void {
    this.#redraws.dispose();
    clearInterval(this.#refreshTimer);
    this.#listeners.dispose();
  }
}
