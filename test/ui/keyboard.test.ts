import assert from 'node:assert/strict';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { expiresInDays, inOrder } from './helpers/patterns.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { isTokenOf, createToken } from './helpers/tokens.ts';

describe('Using only the keyboard', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let operator: string;

  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer();
    operator = await createToken(server);
    window = await openWindow({
      extension: { folder: repositoryRoot },
      settings: { 'influxdb3Tokens.servers': [{ name: 'Local', url: server.url }] },
    });
  });

  after(async () => {
    await window.close();
    await server.close();
  });

  afterEach(screenshotFailures(() => window));

  const press = (...keys: string[]) =>
    keys.reduce((before, key) => before.then(() => pressKey(key)), Promise.resolve());
  const pressKey = (key: string): Promise<void> => window.page.keyboard.press(key);
  const type = (text: string): Promise<void> => window.page.keyboard.type(text);
  const focused = (text: string | RegExp): Promise<void> =>
    window.page.locator('.monaco-list-row.focused', { hasText: text }).waitFor();

  /** Runs a command by typing its title into the palette. Retries, because the palette may not list it yet. */
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
        await window.quickInput.waitForClose();
      }
    }
    await press('Enter');
    await found.waitFor({ state: 'hidden' });
  }

  async function focusRow(key: 'Home' | 'End'): Promise<void> {
    await palette('InfluxDB 3 Tokens: Focus on Servers View');
    await window.page.locator('.part.sidebar .monaco-list:focus').waitFor();
    await press(key);
  }

  async function selectInMenu(entry: string): Promise<void> {
    await press('Shift+F10');
    const focusedEntry = window.page.locator('.monaco-menu .action-item.focused', { hasText: entry });
    await window.page.locator('.monaco-menu').waitFor();
    for (let moves = 0; moves < 20 && (await focusedEntry.count()) === 0; moves++) await press('ArrowDown');
    await focusedEntry.waitFor();
    await press('Enter');
  }

  it('signs in', async function () {
    this.timeout(120_000);
    await window.setClipboard(operator);
    await palette('InfluxDB 3 Tokens: Focus on Servers View');
    await window.tree.waitForRow(sentence('notSignedIn'));
    await palette('InfluxDB 3: Sign In');
    await focused('Local');
    await press('Enter');
    await window.page.locator('.quick-input-widget:visible input[type="password"]').waitFor();
    await press('Control+V', 'Enter');
    await window.quickInput.waitForClose();
    await window.tree.waitForRow('_admin');
  });

  it('creates a token from the context menu of a row', async () => {
    await focusRow('Home');
    await focused('Local');
    await selectInMenu('Create Named Token');
    await window.quickInput.waitForOpen('Create Named Token');
    await type('by-keyboard');
    await press('Enter');
    await window.quickInput.waitForOpen('Create Named Token: by-keyboard');
    await focused('30d');
    await press('ArrowDown');
    await focused('90d');
    await press('Enter');
    await window.messages.waitForNotification(sentence('tokenCreated', 'by-keyboard', 'Local'));
    await window.tree.waitForRow(new RegExp(`by-keyboard.*${expiresInDays(90)}`));
    assert.ok(isTokenOf(server, 'by-keyboard', await window.clipboardText()));
  });

  it('selects a button of the notification', async () => {
    await palette('Notifications: Show Notifications');
    await window.page.locator('.notifications-center:visible .monaco-list-row.focused').waitFor();
    const button = window.page.locator('.notifications-center .monaco-button:focus', {
      hasText: sentence('useForThisServer'),
    });
    for (let moves = 0; moves < 10 && (await button.count()) === 0; moves++) await press('Tab');
    await button.waitFor();
    await press('Enter');
    await window.tree.waitForRow(inOrder(/by-keyboard/, sentencePattern('signedIn')));
  });

  it('deletes a token after Enter, and nothing after Escape', async () => {
    for (const [key, remaining] of [
      ['Escape', 2],
      ['Enter', 1],
    ] as const) {
      await focusRow('End');
      await focused('by-keyboard');
      await selectInMenu('Delete Token');
      assert.match(
        await window.messages.dialogText(),
        inOrder(
          sentencePattern('deleteTokenQuestion', 'by-keyboard', 'Local', server.url),
          sentencePattern('deletingSignsInWith', '_admin'),
        ),
      );
      await press(key);
      await window.page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
      if (key === 'Enter') await window.tree.waitForRow(inOrder(/_admin/, sentencePattern('signedIn')));
      assert.equal(server.tokens().length, remaining);
    }
  });

  it('shows which row has the focus', async () => {
    await focusRow('Home');
    await focused('Local');
    const label = await window.tree.row('Local').getAttribute('aria-label');
    assert.ok(label?.startsWith(sentence('serverLabel', 'Local', '')) && label.endsWith(server.url), label ?? '');
    await window.screenshot('keyboard');
  });
});
