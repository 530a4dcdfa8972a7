import assert from 'node:assert/strict';
import { repositoryRoot } from '../host/paths.ts';
import { openWindow, type EditorWindow } from '../host/window.ts';
import { startTokenServer, type TokenServer } from '../influxdb3/server.ts';
import { picturesOfFailures } from './helpers/pictures.ts';
import { isString, makeToken } from './helpers/tokens.ts';

describe('With the keyboard alone', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let operator: string;

  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer();
    operator = await makeToken(server);
    window = await openWindow({
      extension: { folder: repositoryRoot },
      settings: { 'influxdb3Tokens.servers': [{ name: 'Local', url: server.url }] },
    });
  });

  after(async () => {
    await window.close();
    await server.close();
  });

  afterEach(picturesOfFailures(() => window));

  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => pressOne(key)), Promise.resolve());
  const pressOne = (key: string): Promise<void> => window.page.keyboard.press(key);
  const type = (text: string): Promise<void> => window.page.keyboard.type(text);
  const focused = (text: string | RegExp): Promise<void> =>
    window.page.locator('.monaco-list-row.focused', { hasText: text }).waitFor();

  /** Runs a command by typing its title into the palette; again, where the palette did not know it yet. */
  async function palette(title: string): Promise<void> {
    const box = window.page.locator('.quick-input-widget:visible input').first();
    const found = window.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title });
    for (let attempt = 0; ; attempt++) {
      try {
        await press('F1');
        await box.waitFor({ timeout: 3000 });
        await type(title);
        await found.waitFor({ timeout: 1500 });
        break;
      } catch (error) {
        if (attempt === 19) throw error;
        await press('Escape');
        await window.quickInput.closed();
      }
    }
    await press('Enter');
    await found.waitFor({ state: 'hidden' });
  }

  /** Goes to the view by its command, and there to its first or last row. */
  async function view(key: 'Home' | 'End'): Promise<void> {
    await palette('InfluxDB 3 Tokens: Focus on Servers View');
    await window.page.locator('.part.sidebar .monaco-list:focus').waitFor();
    await press(key);
  }

  /** Chooses from the menu of the row that has the focus. */
  async function menu(entry: string): Promise<void> {
    await press('Shift+F10');
    const chosen = window.page.locator('.monaco-menu .action-item.focused', { hasText: entry });
    await window.page.locator('.monaco-menu').waitFor();
    for (let moves = 0; moves < 20 && (await chosen.count()) === 0; moves++) await press('ArrowDown');
    await chosen.waitFor();
    await press('Enter');
  }

  it('a person signs in', async function () {
    this.timeout(120_000);
    await window.setClipboard(operator);
    await palette('InfluxDB 3 Tokens: Focus on Servers View');
    await window.tree.waitForRow('not signed in');
    await palette('InfluxDB 3: Sign In');
    await window.quickInput.open('Sign In');
    await press('Control+V', 'Enter');
    await window.quickInput.closed();
    await window.tree.waitForRow('_admin');
  });

  it('a person creates a token from the menu of a row', async () => {
    await view('Home');
    await focused('Local');
    await menu('Create Named Token');
    await window.quickInput.open('Create Named Token');
    await type('by-keyboard');
    await press('Enter');
    await window.quickInput.open('Create Named Token: by-keyboard');
    await focused('30d');
    await press('ArrowDown');
    await focused('90d');
    await press('Enter');
    await window.messages.waitForNotification(/"by-keyboard" was made on Local/);
    await window.tree.waitForRow(/by-keyboard.*expires in 90 days/);
    assert.ok(isString(server, 'by-keyboard', await window.clipboardText()));
  });

  it('a person presses a button of the notification', async () => {
    await palette('Notifications: Show Notifications');
    await window.page.locator('.notifications-center:visible .monaco-list-row.focused').waitFor();
    const button = window.page.locator('.notifications-center .monaco-button:focus', {
      hasText: 'Use for This Server',
    });
    for (let moves = 0; moves < 10 && (await button.count()) === 0; moves++) await press('Tab');
    await button.waitFor();
    await press('Enter');
    await window.tree.waitForRow(/by-keyboard.*signed in/);
  });

  it('a person deletes a token, and says no first', async () => {
    for (const [answer, left] of [
      ['Escape', 2],
      ['Enter', 1],
    ] as const) {
      await view('End');
      await focused('by-keyboard');
      await menu('Delete Token');
      assert.match(await window.messages.dialogText(), /Delete the token "by-keyboard" on Local[^]*signed out/);
      await press(answer);
      await window.page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
      if (answer === 'Enter') await window.tree.waitForRow('not signed in');
      assert.equal(server.tokens().length, left);
    }
  });

  it('a person sees at all times where they are', async () => {
    await view('Home');
    await focused('Local');
    const label = await window.tree.row('Local').getAttribute('aria-label');
    assert.match(label ?? '', /^Server Local, reachable, not signed in, http:/);
    await window.screenshot('keyboard');
  });
});
