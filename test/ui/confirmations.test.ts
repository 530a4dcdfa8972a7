import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/paths.ts';
import { userSettingsFile } from '../host/userSettings.ts';
import { openWindow, type EditorWindow } from '../host/window.ts';
import { startTokenServer, type TokenServer } from '../influxdb3/server.ts';
import { nothingSentAnyMore, saysNoThenYes } from './helpers/asking.ts';
import { picturesOfFailures } from './helpers/pictures.ts';
import { isString } from './helpers/tokens.ts';

describe('A command that comes with arguments, outside test mode', () => {
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
        // A yes that came along means nothing here.
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
  afterEach(picturesOfFailures(() => window));

  const press = (key: string): Promise<void> => window.page.keyboard.press(`Control+Alt+${key}`);
  const names = (): string[] => server.tokens().map(({ name }) => String(name));
  const sent = (method: string, path: string): number =>
    server.requests.filter((request) => request.method === method && request.path.startsWith(path)).length;

  /** Presses the key and says no, then presses it again and says yes. Returns what was asked. */
  const refuseThenAgree = (key: string, yes: string, afterNo: () => unknown): Promise<string> =>
    saysNoThenYes(window, () => press(key), yes, afterNo);
  const quiet = (): Promise<void> => nothingSentAnyMore(server);

  it('is asked about once before it adds a server: no leaves the settings alone', async () => {
    const asked = await refuseThenAgree('a', 'Add Server', async () => {
      assert.ok(!(await readFile(userSettingsFile(profile), 'utf8')).includes(server.url));
    });
    assert.ok(asked.includes('"Local"') && asked.includes(server.url), asked);
    await window.tree.waitForRow('Local');
    await window.messages.waitForNotification(/was added/);
    assert.ok((await readFile(userSettingsFile(profile), 'utf8')).includes(server.url));
  });

  it('is asked about once before it claims the operator token', async () => {
    await window.tree.waitForRow('reachable');
    const before = sent('POST', '/api/v3/configure/token/admin');
    const asked = await refuseThenAgree('o', 'Create Token', async () => {
      assert.deepEqual(names(), []);
      assert.equal(await window.clipboardText(), 'mine');
    });
    assert.ok(asked.includes('operator token') && asked.includes(server.url), asked);
    await window.messages.waitForNotification(/"_admin" was made on Local/);
    assert.ok(isString(server, '_admin', await window.clipboardText()));
    assert.equal(sent('POST', '/api/v3/configure/token/admin'), before + 1);
    await window.tree.waitForRow('_admin');
  });

  it('is asked about once before it sends a token to test the connection', async () => {
    await quiet();
    const asked = await refuseThenAgree('t', 'Test', () => assert.deepEqual(server.requests, []));
    assert.ok(asked.includes('"_admin"') && asked.includes(server.url), asked);
    await window.messages.waitForNotification(/answers in .* and takes the token/);
  });

  it('is asked about once before it makes a token', async () => {
    await quiet();
    const asked = await refuseThenAgree('n', 'Create Token', async () => {
      assert.deepEqual(server.requests, []);
      assert.deepEqual(names(), ['_admin']);
      assert.equal(await window.clipboardText(), 'mine');
    });
    assert.ok(asked.includes('"outside"') && asked.includes(server.url), asked);
    await window.messages.waitForNotification(/"outside" was made on Local/);
    assert.ok(isString(server, 'outside', await window.clipboardText()));
    assert.equal(sent('POST', '/api/v3/configure/token/named_admin'), 1);
    await window.messages.dismissNotifications();
  });

  it('is asked about once before a token goes to the clipboard', async () => {
    const asked = await refuseThenAgree('c', 'Copy Token', async () => {
      assert.equal(await window.clipboardText(), 'mine');
    });
    assert.ok(asked.includes('"outside"') && asked.includes(server.url), asked);
    await window.messages.waitForNotification(/"outside" is on the clipboard/);
    assert.ok(isString(server, 'outside', await window.clipboardText()));
    await window.messages.dismissNotifications();
  });

  it('is asked about once before the token on the clipboard is sent and stored', async () => {
    await window.tree.inlineAction('outside', 'Copy Token');
    await window.messages.waitForNotification(/"outside" is on the clipboard/);
    await quiet();
    const asked = await refuseThenAgree('s', 'Sign In', async () => {
      assert.deepEqual(server.requests, []);
      assert.match((await window.tree.rows()).find(({ label }) => label === '_admin')?.description ?? '', /signed in/);
    });
    assert.ok(asked.includes('token on the clipboard') && asked.includes(server.url), asked);
    await window.tree.waitForRow(/outside.*signed in/);
    await window.messages.dismissNotifications();
  });

  it('is asked about before a token is deleted, and so is who does it from the tree or the palette', async () => {
    await quiet();
    await press('d');
    const asked = await window.messages.dialogText();
    assert.deepEqual(server.requests, []);
    assert.ok(asked.includes('"outside"') && asked.includes(server.url), asked);
    await window.messages.pressDialogButton('Cancel');
    for (const begin of [
      () => window.tree.inlineAction('outside', 'Delete Token'),
      () => window.tree.contextMenu('outside', 'Delete Token...'),
      async () => {
        await window.commandPalette('InfluxDB 3: Delete Token…');
        await window.quickInput.open('Delete Token');
        await window.quickInput.pick('outside');
      },
    ]) {
      await begin();
      assert.equal(await window.messages.dialogText(), asked);
      await window.messages.pressDialogButton('Cancel');
    }
    assert.deepEqual(names(), ['_admin', 'outside']);
    assert.equal(sent('DELETE', '/'), 0);
  });

  it('is asked about before the operator token is regenerated, and so is who does it from the tree', async () => {
    const before = server.tokens()[0]?.hash;
    await window.tree.contextMenu('_admin', 'Regenerate Operator Token...');
    assert.ok((await window.messages.dialogText()).includes(server.url));
    await window.messages.pressDialogButton('Cancel');
    await refuseThenAgree('g', 'Regenerate', () => assert.equal(server.tokens()[0]?.hash, before));
    await window.messages.waitForNotification(/"_admin" was made on Local/);
    assert.notEqual(server.tokens()[0]?.hash, before);
    assert.equal(sent('POST', '/api/v3/configure/token/admin/regenerate'), 1);
    await window.messages.dismissNotifications();
  });

  it('gets nowhere with an object that looks like a row: that is not taken for one', async () => {
    await press('l');
    await window.messages.waitForNotification(/The argument "server.*" is unknown to this command/);
    assert.equal(await window.messages.hasDialog(), false);
    assert.deepEqual(names(), ['_admin', 'outside']);
    await window.messages.dismissNotifications();
  });

  it('is what is asked about, and not who creates and copies from the palette and the tree', async () => {
    await window.commandPalette('InfluxDB 3: Create Named Token...');
    await window.quickInput.open('Create Named Token');
    await window.quickInput.type('inside');
    await window.quickInput.accept();
    await window.quickInput.open('Create Named Token: inside');
    await window.quickInput.accept();
    await window.messages.waitForNotification(/"inside" was made on Local/);
    await window.setClipboard('mine');
    await window.tree.inlineAction('inside', 'Copy Token');
    await window.messages.waitForNotification(/"inside" is on the clipboard/);
    await window.setClipboard('mine');
    await window.commandPalette('InfluxDB 3: Copy Token');
    await window.quickInput.open('Copy Token');
    await window.quickInput.pick('outside');
    await window.messages.waitForNotification(/"outside" is on the clipboard/);
    assert.ok(isString(server, 'outside', await window.clipboardText()));
  });
});
