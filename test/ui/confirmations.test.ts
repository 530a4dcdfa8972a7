import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../support/host/paths.ts';
import { userSettingsFile } from '../support/host/userSettings.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { cancelThenConfirm, waitForSilence } from './helpers/dialogs.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { inOrder, reachable } from './helpers/patterns.ts';
import { selectServer } from './helpers/selectServer.ts';
import { isTokenOf } from './helpers/tokens.ts';

describe('A command called with arguments, outside test mode', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let profile: string;

  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer();
    profile = await mkdtemp(join(tmpdir(), 'confirmations-'));
    const { url } = server;
    const keys: Record<string, [command: string, args: object]> = {
      a: ['addServer', { server: url, name: 'Local' }],
      o: ['createOperatorToken', { server: 'Local' }],
      t: ['testConnection', { server: url }],
      n: ['createNamedToken', { server: 'Local', name: 'outside', expiry: '30d' }],
      c: ['copyToken', { server: 'Local', name: 'outside' }],
      s: ['signIn', { server: 'Local', fromClipboard: true }],
      d: ['deleteToken', { server: 'Local', name: 'outside' }],
      g: ['regenerateOperatorToken', { server: 'Local' }],
      l: ['deleteToken', { server: { kind: 'server', name: 'Local', url }, record: { name: 'outside' } }],
    };
    window = await openWindow({
      extension: { folder: repositoryRoot },
      userDataDir: profile,
      settings: { 'influxdb3Tokens.clipboard.clearAfterSeconds': 0 },
      keybindings: Object.entries(keys).map(([key, [command, args]]) => ({
        key: `ctrl+alt+${key}`,
        command: `influxdb3Tokens.${command}`,
        // Has no effect outside test mode.
        args: { ...args, confirm: true },
      })),
    });
    await window.openContainer('InfluxDB 3 Tokens');
    await window.tree.welcomeText();
  });

  after(async () => {
    await window.close();
    await server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  });

  beforeEach(() => window.setClipboard('mine'));
  afterEach(screenshotFailures(() => window));

  const press = (key: string): Promise<void> => window.page.keyboard.press(`Control+Alt+${key}`);
  const names = (): string[] => server.tokens().map(({ name }) => String(name));
  const sent = (method: string, path: string): number =>
    server.requests.filter((request) => request.method === method && request.path.startsWith(path)).length;

  const pressAndConfirm = (key: string, button: string, afterCancel: () => unknown): Promise<string> =>
    cancelThenConfirm(window, () => press(key), button, afterCancel);

  it('asks once before adding a server, and leaves the settings alone after Cancel', async () => {
    const dialog = await pressAndConfirm('a', 'Add Server', async () => {
      assert.ok(!(await readFile(userSettingsFile(profile), 'utf8')).includes(server.url));
    });
    assert.ok(dialog.includes('"Local"') && dialog.includes(server.url), dialog);
    await window.tree.waitForRow('Local');
    await window.messages.waitForNotification(sentence('addedServer', 'Local'));
    assert.ok((await readFile(userSettingsFile(profile), 'utf8')).includes(server.url));
  });

  it('asks once before creating the operator token', async () => {
    await window.tree.waitForRow(reachable);
    const before = sent('POST', '/api/v3/configure/token/admin');
    const dialog = await pressAndConfirm('o', sentence('createToken'), async () => {
      assert.deepEqual(names(), []);
      assert.equal(await window.clipboardText(), 'mine');
    });
    assert.match(dialog, sentencePattern('createOperatorTokenQuestion', server.url));
    await window.messages.waitForNotification(sentence('tokenCreated', '_admin', 'Local'));
    assert.ok(isTokenOf(server, '_admin', await window.clipboardText()));
    assert.equal(sent('POST', '/api/v3/configure/token/admin'), before + 1);
    await window.tree.waitForRow('_admin');
  });

  it('asks once before sending a token to test the connection', async () => {
    await waitForSilence(server);
    const dialog = await pressAndConfirm('t', sentence('testConnection'), () => assert.deepEqual(server.requests, []));
    assert.ok(dialog.includes('"_admin"') && dialog.includes(server.url), dialog);
    await window.messages.waitForNotification(sentencePattern('respondedAndAccepted', 'Local'));
  });

  it('asks once before creating a named token', async () => {
    await waitForSilence(server);
    const dialog = await pressAndConfirm('n', sentence('createToken'), async () => {
      assert.deepEqual(server.requests, []);
      assert.deepEqual(names(), ['_admin']);
      assert.equal(await window.clipboardText(), 'mine');
    });
    assert.ok(dialog.includes('"outside"') && dialog.includes(server.url), dialog);
    await window.messages.waitForNotification(sentence('tokenCreated', 'outside', 'Local'));
    assert.ok(isTokenOf(server, 'outside', await window.clipboardText()));
    assert.equal(sent('POST', '/api/v3/configure/token/named_admin'), 1);
    await window.messages.dismissNotifications();
  });

  it('asks once before copying a token to the clipboard', async () => {
    const dialog = await pressAndConfirm('c', 'Copy Token', async () => {
      assert.equal(await window.clipboardText(), 'mine');
    });
    assert.ok(dialog.includes('"outside"') && dialog.includes(server.url), dialog);
    await window.messages.waitForNotification(sentence('copiedToken', 'outside'));
    assert.ok(isTokenOf(server, 'outside', await window.clipboardText()));
    await window.messages.dismissNotifications();
  });

  it('asks once before sending and storing the token on the clipboard', async () => {
    await window.tree.inlineAction('outside', 'Copy Token');
    await window.messages.waitForNotification(sentence('copiedToken', 'outside'));
    await waitForSilence(server);
    const dialog = await pressAndConfirm('s', 'Sign In', async () => {
      assert.deepEqual(server.requests, []);
      assert.match(
        (await window.tree.rows()).find(({ label }) => label === '_admin')?.description ?? '',
        sentencePattern('signedIn'),
      );
    });
    assert.match(dialog, sentencePattern('clipboardSignInQuestion', server.url));
    await window.tree.waitForRow(inOrder(/outside/, sentencePattern('signedIn')));
    await window.messages.dismissNotifications();
  });

  it('asks before deleting a token, as the tree and the palette do', async () => {
    await waitForSilence(server);
    await press('d');
    const dialog = await window.messages.dialogText();
    assert.deepEqual(server.requests, []);
    assert.ok(dialog.includes('"outside"') && dialog.includes(server.url), dialog);
    await window.messages.clickDialogButton('Cancel');
    for (const start of [
      () => window.tree.inlineAction('outside', 'Delete Token'),
      () => window.tree.contextMenu('outside', 'Delete Token...'),
      async () => {
        await window.commandPalette('InfluxDB 3: Delete Token...');
        await selectServer(window);
        await window.quickInput.waitForOpen('Delete Token');
        await window.quickInput.pick('outside');
      },
    ]) {
      await start();
      assert.equal(await window.messages.dialogText(), dialog);
      await window.messages.clickDialogButton('Cancel');
    }
    assert.deepEqual(names(), ['_admin', 'outside']);
    assert.equal(sent('DELETE', '/'), 0);
  });

  it('asks before regenerating the operator token, as the tree does', async () => {
    const before = server.tokens()[0]?.hash;
    await window.tree.contextMenu('_admin', 'Regenerate Operator Token...');
    assert.ok((await window.messages.dialogText()).includes(server.url));
    await window.messages.clickDialogButton('Cancel');
    await pressAndConfirm('g', sentence('regenerate'), () => assert.equal(server.tokens()[0]?.hash, before));
    await window.messages.waitForNotification(sentence('tokenCreated', '_admin', 'Local'));
    assert.notEqual(server.tokens()[0]?.hash, before);
    assert.equal(sent('POST', '/api/v3/configure/token/admin/regenerate'), 1);
    await window.messages.dismissNotifications();
  });

  it('rejects an object that looks like a row', async () => {
    await press('l');
    await window.messages.waitForNotification(sentence('argumentInvalid', 'server'));
    assert.equal(await window.messages.hasDialog(), false);
    assert.deepEqual(names(), ['_admin', 'outside']);
    await window.messages.dismissNotifications();
  });

  it('asks only for the server from the palette, and nothing from the tree', async () => {
    await window.commandPalette('InfluxDB 3: Create Named Token...');
    await selectServer(window);
    await window.quickInput.waitForOpen('Create Named Token');
    await window.quickInput.type('inside');
    await window.quickInput.accept();
    await window.quickInput.waitForOpen('Create Named Token: inside');
    await window.quickInput.accept();
    await window.messages.waitForNotification(sentence('tokenCreated', 'inside', 'Local'));
    await window.setClipboard('mine');
    await window.tree.inlineAction('inside', 'Copy Token');
    await window.messages.waitForNotification(sentence('copiedToken', 'inside'));
    await window.setClipboard('mine');
    await window.commandPalette('InfluxDB 3: Copy Token');
    await selectServer(window);
    await window.quickInput.waitForOpen('Copy Token');
    await window.quickInput.pick('outside');
    await window.messages.waitForNotification(sentence('copiedToken', 'outside'));
    assert.ok(isTokenOf(server, 'outside', await window.clipboardText()));
  });
});
