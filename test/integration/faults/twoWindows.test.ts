import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createNamedToken } from '../../../src/commands/createNamedToken.ts';
import { deleteToken } from '../../../src/commands/deleteToken.ts';
import { removeServer } from '../../../src/commands/removeServer.ts';
import { signIn } from '../../../src/commands/signIn.ts';
import { signOut } from '../../../src/commands/signOut.ts';
import type { PersonPort } from '../../../src/core/rotation/ports.ts';
import { plannedRotation } from '../../../src/core/rotation/plan.ts';
import { Rotation } from '../../../src/core/rotation/rotation.ts';
import type { Server } from '../../../src/core/server.ts';
import type { Token } from '../../../src/core/token.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { rotationPorts } from '../../../src/servers/rotationPorts.ts';
import { ServerTree } from '../../../src/ui/serverTree.ts';
import { controlServer, type ControlledServer } from '../../influxdb3/controlClient.ts';
import { eventually, variable } from '../support/extension.ts';
import { openWindow, type OpenWindow } from '../support/openWindow.ts';
import { listPath } from '../support/serverList.ts';
import { SharedProfile } from '../support/sharedProfile.ts';

const url = variable('SHARED_URL');
const server = url;
let operator: Token;

before(async () => {
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const terms = { ca: undefined, verifyCertificate: true, systemAuthorities: true, proxy: undefined };
  const endpoint = { url, ...terms, timeout: 10_000, logger: silent };
  operator = (await createOperatorToken(endpoint)).token;
});

// VS Code writes its state out every 100 ms and tells other windows 100 ms later, secrets and state each for itself.
for (const [what, delays] of [
  ['the note of a secret comes after it', { secrets: 100, notes: 300 }],
  ['the note of a secret comes before it', { secrets: 250, notes: 100 }],
] as const) {
  describe(`Two windows of one profile, where ${what}`, () => {
    const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');
    let control: ControlledServer;
    let folder: string;
    let here: OpenWindow;
    let there: OpenWindow;
    let tree: ServerTree;
    const figures: string[] = [];

    before(async () => {
      control = controlServer(variable('SHARED_CONTROL_URL'));
      await control.clearFaults();
      await configuration().update('servers', [{ name: 'Shared', url }], true);
      folder = await mkdtemp(join(tmpdir(), 'windows-'));
      const profile = new SharedProfile(delays);
      here = openWindow(profile.window(), folder);
      there = openWindow(profile.window(), folder);
      await there.rotations.start();
      tree = new ServerTree(there.store, there.rotations, there.settings);
      tree.onDidChangeTreeData(rows);
      // The view of this window is in sight too: what is out of date in it is asked anew.
      here.store.onDidChange(() =>
        here.store.servers().forEach((shownHere) => void here.store.ensureLoaded(shownHere)),
      );
    });

    after(async () => {
      console.log(`        shown in the other window after ${figures.join(', ')}`);
      for (const part of [tree, here, there]) part.dispose();
      await rm(folder, { recursive: true, force: true });
      await configuration().update('servers', undefined, true);
    });

    /** What the other window shows; to draw the rows of a server is what makes it ask. */
    function rows(): string[] {
      const tops = tree.getChildren();
      return tops
        .flatMap((top) => [top, ...tree.getChildren(top)])
        .map((node) => {
          const { label, description } = tree.getTreeItem(node);
          return `${typeof label === 'string' ? label : ''} ${description === true ? '' : (description ?? '')}`;
        });
    }

    const shows = (...wanted: RegExp[]) => wanted.every((pattern) => rows().some((row) => pattern.test(row)));
    const hides = (unwanted: RegExp) => !rows().some((row) => unwanted.test(row));

    /** Resolves when the other window shows it. @returns after how many milliseconds */
    async function shown(change: string, check: () => boolean): Promise<void> {
      const began = performance.now();
      while (!check()) {
        assert.ok(performance.now() - began < 5000, `${change} is never shown: ${rows().join(' | ')}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      const took = Math.round(performance.now() - began);
      figures.push(`${change} ${took} ms`);
      assert.ok(took < 1000, `${change} is shown after ${took} ms`);
    }

    const recordOf = async (name: string) => {
      await here.store.reload(serverHere());
      const record = here.store.state(serverHere()).tokens?.find((token) => token.name === name);
      assert.ok(record);
      return record;
    };
    const serverHere = (): Server => here.store.find(url);

    it('show what the other one signs in to', async () => {
      await shown('the start', () => shows(/^Shared .*not signed in/));
      await vscode.env.clipboard.writeText(operator.reveal());
      await here.run(signIn, { server, fromClipboard: true });
      await shown('a sign-in', () => shows(/^Shared .*· signed in/, /^_admin .*signed in/));
    });

    it('show the tokens that the other one makes, with their strings kept', async () => {
      await here.run(createNamedToken, { server, name: 'ci', expiry: 'never' });
      await shown('a creation', () => shows(/^ci .*kept/));
      const { identity } = await here.connections.prepare(serverHere());
      const [kept] = (await there.tokens.kept(identity)).filter(({ name }) => name === 'ci');
      assert.ok(kept, 'the other window knows its name');
    });

    it('show a rotation in the other one while it goes on, and what came of it', async () => {
      const connection = await here.connections.prepare(serverHere());
      const { endpoint, identity } = connection;
      const bearer = await here.tokens.signIn(identity);
      assert.ok(bearer.kind === 'token');
      const record = await recordOf('ci');
      const journal = plannedRotation(
        {
          kind: 'named',
          server: { name: 'Shared', url, identity },
          folders: [],
          record,
          old: await here.tokens.keptListed(identity, record.hash),
          newName: 'ci-2',
          lifetime: undefined,
          bearer: bearer.token,
        },
        new Date(),
      );
      const person: PersonPort = {
        choosePlaces: () => Promise.resolve({ chosen: [], left: [] }),
        async retire() {
          await shown('a rotation', () => shows(/^ci rotation not finished/, /^ci-2 .*kept/));
          return 'delete';
        },
        replaceLost: () => assert.fail('nothing is lost'),
        deleteNew: () => assert.fail('nothing is undone'),
      };
      const ports = rotationPorts({
        endpoint,
        identity,
        tokens: here.tokens,
        journals: here.rotations,
        bear: (make, how) => here.newTokens.bearForRotation(connection, make, how),
        search: () => Promise.resolve({ files: [], unread: [] }),
        isUnsaved: () => false,
        person,
        signal: new AbortController().signal,
      });
      await new Rotation(journal, ports).begin();
      await shown('its end', () => shows(/^ci-2 .*kept/) && hides(/^ci /));
    });

    it('show no more what the other one deletes, kept here or not', async () => {
      await here.run(deleteToken, { server, name: 'ci-2' });
      await shown('a deletion', () => hides(/^ci-2 /));
      await here.run(createNamedToken, { server, name: 'unkept', expiry: 'never' });
      const { identity } = await here.connections.prepare(serverHere());
      await here.tokens.dropListed(identity, (await recordOf('unkept')).hash);
      await shown('a dropped string', () => shows(/^unkept /) && hides(/^unkept .*kept$/));
      await here.run(deleteToken, { server, name: 'unkept' });
      await shown('a deletion of what was not kept', () => hides(/^unkept /));
    });

    it('show no ghost: a list asked for before a deletion and answered after it brings no row back', async () => {
      await here.run(createNamedToken, { server, name: 'ghost', expiry: 'never' });
      await shown('one more creation', () => shows(/^ghost .*kept/));
      await settled();
      await control.clearRequests();
      const delay = { kind: 'delay', when: 'beforeAnswer', milliseconds: 800, path: listPath } as const;
      await control.addFault({ ...delay, times: 2 });
      const late = [here.store.reload(serverHere()), there.store.reload(there.store.find(url))];
      await eventually(async () => (await control.requests()).filter(({ path }) => path === listPath).length === 2);
      const seen: boolean[] = [];
      const look = () => {
        const { tokens, contact } = here.store.state(serverHere());
        if (contact.kind === 'reached') seen.push(tokens?.some(({ name }) => name === 'ghost') ?? false);
      };
      const listener = here.store.onDidChange(look);
      await here.run(deleteToken, { server, name: 'ghost' });
      await shown('a deletion during a refresh', () => hides(/^ghost /));
      let isBack = false;
      const watch = there.store.onDidChange(() => (isBack ||= !hides(/^ghost /)));
      await Promise.all(late);
      await settled();
      listener.dispose();
      watch.dispose();
      assert.deepEqual([...new Set(seen)], [false], 'here no list that was read since has it');
      assert.equal(isBack, false, 'there it does not come back');
      assert.ok(hides(/^ghost /));
    });

    it('show that the other one signs out, and call nothing lost', async () => {
      const seen = new Set<string>();
      const listener = there.store.onDidChange(() => seen.add(there.store.state(there.store.find(url)).signIn));
      await here.run(signOut, { server });
      await shown('a sign-out', () => shows(/^Shared .*not signed in/) && hides(/^_admin /));
      await settled();
      listener.dispose();
      assert.ok(!seen.has('lost'), 'what was signed out of is not lost');
    });

    it('show no more a server that the other one removes, and know nothing of it when it comes back', async () => {
      await here.run(removeServer, { server });
      await shown('a removed server', () => rows().length === 0);
      await configuration().update('servers', [{ name: 'Again', url }], true);
      await shown('an added server', () => shows(/^Again .*not signed in/));
      await settled();
      const { identity } = await there.connections.prepare(there.store.find(url));
      assert.deepEqual(await there.tokens.kept(identity), []);
    });

    /** Nothing is under way any more in either window. */
    async function settled(): Promise<void> {
      const isSettled = () => [here, there].every(({ store }) => store.isUpToDate(store.find(url)));
      let since = performance.now();
      await eventually(() => {
        if (!isSettled()) since = performance.now();
        return Promise.resolve(performance.now() - since > delays.secrets + delays.notes + 400);
      });
    }
  });
}
