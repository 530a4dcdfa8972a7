import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { cancelThenConfirm } from './helpers/dialogs.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { selectServer } from './helpers/selectServer.ts';
import { inOrder, reachable } from './helpers/patterns.ts';
import { isTokenOf } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

describe('Inserting a token into a file or a terminal', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let folder: string;

  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer();
    folder = await mkdtemp(join(tmpdir(), 'inserted-'));
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    await writeFile(join(folder, 'telegraf.conf'), '[agent]\n  token = ""');
    execFileSync('git', ['add', 'telegraf.conf'], { cwd: folder });
    await writeFile(join(folder, 'notes.env'), 'TOKEN=');
    window = await openWindow({
      extension: { folder: repositoryRoot },
      workspace: folder,
      settings: {
        'influxdb3Tokens.servers': [{ name: 'Local', url: server.url }],
        'files.autoSave': 'afterDelay',
        'files.autoSaveDelay': 100,
      },
      keybindings: [
        { key: 'ctrl+alt+i', command: 'influxdb3Tokens.insertToken', args: { server: 'Local', name: '_admin' } },
        { key: 'ctrl+alt+t', command: 'influxdb3Tokens.openTerminal', args: { server: 'Local' } },
      ],
    });
    await window.openContainer('InfluxDB 3 Tokens');
  });

  after(async () => {
    await window.close();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  afterEach(screenshotFailures(() => window));

  const created = sentence('tokenCreated', '_admin', 'Local');
  const content = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');

  async function openFile(file: string): Promise<void> {
    await window.page.keyboard.press('Control+P');
    await window.quickInput.waitForOpen();
    await window.quickInput.type(file);
    await window.quickInput.pick(file);
    await window.page.locator('.tab.active', { hasText: file }).waitFor();
    await window.page.locator('.editor-instance .monaco-editor.focused').waitFor();
    await window.page.keyboard.press('Control+End');
  }

  async function changedContent(file: string, before: string): Promise<string> {
    let read = before;
    // VS Code empties a file before it writes it.
    await until(`${file} is no longer "${before}"`, async () => {
      read = await content(file);
      return read !== before && read !== '';
    });
    return read;
  }

  it('uses the notification button, which asks for a cursor when there is none', async () => {
    await window.tree.waitForRow(reachable);
    await window.commandPalette('InfluxDB 3: Create Operator Token');
    await selectServer(window);
    await window.messages.waitForNotification(created);
    await window.messages.clickNotificationButton(created, sentence('insertAtCursor'));
    await window.messages.waitForNotification(
      inOrder(sentencePattern('noActiveEditor'), sentencePattern('tokenCreated', '_admin', 'Local')),
    );
    await openFile('notes.env');
    await window.screenshot('insert-offered');
    await window.messages.clickNotificationButton(created, sentence('insertAtCursor'));
    const [, token] = /^TOKEN=(.*)$/.exec(await changedContent('notes.env', 'TOKEN=')) ?? [];
    assert.ok(token !== undefined && isTokenOf(server, '_admin', token));
    assert.ok(!(await window.messages.notifications()).some((text) => text.includes(created)));
    await window.messages.dismissNotifications();
  });

  it('asks once when called with arguments, and leaves the file alone after Cancel', async () => {
    const before = await content('notes.env');
    const dialog = await cancelThenConfirm(
      window,
      () => window.page.keyboard.press('Control+Alt+I'),
      sentence('insertToken'),
      async () => assert.equal(await content('notes.env'), before),
    );
    assert.ok(
      ['"_admin"', server.url, '"notes.env"'].every((name) => dialog.includes(name)),
      dialog,
    );
    assert.equal(await changedContent('notes.env', before), `${before}${before.slice('TOKEN='.length)}`);
  });

  it('offers a reference before inserting into a file tracked by Git', async () => {
    const before = await content('telegraf.conf');
    await openFile('telegraf.conf');
    await window.page.keyboard.press('ArrowLeft');
    await window.commandPalette('InfluxDB 3: Create Named Token...');
    await selectServer(window);
    await window.quickInput.waitForOpen('Create Named Token');
    await window.quickInput.type('telegraf');
    await window.quickInput.accept();
    await window.quickInput.waitForOpen('Create Named Token: telegraf');
    await window.quickInput.accept();
    const insert = () =>
      window.messages.clickNotificationButton(
        sentence('tokenCreated', 'telegraf', 'Local'),
        sentence('insertAtCursor'),
      );
    await insert();
    const dialog = await window.messages.dialogText();
    assert.ok(
      ['"telegraf"', server.url, '"telegraf.conf"', '${INFLUXDB3_AUTH_TOKEN}'].every((part) => dialog.includes(part)),
      dialog,
    );
    await window.screenshot('insert-asked-git');
    await window.messages.clickDialogButton('Cancel');
    // The notification stays after Cancel.
    await insert();
    await window.messages.clickDialogButton(sentence('insertReference'));
    const after = await changedContent('telegraf.conf', before);
    assert.equal(after, before.replace('""', '"${INFLUXDB3_AUTH_TOKEN}"'));
    await window.messages.dismissNotifications();
  });

  it('asks once before opening a terminal with the token when called with arguments', async () => {
    const terminals = window.page.locator('.terminal-wrapper.active');
    const dialog = await cancelThenConfirm(
      window,
      () => window.page.keyboard.press('Control+Alt+T'),
      sentence('openTerminal'),
      async () => assert.equal(await terminals.count(), 0),
    );
    assert.ok(dialog.includes(server.url), dialog);
    await terminals.waitFor();
    await window.screenshot('terminal-opened');
  });
});
