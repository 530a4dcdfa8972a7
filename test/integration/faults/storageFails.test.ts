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
import type { Dependencies } from '../../../src/commands/dependencies.ts';
import type { Command } from '../../../src/commands/command.ts';
import { controlServer, type ControlledServer } from '../../support/influxdb3/controlClient.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { activateExtension, run, variable } from '../support/extension.ts';
import { openWindow, type OpenWindow } from '../support/openWindow.ts';
import { signInSecret } from '../support/secrets.ts';
import { isTokenAccepted } from '../support/serverList.ts';
import { SharedProfile } from '../support/sharedProfile.ts';

const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');
const url = variable('STORED_URL');
const server = url;
const listEntry = { name: 'Stored', url };
const keyringError = () => new Error('The name org.freedesktop.secrets was not provided');
let control: ControlledServer;

const namesOnServer = async () => (await control.tokens()).map(({ name }) => name);

describe('Storage failures', () => {
  before(async () => {
    control = controlServer(variable('STORED_CONTROL_URL'));
    await activateExtension();
    await configuration().update('servers', [listEntry], true);
    await run('createOperatorToken', { server });
  });
  after(() => configuration().update('servers', undefined, true));

  describe("settings.json that VS Code can't write", () => {
    let file: vscode.Uri;
    let original: Uint8Array;

    before(async () => {
      await vscode.commands.executeCommand('workbench.action.openSettingsJson');
      const document = vscode.window.activeTextEditor?.document;
      assert.ok(document);
      file = document.uri;
      original = await vscode.workspace.fs.readFile(file);
      const text = new TextDecoder().decode(original);
      // VS Code still reads the invalid file, but no longer writes it.
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(`${text}}`));
      await rejection(Promise.resolve(configuration().update('requestTimeoutSeconds', 11, true)));
    });
    after(async () => {
      await vscode.workspace.fs.writeFile(file, original);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await waitUntilWritable();
    });

    const rejection = async (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => assert.fail('the setting was written'),
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    const waitUntilWritable = async (): Promise<void> => {
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

    it('rejects changes of the list and keeps its secrets', async () => {
      const { secrets } = await activateExtension();
      const operator = await signInSecret(secrets, url);
      assert.ok(operator);
      for (const [command, args] of [
        ['addServer', { server: 'https://other.example', name: 'Other' }],
        ['editServer', { server, newName: 'Renamed' }],
        ['removeServer', { server, confirm: true }],
      ] as const) {
        const message = await rejection(run(command, args));
        assert.match(message, sentencePattern('userSettingsNotWritten'), command);
        assert.notEqual(message, sentence('userSettingsNotWritten', ''), 'the message contains the cause');
      }
      assert.deepEqual(configuration().get('servers'), [listEntry]);
      assert.equal(await signInSecret(secrets, url), operator);
    });
  });

  describe('Server setting that is not a list', () => {
    after(() => configuration().update('servers', [listEntry], true));

    it('rejects addServer and keeps the setting', async () => {
      await configuration().update('servers', { stored: url }, true);
      await assert.rejects(
        run('addServer', { server: 'https://other.example', name: 'Other' }),
        sentencePattern('userServersNotAList'),
      );
      assert.deepEqual(configuration().inspect('servers')?.globalValue, { stored: url });
    });
  });

  describe('Secret storage that fails', () => {
    let folder: string;
    let profile: SharedProfile;
    let here: OpenWindow;
    let operator: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'stored-'));
      const { secrets } = await activateExtension();
      operator = (await signInSecret(secrets, url)) ?? assert.fail('not signed in');
    });
    after(() => rm(folder, { recursive: true, force: true }));

    beforeEach(async () => {
      await configuration().update('servers', [listEntry], true);
      profile = new SharedProfile({ secrets: 1, state: 1 });
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

    it('makes every command reject before it changes anything', async () => {
      const names = await namesOnServer();
      const stored = new Map(profile.secrets);
      profile.secretsFailure = keyringError;
      const commands: [(parts: Dependencies) => Command, object][] = [
        [signIn, { fromClipboard: true }],
        [signOut, {}],
        [createNamedToken, { name: 'never', expiry: 'never' }],
        [deleteToken, { name: '_admin' }],
        [regenerateOperatorToken, {}],
      ];
      for (const [command, args] of commands) {
        await assert.rejects(
          here.run(command, { server, ...args }),
          sentencePattern('secretStorageFailed', '"The name org.freedesktop.secrets was not provided".'),
        );
      }
      assert.equal((await state()).contact.kind, 'failed');
      assert.deepEqual(await namesOnServer(), names);
      assert.deepEqual(profile.secrets, stored);
      profile.secretsFailure = undefined;
      assert.equal((await state()).signIn, 'signedIn');
    });

    it("leaves a new token that can't be stored on the clipboard", async () => {
      profile.secretsFailure = (what, key) =>
        what === 'store' && key.startsWith('kept|') ? keyringError() : undefined;
      await here.run(createNamedToken, { server, name: 'unstored', expiry: 'never' });
      const copied = await newClipboardText();
      assert.ok(await isTokenAccepted(url, copied));
      assert.deepEqual(await here.tokens.listStored(await identity()), []);
      profile.secretsFailure = undefined;
      await here.run(deleteToken, { server, name: 'unstored' });
    });

    it("stores a regenerated token that can't become the sign-in token", async () => {
      profile.secretsFailure = (what, key) =>
        what === 'store' && key.startsWith('signIn|') ? keyringError() : undefined;
      await here.run(regenerateOperatorToken, { server });
      const stored = await here.tokens.listStored(await identity());
      assert.deepEqual(
        stored.map(({ name }) => name),
        ['_admin'],
      );
      const token = await here.tokens.findByHash(await identity(), stored[0]?.hash ?? '');
      operator = token?.reveal() ?? assert.fail('the token is not stored');
      assert.ok(await isTokenAccepted(url, operator));
    });

    it("keeps a deleted token stored when its secret can't be removed", async () => {
      await here.run(createNamedToken, { server, name: 'deleted', expiry: 'never' });
      profile.secretsFailure = (what) => (what === 'delete' ? keyringError() : undefined);
      await here.run(deleteToken, { server, name: 'deleted' });
      assert.ok(!(await namesOnServer()).includes('deleted'), 'the server deleted the token');
      const [storedToken] = await here.tokens.listStored(await identity());
      assert.equal(storedToken?.name, 'deleted');
      profile.secretsFailure = undefined;
      await here.tokens.remove(await identity(), storedToken.hash);
      assert.deepEqual(await here.tokens.listStored(await identity()), []);
    });

    it('makes signOut reject and keep the sign-in', async () => {
      profile.secretsFailure = (what) => (what === 'delete' ? keyringError() : undefined);
      await assert.rejects(here.run(signOut, { server }), sentencePattern('secretStorageFailed'));
      assert.equal((await state()).signIn, 'signedIn');
    });

    it('makes removeServer report secrets that only a second call removes', async () => {
      profile.secretsFailure = (what) => (what === 'delete' ? keyringError() : undefined);
      await assert.rejects(
        here.run(removeServer, { server }),
        sentencePattern('serverRemovedPartly', 'Stored', undefined, url),
      );
      assert.deepEqual(configuration().get('servers'), []);
      assert.equal((await here.tokens.readSignIn(await here.connections.identityOf({ url }))).kind, 'token');
      profile.secretsFailure = undefined;
      await configuration().update('servers', [listEntry], true);
      await here.run(removeServer, { server });
      assert.equal(profile.secrets.size, 0);
    });

    it('reports a lost sign-in when the storage is empty', async () => {
      profile.secrets.clear();
      assert.equal((await state()).signIn, 'missing');
      await assert.rejects(
        here.run(createNamedToken, { server, name: 'never', expiry: 'never' }),
        sentencePattern('signInTokenMissing', 'Stored'),
      );
      await here.run(signOut, { server });
      assert.equal((await state()).signIn, 'signedOut');
    });

    it('stores and removes secrets, with a warning, when only metadata fails', async () => {
      await here.run(signOut, { server });
      profile.stateFailure = new Error('SQLITE_FULL: database or disk is full');
      await vscode.env.clipboard.writeText(operator);
      await here.run(signIn, { server, fromClipboard: true });
      assert.equal((await state()).signIn, 'signedIn');
      assert.match(
        here.warnings[0] ?? '',
        sentencePattern('stateNotSaved', '"SQLITE_FULL: database or disk is full".'),
      );
      await here.run(signOut, { server });
      assert.equal((await state()).signIn, 'signedOut');
      assert.equal(here.warnings.length, 2);
    });

    async function newClipboardText(): Promise<string> {
      const until = Date.now() + 5000;
      for (;;) {
        const text = await vscode.env.clipboard.readText();
        if (text !== operator) return text;
        assert.ok(Date.now() < until, 'the token was copied');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  });
});
