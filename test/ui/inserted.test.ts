import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/paths.ts';
import { openWindow, type EditorWindow } from '../host/window.ts';
import { startTokenServer, type TokenServer } from '../influxdb3/server.ts';
import { saysNoThenYes } from './helpers/asking.ts';
import { picturesOfFailures } from './helpers/pictures.ts';
import { isString } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

describe('A token that is wanted in a file or in a terminal', () => {
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

  afterEach(picturesOfFailures(() => window));

  const made = '"_admin" was made on Local';
  const content = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');

  /** Opens a file with the cursor at its end. */
  async function open(file: string): Promise<void> {
    await window.page.keyboard.press('Control+P');
    await window.quickInput.open();
    await window.quickInput.type(file);
    await window.quickInput.pick(file);
    await window.page.locator('.tab.active', { hasText: file }).waitFor();
    await window.page.locator('.editor-instance .monaco-editor.focused').waitFor();
    await window.page.keyboard.press('Control+End');
  }

  /** Waits until the editor has saved a file by itself. */
  async function changed(file: string, before: string): Promise<string> {
    await until(`${file} is not "${before}" any more`, async () => (await content(file)) !== before);
    return content(file);
  }

  it('is inserted by the notification of its birth, which says where to click while there is no cursor', async () => {
    await window.tree.waitForRow('reachable');
    await window.commandPalette('InfluxDB 3: Create Operator Token');
    await window.messages.waitForNotification(made);
    await window.messages.pressNotificationButton(made, 'Insert at Cursor');
    const said = await window.messages.waitForNotification(/There is no cursor to insert at.*was made on Local/);
    assert.match(said, /Click the place in a file where the token is to stand, and try again/);
    await open('notes.env');
    await window.screenshot('insert-offered');
    await window.messages.pressNotificationButton(made, 'Insert at Cursor');
    const [, string] = /^TOKEN=(.*)$/.exec(await changed('notes.env', 'TOKEN=')) ?? [];
    assert.ok(string !== undefined && isString(server, '_admin', string));
    assert.ok(!(await window.messages.notifications()).some((text) => text.includes(made)));
    await window.messages.dismissNotifications();
  });

  it('is asked about once before somebody else has it inserted: no leaves the file alone', async () => {
    const before = await content('notes.env');
    const asked = await saysNoThenYes(
      window,
      () => window.page.keyboard.press('Control+Alt+I'),
      'Insert Token',
      async () => assert.equal(await content('notes.env'), before),
    );
    assert.ok(
      ['"_admin"', server.url, '"notes.env"'].every((named) => asked.includes(named)),
      asked,
    );
    assert.equal(await changed('notes.env', before), `${before}${before.slice('TOKEN='.length)}`);
  });

  it('is asked about before it goes into a file that git tracks, and a reference is offered', async () => {
    const before = await content('telegraf.conf');
    await open('telegraf.conf');
    await window.page.keyboard.press('ArrowLeft');
    await window.commandPalette('InfluxDB 3: Create Named Token...');
    await window.quickInput.open('Create Named Token');
    await window.quickInput.type('telegraf');
    await window.quickInput.accept();
    await window.quickInput.open('Create Named Token: telegraf');
    await window.quickInput.accept();
    const insert = () => window.messages.pressNotificationButton('"telegraf" was made', 'Insert at Cursor');
    await insert();
    const asked = await window.messages.dialogText();
    assert.ok(
      ['"telegraf"', server.url, '"telegraf.conf"', '${INFLUXDB3_AUTH_TOKEN}'].every((named) => asked.includes(named)),
      asked,
    );
    await window.screenshot('insert-asked-git');
    await window.messages.pressDialogButton('Cancel');
    // It is still there to be pressed, and the file is as it was.
    await insert();
    await window.messages.pressDialogButton('Insert Reference');
    const after = await changed('telegraf.conf', before);
    assert.equal(after, before.replace('""', '"${INFLUXDB3_AUTH_TOKEN}"'));
    await window.messages.dismissNotifications();
  });

  it('is asked about once before somebody else opens a terminal with it', async () => {
    const terminals = window.page.locator('.terminal-wrapper.active');
    const asked = await saysNoThenYes(
      window,
      () => window.page.keyboard.press('Control+Alt+T'),
      'Open Terminal',
      async () => assert.equal(await terminals.count(), 0),
    );
    assert.ok(asked.includes(server.url), asked);
    await terminals.waitFor();
    await window.screenshot('terminal-opened');
  });
});
