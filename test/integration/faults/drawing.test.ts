import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createNamedToken } from '../../../src/commands/createNamedToken.ts';
import { deleteToken } from '../../../src/commands/deleteToken.ts';
import { signIn } from '../../../src/commands/signIn.ts';
import { createNamedToken as create } from '../../../src/influxdb/createNamedToken.ts';
import { ServerNode, type TreeNode } from '../../../src/ui/nodes.ts';
import { ServerTree } from '../../../src/ui/serverTree.ts';
import { startTokenServer, type TokenServer } from '../../influxdb3/server.ts';
import { activated } from '../support/extension.ts';
import { openWindow, type OpenWindow } from '../support/openWindow.ts';
import { makeOperatorElsewhere } from '../support/serverList.ts';
import { SharedProfile } from '../support/sharedProfile.ts';

const view = 'influxdb3Tokens.servers';
const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');
const command = (id: string) => vscode.commands.executeCommand(id);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Longer than any change takes to be drawn. */
const longEnough = 1500;

/** Notes what VS Code itself reads: nobody else asks for the rows. */
class ReadTree extends ServerTree {
  /** Labels of the rows below the server, as VS Code read them last. */
  below: string[] | undefined;
  reads = 0;

  override getChildren(node?: TreeNode): TreeNode[] {
    const children = super.getChildren(node);
    if (node instanceof ServerNode) {
      this.reads += 1;
      this.below = children.map((child) => {
        const { label } = this.getTreeItem(child);
        return typeof label === 'string' ? label : '';
      });
    }
    return children;
  }
}

describe('The rows of a server, as VS Code reads them', () => {
  let influxdb: TokenServer;
  let folder: string;
  let here: OpenWindow;
  let there: OpenWindow;
  let tree: ReadTree;

  const inOther = (name: string) => there.run(createNamedToken, { server: 'Drawn', name, expiry: 'never' });

  async function operator() {
    const signedIn = await there.tokens.signIn(await there.connections.identityOf(there.store.find('Drawn')));
    assert.ok(signedIn.kind === 'token');
    return signedIn;
  }

  async function read(what: string, ...labels: readonly string[]): Promise<void> {
    const began = performance.now();
    while (tree.below?.join() !== labels.join()) {
      assert.ok(performance.now() - began < 5000, `${what}: VS Code has ${tree.below?.join()}`);
      await pause(10);
    }
  }

  before(async () => {
    await activated();
    influxdb = await startTokenServer();
    await configuration().update('servers', [{ name: 'Drawn', url: influxdb.url }], true);
    folder = await mkdtemp(join(tmpdir(), 'drawn-'));
    const profile = new SharedProfile({ secrets: 20, notes: 40 });
    here = openWindow(profile.window(), folder);
    there = openWindow(profile.window(), folder);
    tree = new ReadTree(here.store, here.rotations, here.settings);
    await command(`${view}.focus`);
    await vscode.env.clipboard.writeText(await makeOperatorElsewhere(influxdb.url));
    await there.run(signIn, { server: 'Drawn', fromClipboard: true });
    await read('signed in by the other window', '_admin');
  });

  after(async () => {
    for (const part of [tree, here, there]) part.dispose();
    await configuration().update('servers', undefined, true);
    await influxdb.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('are read anew where another window changed them', async () => {
    await inOther('first');
    await read('a new token', '_admin', 'first');
  });

  it('are not called up to date while the server is asked in silence, and stand as they were', async () => {
    await pause(longEnough);
    const server = here.store.find('Drawn');
    const { identity, endpoint } = await there.connections.prepare(server);
    const slow = await create(endpoint, (await operator()).token, 'slow', undefined);
    const path = '/api/v3/query_sql';
    influxdb.faults.add({ kind: 'delay', when: 'beforeAnswer', milliseconds: 800, path });
    await there.tokens.keep(identity, slow.token, slow.name, false);
    for (const began = performance.now(); here.store.isUpToDate(server); await pause(5)) {
      assert.ok(performance.now() - began < 5000);
    }
    const contacts = new Set<string>();
    for (const began = performance.now(); !here.store.isUpToDate(server); await pause(5)) {
      assert.ok(performance.now() - began < 5000);
      contacts.add(here.store.state(server).contact.kind);
    }
    assert.ok(here.store.state(server).tokens?.some(({ name }) => name === 'slow'));
    assert.deepEqual([...contacts], ['reached'], 'nothing turns while nobody asked');
    await read('up to date', '_admin', 'first', 'slow');
    await there.run(deleteToken, { server: 'Drawn', name: 'slow' });
    await read('deleted', '_admin', 'first');
  });

  it('are left alone where the server was asked and says the same', async () => {
    await pause(longEnough);
    const { reads } = tree;
    const asked = influxdb.requests.length;
    const identity = await there.connections.identityOf(here.store.find('Drawn'));
    const { token } = await operator();
    // Kept a second time, and dropped again: two changes that no row shows.
    await there.tokens.keep(identity, token, '_admin', false);
    await there.tokens.drop(identity, token.hash);
    await pause(longEnough);
    assert.ok(influxdb.requests.length > asked, 'the server is asked');
    assert.equal(tree.reads, reads);
    assert.ok(here.store.isUpToDate(here.store.find('Drawn')));
  });

  it('are read anew when they are opened again, where they changed while they were closed', async () => {
    await command(`workbench.actions.treeView.${view}.collapseAll`);
    await pause(500);
    await inOther('while closed');
    await pause(longEnough);
    assert.ok(!here.store.isUpToDate(here.store.find('Drawn')), 'nobody asks while nobody looks');
    await expand();
    await read('opened', '_admin', 'first', 'while closed');
  });

  it('are read anew after they were closed and opened', async () => {
    await command(`workbench.actions.treeView.${view}.collapseAll`);
    await pause(500);
    await expand();
    await pause(500);
    await there.run(deleteToken, { server: 'Drawn', name: 'while closed' });
    await read('opened again', '_admin', 'first');
  });

  it('are read anew when the view is shown again', async () => {
    await command('workbench.view.explorer');
    await pause(500);
    await inOther('while hidden');
    await pause(longEnough);
    assert.ok(!tree.below?.includes('while hidden'));
    await command(`${view}.focus`);
    await read('shown again', '_admin', 'first', 'while hidden');
  });

  async function expand(): Promise<void> {
    await command(`${view}.focus`);
    await command('list.focusFirst');
    await command('list.expand');
  }
});
