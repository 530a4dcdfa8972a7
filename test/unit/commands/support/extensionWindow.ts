import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExtensionContext } from 'vscode';
import { registerVSCode } from '../../../support/vscodeApi/register.ts';
import type { Prompt } from '../../../support/vscodeApi/prompts.ts';
import type { Editor, TestWindow } from '../../../support/vscodeApi/index.ts';
import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../../support/influxdb3/server.ts';
import { closeAfterTest } from '../../influxdb/helpers/closeAfterTest.ts';
import { MemoryMemento, MemorySecrets } from '../../storage/helpers/memoryStorage.ts';

registerVSCode();

/** The whole extension, activated outside test mode in a window of `test/support/vscodeApi`, with a real server. */
export interface ExtensionWindow {
  readonly window: TestWindow;
  readonly server: TokenServer;
  readonly secrets: MemorySecrets;
  /** Runs `influxdb3Tokens.<name>`. */
  readonly run: (name: string, ...args: unknown[]) => Promise<unknown>;
  readonly serverRow: () => object;
  /** Resolves when the Servers view lists the token. */
  tokenRow(name: string): Promise<object>;
}

export async function openExtensionWindow(options: TokenServerOptions = {}): Promise<ExtensionWindow> {
  const { openTestWindow } = await import('../../../support/vscodeApi/index.ts');
  const { activate } = await import('../../../../src/extension.ts');
  const server = closeAfterTest(await startTokenServer(options));
  const root = await mkdtemp(join(tmpdir(), 'window-'));
  const window = openTestWindow();
  window.folder = join(root, 'workspace');
  await mkdir(window.folder);
  window.settings.set('influxdb3Tokens.servers', [{ name: 'Local', url: server.url }]);
  window.settings.set('influxdb3Tokens.clipboard.clearAfterSeconds', 0);
  const secrets = new MemorySecrets();
  const subscriptions: { dispose(): unknown }[] = [];
  const globalStorageUri = { fsPath: join(root, 'storage') };
  const globalState = new MemoryMemento();
  const workspaceState = new MemoryMemento();
  const context = { secrets, globalState, workspaceState, globalStorageUri, subscriptions, extensionMode: 1 };
  activate(context as unknown as ExtensionContext);
  closeAfterTest({
    async close() {
      subscriptions.forEach((subscription) => void subscription.dispose());
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  });
  const { provider } = window.trees.get('influxdb3Tokens.servers') ?? assert.fail('there is no view');
  const draw = (nodes: unknown[]) => {
    nodes.forEach((node) => provider.getTreeItem(node));
    return nodes;
  };
  const serverRow = () => draw(provider.getChildren())[0] as object;
  return {
    window,
    server,
    secrets,
    run: (name, ...args) => Promise.resolve(window.commands.get(`influxdb3Tokens.${name}`)?.(...args)),
    serverRow,
    async tokenRow(name) {
      for (let attempt = 0; attempt < 500; attempt++) {
        const rows = draw(provider.getChildren(serverRow())) as { record?: { name: string } }[];
        const row = rows.find(({ record }) => record?.name === name);
        if (row !== undefined) {
          return row;
        }
        await sleep(10);
      }
      return assert.fail(`the view doesn't list ${name}`);
    },
  };
}

/** Confirms every dialog from now on. */
export function confirmDialogs({ prompts }: TestWindow): void {
  prompts.onOpen = (prompt) => {
    if (prompt.kind === 'dialog') {
      prompt.accept(prompt.buttons.at(-1) ?? '');
    }
  };
}

/** Signed in with the operator token, and with the named token `ci`, which is stored. */
export async function signInAndCreate({ run, window, serverRow }: ExtensionWindow): Promise<string> {
  confirmDialogs(window);
  assert.ok(await run('createOperatorToken', serverRow()));
  const operator = window.clipboard;
  assert.ok(await run('createNamedToken', { server: 'Local', name: 'ci', expiry: '30d' }));
  window.clipboard = 'mine';
  window.prompts.onOpen = () => undefined;
  return operator;
}

/** A text editor with an empty untitled file, without the features that tests of commands don't need. */
export async function emptyEditor(): Promise<Editor & { readonly text: () => string }> {
  const { Position, Selection, Uri } = await import('../../../support/vscodeApi/index.ts');
  let text = '';
  let version = 1;
  const start = new Position(0, 0);
  const document = {
    uri: Uri.parse('untitled:Untitled-1'),
    isClosed: false,
    languageId: 'plaintext',
    get version() {
      return version;
    },
    getText: () => text,
    offsetAt: () => 0,
  };
  return {
    document,
    selections: [new Selection(start, start)],
    text: () => text,
    edit(change: (builder: { replace(range: unknown, inserted: string): void }) => void) {
      change({ replace: (_range, inserted) => void (text = inserted) });
      version += 1;
      return Promise.resolve(true);
    },
  } as Editor & { readonly text: () => string };
}

export type { Prompt };
