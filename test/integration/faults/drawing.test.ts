import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createNamedToken } from '../../../src/commands/createNamedToken.ts';
import { deleteToken } from '../../../src/commands/deleteToken.ts';
import { signIn } from '../../../src/commands/signIn.ts';
import { createNamedToken as create } from '../../../src/influxdb/createNamedToken.ts';
import { ServerNode, type TreeNode } from '../../../src/ui/servers/nodes.ts';
import { ServerTree } from '../../../src/ui/servers/serverTree.ts';
import { startTokenServer, type TokenServer } from '../../support/influxdb3/server.ts';
import { activateExtension } from '../support/extension.ts';
import { openWindow, type OpenWindow } from '../support/openWindow.ts';
import { createOperatorTokenExternally } from '../support/serverList.ts';
import { SharedProfile } from '../support/sharedProfile.ts';

const view = 'influxdb3Tokens.servers';
const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');
const command = (id: string) => vscode.commands.executeCommand(id);
const delay = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Longer than any change takes to be shown, in milliseconds. */
const maxRefreshTime = 1500;

class RecordingTree extends ServerTree {
  childLabels: string[] | undefined;
  reads = 0;

  override getChildren(node?: TreeNode): TreeNode[] {
    const children = super.getChildren(node);
    if (node instanceof ServerNode) {
      this.reads += 1;
      this.childLabels = children.map((child) => {
        const { label } = this.getTreeItem(child);
        return typeof label === 'string' ? label : '';
      });
    }
    return children;
  }
}

describe('ServerTree refresh', () => {
  let influxdb: TokenServer;
  let folder: string;
  let here: OpenWindow;
  let there: OpenWindow;
  let tree: RecordingTree;

  const createInOtherWindow = (name: string) => there.run(createNamedToken, { server: 'Drawn', name, expiry: 'never' });

  async function readOperatorToken() {
    const signedIn = await there.tokens.readSignIn(await there.connections.identityOf(there.store.find('Drawn')));
    assert.ok(signedIn.kind === 'token');
    return signedIn;
  }

  async function expectRows(event: string, ...labels: readonly string[]): Promise<void> {
    const startedAt = performance.now();
    while (tree.childLabels?.join() !== labels.join()) {
      assert.ok(performance.now() - startedAt < 5000, `${event}: VS Code shows ${tree.childLabels?.join()}`);
      await delay(10);
    }
  }

  before(async () => {
    await activateExtension();
    influxdb = await startTokenServer();
    await configuration().update('servers', [{ name: 'Drawn', url: influxdb.url }], true);
    folder = await mkdtemp(join(tmpdir(), 'drawn-'));
    const profile = new SharedProfile({ secrets: 20, state: 40 });
    here = openWindow(profile.window(), folder);
    there = openWindow(profile.window(), folder);
    tree = new RecordingTree(here.store, here.rotations, here.settings);
    await command(`${view}.focus`);
    await vscode.env.clipboard.writeText(await createOperatorTokenExternally(influxdb.url));
    await there.run(signIn, { server: 'Drawn', fromClipboard: true });
    await expectRows('signed in by the other window', '_admin');
  });

  after(async () => {
    for (const part of [tree, here, there]) part.dispose();
    await configuration().update('servers', undefined, true);
    await influxdb.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('refreshes rows that another window changed', async () => {
    await createInOtherWindow('first');
    await expectRows('a new token', '_admin', 'first');
  });

  it('keeps rows during a background refresh', async () => {
    await delay(maxRefreshTime);
    const server = here.store.find('Drawn');
    const { identity, endpoint } = await there.connections.prepare(server);
    const slow = await create(endpoint, (await readOperatorToken()).token, 'slow', undefined);
    const path = '/api/v3/query_sql';
    influxdb.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 800, path });
    await there.tokens.store(identity, slow.token, slow.name, { untilSavedElsewhere: false });
    for (const startedAt = performance.now(); here.store.isUpToDate(server); await delay(5)) {
      assert.ok(performance.now() - startedAt < 5000);
    }
    const contacts = new Set<string>();
    for (const startedAt = performance.now(); !here.store.isUpToDate(server); await delay(5)) {
      assert.ok(performance.now() - startedAt < 5000);
      contacts.add(here.store.state(server).contact.kind);
    }
    assert.ok(here.store.state(server).tokens?.some(({ name }) => name === 'slow'));
    assert.deepEqual([...contacts], ['reached'], 'no progress is shown');
    await expectRows('up to date', '_admin', 'first', 'slow');
    await there.run(deleteToken, { server: 'Drawn', name: 'slow' });
    await expectRows('deleted', '_admin', 'first');
  });

  it('refreshes no rows when the server reports no change', async () => {
    await delay(maxRefreshTime);
    const { reads } = tree;
    const requestCount = influxdb.requests.length;
    const identity = await there.connections.identityOf(here.store.find('Drawn'));
    const { token } = await readOperatorToken();
    // Stores the token a second time and removes it: two changes that no row shows.
    await there.tokens.store(identity, token, '_admin', { untilSavedElsewhere: false });
    await there.tokens.remove(identity, token.hash);
    await delay(maxRefreshTime);
    assert.ok(influxdb.requests.length > requestCount, 'the server was contacted');
    assert.equal(tree.reads, reads);
    assert.ok(here.store.isUpToDate(here.store.find('Drawn')));
  });

  it('refreshes rows that changed while they were collapsed', async () => {
    await command(`workbench.actions.treeView.${view}.collapseAll`);
    await delay(500);
    await createInOtherWindow('while closed');
    await delay(maxRefreshTime);
    assert.ok(!here.store.isUpToDate(here.store.find('Drawn')), 'the server is not contacted for hidden rows');
    await expand();
    await expectRows('opened', '_admin', 'first', 'while closed');
  });

  it('refreshes rows after they were collapsed and expanded', async () => {
    await command(`workbench.actions.treeView.${view}.collapseAll`);
    await delay(500);
    await expand();
    await delay(500);
    await there.run(deleteToken, { server: 'Drawn', name: 'while closed' });
    await expectRows('opened again', '_admin', 'first');
  });

  it('refreshes rows when the view is shown again', async () => {
    await command('workbench.view.explorer');
    await delay(500);
    await createInOtherWindow('while hidden');
    await delay(maxRefreshTime);
    assert.ok(!tree.childLabels?.includes('while hidden'));
    await command(`${view}.focus`);
    await expectRows('shown again', '_admin', 'first', 'while hidden');
  });

  async function expand(): Promise<void> {
    await command(`${view}.focus`);
    await command('list.focusFirst');
    await command('list.expand');
  }
});
