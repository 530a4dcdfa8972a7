import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createNamedToken } from '../../../src/commands/createNamedToken.ts';
import { deleteToken } from '../../../src/commands/deleteToken.ts';
import { regenerateOperatorToken } from '../../../src/commands/regenerateOperatorToken.ts';
import { removeServer } from '../../../src/commands/removeServer.ts';
import { signIn } from '../../../src/commands/signIn.ts';
import { signOut } from '../../../src/commands/signOut.ts';
import type { Parts } from '../../../src/commands/parts.ts';
import type { Command } from '../../../src/commands/command.ts';
import { controlServer, type ControlledServer } from '../../influxdb3/controlClient.ts';
import { activated, run, variable } from '../support/extension.ts';
import { openWindow, type OpenWindow } from '../support/openWindow.ts';
import { signInSecret } from '../support/secrets.ts';
import { works } from '../support/serverList.ts';
import { SharedProfile } from '../support/sharedProfile.ts';

const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');
const url = variable('STORED_URL');
const server = url;
const listed = { name: 'Stored', url };
const keyringIsOut = () => new Error('The name org.freedesktop.secrets was not provided');
let control: ControlledServer;

const namesOnServer = async () => (await control.tokens()).map(({ name }) => name);

describe('When the storage of this machine fails', () => {
  before(async () => {
    control = controlServer(variable('STORED_CONTROL_URL'));
    await activated();
    await configuration().update('servers', [listed], true);
    await run('createOperatorToken', { server });
  });
  after(() => configuration().update('servers', undefined, true));

  describe('because VS Code refuses to write the settings', () => {
    let file: vscode.Uri;
    let whole: Uint8Array;

    before(async () => {
      await vscode.commands.executeCommand('workbench.action.openSettingsJson');
      const document = vscode.window.activeTextEditor?.document;
      assert.ok(document);
      file = document.uri;
      whole = await vscode.workspace.fs.readFile(file);
      const text = new TextDecoder().decode(whole);
      // Still read, as far as it can be, and no longer written.
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(`${text}}`));
      await refused(Promise.resolve(configuration().update('requestTimeoutSeconds', 11, true)));
    });
    after(async () => {
      await vscode.workspace.fs.writeFile(file, whole);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await eventuallyWritten();
    });

    const refused = async (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => assert.fail('it was written'),
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    const eventuallyWritten = async (): Promise<void> => {
      const until = Date.now() + 10_000;
      for (;;) {
        try {
          await configuration().update('requestTimeoutSeconds', undefined, true);
          return;
        } catch (error) {
          if (Date.now() > until) throw error;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    };

    it('no server is added, changed or removed, the person is told what to see to, and no secret goes', async () => {
      const { secrets } = await activated();
      const operator = await signInSecret(secrets, url);
      assert.ok(operator);
      for (const [command, args] of [
        ['addServer', { server: 'https://other.example', name: 'Other' }],
        ['editServer', { server, newName: 'Renamed' }],
        ['removeServer', { server, confirm: true }],
      ] as const) {
        const message = await refused(run(command, args));
        assert.match(
          message,
          /^Your settings could not be written, so nothing was changed: \S/,
          `${command}: ${message}`,
        );
        assert.match(message, /See that settings\.json has no errors, is saved, and may be written\.$/, command);
      }
      assert.deepEqual(configuration().get('servers'), [listed]);
      assert.equal(await signInSecret(secrets, url), operator);
    });
  });

  describe('because something else stands in the place of the list of servers', () => {
    after(() => configuration().update('servers', [listed], true));

    it('nothing is written over it', async () => {
      await configuration().update('servers', { stored: url }, true);
      await assert.rejects(run('addServer', { server: 'https://other.example', name: 'Other' }), /must be a list/);
      assert.deepEqual(configuration().inspect('servers')?.globalValue, { stored: url });
    });
  });

  describe('which is the secret storage,', () => {
    let folder: string;
    let profile: SharedProfile;
    let here: OpenWindow;
    let operator: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'stored-'));
      const { secrets } = await activated();
      operator = (await signInSecret(secrets, url)) ?? assert.fail('it is signed in');
    });
    after(() => rm(folder, { recursive: true, force: true }));

    beforeEach(async () => {
      await configuration().update('servers', [listed], true);
      profile = new SharedProfile({ secrets: 1, notes: 1 });
      here = openWindow(profile.window(), folder);
      await vscode.env.clipboard.writeText(operator);
      await here.run(signIn, { server, fromClipboard: true });
    });
    afterEach(() => here.dispose());

    const identity = () => here.connections.identityOf(here.store.find(url));
    const state = async () => {
      await here.store.reload(here.store.find(url));
      return here.store.state(here.store.find(url));
    };

    it('altogether, each command says so, nothing is begun, and nothing is stored or forgotten', async () => {
      const names = await namesOnServer();
      const stored = new Map(profile.secrets);
      profile.secretsFailure = keyringIsOut;
      const commands: [(parts: Parts) => Command, object][] = [
        [signIn, { fromClipboard: true }],
        [signOut, {}],
        [createNamedToken, { name: 'never', expiry: 'never' }],
        [deleteToken, { name: '_admin' }],
        [regenerateOperatorToken, {}],
      ];
      for (const [command, args] of commands) {
        await assert.rejects(
          here.run(command, { server, ...args }),
          /secret storage of this machine failed: .*freedesktop\.secrets was not provided\. .* keyring is running and unlocked/,
        );
      }
      assert.equal((await state()).contact.kind, 'failed');
      assert.deepEqual(await namesOnServer(), names);
      assert.deepEqual(profile.secrets, stored);
      profile.secretsFailure = undefined;
      assert.equal((await state()).signIn, 'signedIn');
    });

    it('as a new token is to be stored, its string is on the clipboard, and goes nowhere by itself', async () => {
      profile.secretsFailure = (what, key) =>
        what === 'store' && key.startsWith('kept|') ? keyringIsOut() : undefined;
      await here.run(createNamedToken, { server, name: 'unstored', expiry: 'never' });
      const copied = await eventualClipboard();
      assert.ok(await works(url, copied));
      assert.deepEqual(await here.tokens.kept(await identity()), []);
      profile.secretsFailure = undefined;
      await here.run(deleteToken, { server, name: 'unstored' });
    });

    it('as the server is to be signed in with a new token, that is kept and works', async () => {
      profile.secretsFailure = (what, key) =>
        what === 'store' && key.startsWith('signIn|') ? keyringIsOut() : undefined;
      await here.run(regenerateOperatorToken, { server });
      const kept = await here.tokens.kept(await identity());
      assert.deepEqual(
        kept.map(({ name }) => name),
        ['_admin'],
      );
      const token = await here.tokens.keptToken(await identity(), kept[0]?.hash ?? '');
      operator = token?.reveal() ?? assert.fail('its string is there');
      assert.ok(await works(url, operator));
    });

    it('as a deleted token is to be forgotten, that one is still kept, and can be forgotten later', async () => {
      await here.run(createNamedToken, { server, name: 'deleted', expiry: 'never' });
      profile.secretsFailure = (what) => (what === 'delete' ? keyringIsOut() : undefined);
      await here.run(deleteToken, { server, name: 'deleted' });
      assert.ok(!(await namesOnServer()).includes('deleted'), 'on the server it is done');
      const [kept] = await here.tokens.kept(await identity());
      assert.equal(kept?.name, 'deleted');
      profile.secretsFailure = undefined;
      await here.tokens.drop(await identity(), kept.hash);
      assert.deepEqual(await here.tokens.kept(await identity()), []);
    });

    it('as it is to be signed out of, it stays signed in', async () => {
      profile.secretsFailure = (what) => (what === 'delete' ? keyringIsOut() : undefined);
      await assert.rejects(here.run(signOut, { server }), /secret storage of this machine failed/);
      assert.equal((await state()).signIn, 'signedIn');
    });

    it('as a server is removed, that is said with what is still kept, and doing it again forgets it', async () => {
      profile.secretsFailure = (what) => (what === 'delete' ? keyringIsOut() : undefined);
      await assert.rejects(
        here.run(removeServer, { server }),
        /"Stored" is removed from your settings, but not all .* could be forgotten\. .* add the server again .* remove it once more/,
      );
      assert.deepEqual(configuration().get('servers'), []);
      assert.equal((await here.tokens.signIn(await here.connections.identityOf({ url }))).kind, 'token');
      profile.secretsFailure = undefined;
      await configuration().update('servers', [listed], true);
      await here.run(removeServer, { server });
      assert.equal(profile.secrets.size, 0);
    });

    it('by coming back empty, that is told from never having been signed in', async () => {
      profile.secrets.clear();
      assert.equal((await state()).signIn, 'lost');
      await assert.rejects(
        here.run(createNamedToken, { server, name: 'never', expiry: 'never' }),
        /is gone from the secret storage of this machine\. Sign in again/,
      );
      await here.run(signOut, { server });
      assert.equal((await state()).signIn, 'signedOut');
    });

    it('to take a note only, the token is stored or forgotten all the same, and the person is told', async () => {
      await here.run(signOut, { server });
      profile.notesFailure = new Error('SQLITE_FULL: database or disk is full');
      await vscode.env.clipboard.writeText(operator);
      await here.run(signIn, { server, fromClipboard: true });
      assert.equal((await state()).signIn, 'signedIn');
      assert.match(here.told[0] ?? '', /could not write its own state: SQLITE_FULL.* See that the disk has room/);
      await here.run(signOut, { server });
      assert.equal((await state()).signIn, 'signedOut');
      assert.equal(here.told.length, 2);
    });

    /** A token that was just made. */
    async function eventualClipboard(): Promise<string> {
      const until = Date.now() + 5000;
      for (;;) {
        const text = await vscode.env.clipboard.readText();
        if (text !== operator) return text;
        assert.ok(Date.now() < until, 'it was copied');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  });
});
