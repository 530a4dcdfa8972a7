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
import type { PersonPort } from '../../../src/rotation/ports.ts';
import { planRotation } from '../../../src/rotation/plan.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import type { Server } from '../../../src/core/server/server.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { rotationPorts } from '../../../src/rotation/adapters.ts';
import { ServerTree } from '../../../src/ui/servers/serverTree.ts';
import { controlServer, type ControlledServer } from '../../support/influxdb3/controlClient.ts';
import { sentence } from '../../support/sentences.ts';
import { eventually, variable } from '../support/extension.ts';
import { openWindow, type OpenWindow } from '../support/openWindow.ts';
import { listPath } from '../support/serverList.ts';
import { SharedProfile, type Delays } from '../support/sharedProfile.ts';

const url = variable('SHARED_URL');
const server = url;
let operator: Token;

before(async () => {
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const connection = { ca: undefined, verifyCertificate: true, systemAuthorities: true, proxy: undefined };
  const endpoint = { url, ...connection, timeout: 10_000, logger: silent };
  operator = (await createOperatorToken(endpoint)).token;
});

// VS Code saves its state every 100 ms and notifies other windows 100 ms later, separately for secrets and state.
const orders: readonly (readonly [string, Delays])[] = [
  ['metadata arrives after its secret', { secrets: 100, state: 300 }],
  ['metadata arrives before its secret', { secrets: 250, state: 100 }],
];
for (const [what, delays] of orders) {
  describe(`Two windows of one profile when ${what}`, () => {
    const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');
    let control: ControlledServer;
    let folder: string;
    let here: OpenWindow;
    let there: OpenWindow;
    let tree: ServerTree;
    const timings: string[] = [];

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
      tree.onDidChangeTreeData(readRows);
      // This window's view is visible too, so it refreshes stale servers.
      here.store.onDidChange(() =>
        here.store.servers().forEach((visibleServer) => void here.store.ensureLoaded(visibleServer)),
      );
    });

    after(async () => {
      console.log(`        shown in the other window after ${timings.join(', ')}`);
      for (const part of [tree, here, there]) part.dispose();
      await rm(folder, { recursive: true, force: true });
      await configuration().update('servers', undefined, true);
    });

    /** Returns the rows of the other window. Reading the rows of a server makes that window contact it. */
    function readRows(): string[] {
      const tops = tree.getChildren();
      return tops
        .flatMap((top) => [top, ...tree.getChildren(top)])
        .map((node) => {
          const { label, description } = tree.getTreeItem(node);
          return `${typeof label === 'string' ? label : ''} ${description === true ? '' : (description ?? '')}`;
        });
    }

    const rowPattern = (label: string, text = '') => new RegExp(`^${label} .*${text}`);
    const shows = (...expected: RegExp[]) => expected.every((pattern) => readRows().some((row) => pattern.test(row)));
    const hides = (hidden: RegExp) => !readRows().some((row) => hidden.test(row));

    async function expectShown(change: string, check: () => boolean): Promise<void> {
      const startedAt = performance.now();
      while (!check()) {
        assert.ok(performance.now() - startedAt < 5000, `${change} wasn't shown: ${readRows().join(' | ')}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      const duration = Math.round(performance.now() - startedAt);
      timings.push(`${change} ${duration} ms`);
      assert.ok(duration < 2000, `${change} was shown only after ${duration} ms`);
    }

    const recordOf = async (name: string) => {
      await here.store.reload(serverHere());
      const record = here.store.state(serverHere()).tokens?.find((token) => token.name === name);
      assert.ok(record);
      return record;
    };
    const serverHere = (): Server => here.store.find(url);

    it('shows a sign-in in the other window', async () => {
      await expectShown('the start', () => shows(rowPattern('Shared', sentence('notSignedIn'))));
      await vscode.env.clipboard.writeText(operator.reveal());
      await here.run(signIn, { server, fromClipboard: true });
      await expectShown('a sign-in', () =>
        shows(rowPattern('Shared', `· ${sentence('signedIn')}`), rowPattern('_admin', sentence('signedIn'))),
      );
    });

    it('shows a token that the other window created and stored', async () => {
      await here.run(createNamedToken, { server, name: 'ci', expiry: 'never' });
      await expectShown('a creation', () => shows(rowPattern('ci', sentence('stored'))));
      const { identity } = await here.connections.prepare(serverHere());
      const [stored] = (await there.tokens.listStored(identity)).filter(({ name }) => name === 'ci');
      assert.ok(stored, 'the other window knows the name');
    });

    it('shows a rotation in the other window and its result', async () => {
      const connection = await here.connections.prepare(serverHere());
      const { endpoint, identity } = connection;
      const bearer = await here.tokens.readSignIn(identity);
      assert.ok(bearer.kind === 'token');
      const record = await recordOf('ci');
      const journal = planRotation(
        {
          kind: 'named',
          server: { name: 'Shared', url, identity },
          folders: [],
          record,
          old: await here.tokens.findByHashPrefix(identity, record.hash),
          newName: 'ci-2',
          lifetime: undefined,
          signIn: bearer.token,
          bearer: bearer.token,
        },
        new Date(),
      );
      const person: PersonPort = {
        chooseOccurrences: () => Promise.resolve({ updates: [], skipped: [] }),
        async chooseRetirement() {
          await expectShown('a rotation', () =>
            shows(rowPattern('ci', sentence('unfinishedRotation')), rowPattern('ci-2', sentence('stored'))),
          );
          return 'delete';
        },
        confirmRecreate: () => assert.fail('no response was lost'),
        askToDeleteNewToken: () => assert.fail('the rotation was not undone'),
      };
      const ports = rotationPorts({
        endpoint,
        identity,
        tokens: here.tokens,
        journals: here.rotations,
        create: (request, options) => here.newTokens.createForRotation(connection, request, options),
        keepsCreated: () => true,
        checkInterval: 1000,
        search: () => Promise.resolve({ files: [], unsearched: [] }),
        backupFolder: here.rotations.backupFolder,
        fileLocks: here.rotations.fileLocks,
        isUnsaved: () => false,
        person,
        signal: new AbortController().signal,
      });
      await new Rotation(journal, ports).begin();
      await expectShown('its end', () => shows(rowPattern('ci-2', sentence('stored'))) && hides(rowPattern('ci')));
    });

    it('hides tokens that the other window deletes', async () => {
      await here.run(deleteToken, { server, name: 'ci-2' });
      await expectShown('a deletion', () => hides(rowPattern('ci-2')));
      await here.run(createNamedToken, { server, name: 'removed', expiry: 'never' });
      const { identity } = await here.connections.prepare(serverHere());
      await here.tokens.removeByHashPrefix(identity, (await recordOf('removed')).hash);
      await expectShown(
        'a removed secret',
        () => shows(rowPattern('removed')) && hides(rowPattern('removed', `${sentence('stored')}$`)),
      );
      await here.run(deleteToken, { server, name: 'removed' });
      await expectShown('a deletion of a token that was not stored', () => hides(rowPattern('removed')));
    });

    it('shows no deleted token from an outdated list', async () => {
      await here.run(createNamedToken, { server, name: 'ghost', expiry: 'never' });
      await expectShown('one more creation', () => shows(rowPattern('ghost', sentence('stored'))));
      await waitUntilSettled();
      await control.clearRequests();
      const delay = { kind: 'delay', when: 'beforeResponse', milliseconds: 800, path: listPath } as const;
      await control.addFault({ ...delay, times: 2 });
      const lateReloads = [here.store.reload(serverHere()), there.store.reload(there.store.find(url))];
      await eventually(async () => (await control.requests()).filter(({ path }) => path === listPath).length === 2);
      const wasListed: boolean[] = [];
      const recordState = () => {
        const { tokens, contact } = here.store.state(serverHere());
        if (contact.kind === 'reached') wasListed.push(tokens?.some(({ name }) => name === 'ghost') ?? false);
      };
      const listener = here.store.onDidChange(recordState);
      await here.run(deleteToken, { server, name: 'ghost' });
      await expectShown('a deletion during a refresh', () => hides(rowPattern('ghost')));
      let isShownAgain = false;
      const otherListener = there.store.onDidChange(() => (isShownAgain ||= !hides(rowPattern('ghost'))));
      await Promise.all(lateReloads);
      await waitUntilSettled();
      listener.dispose();
      otherListener.dispose();
      assert.deepEqual([...new Set(wasListed)], [false], 'this window read no list with the token');
      assert.equal(isShownAgain, false, 'the other window never shows it again');
      assert.ok(hides(rowPattern('ghost')));
    });

    it('shows a sign-out in the other window, not a missing token', async () => {
      const signInStates = new Set<string>();
      const listener = there.store.onDidChange(() => signInStates.add(there.store.state(there.store.find(url)).signIn));
      await here.run(signOut, { server });
      await expectShown(
        'a sign-out',
        () => shows(rowPattern('Shared', sentence('notSignedIn'))) && hides(rowPattern('_admin')),
      );
      await waitUntilSettled();
      listener.dispose();
      assert.ok(!signInStates.has('missing'), 'the token was never reported as missing');
    });

    it('forgets a server that the other window removes', async () => {
      await here.run(removeServer, { server });
      await expectShown('a removed server', () => readRows().length === 0);
      await configuration().update('servers', [{ name: 'Again', url }], true);
      await expectShown('an added server', () => shows(rowPattern('Again', sentence('notSignedIn'))));
      await waitUntilSettled();
      const { identity } = await there.connections.prepare(there.store.find(url));
      assert.deepEqual(await there.tokens.listStored(identity), []);
    });

    async function waitUntilSettled(): Promise<void> {
      const isSettled = () => [here, there].every(({ store }) => store.isUpToDate(store.find(url)));
      let settledSince = performance.now();
      await eventually(() => {
        if (!isSettled()) settledSince = performance.now();
        return Promise.resolve(performance.now() - settledSince > delays.secrets + delays.state + 400);
      });
    }
  });
}
