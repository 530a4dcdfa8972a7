import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../support/host/paths.ts';
import { quietSettings } from '../support/host/quietSettings.ts';
import { writeUserSettings } from '../support/host/userSettings.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { waitForWorkbench } from '../support/host/workbench.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { expiresInDays, inOrder } from './helpers/patterns.ts';
import { signIn } from './helpers/signIn.ts';
import { cleanUp } from './helpers/suiteWindow.ts';
import { isTokenOf, createToken } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

describe('A newly created token', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let profile: string;
  let operator: string;

  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer();
    operator = await createToken(server);
    profile = await mkdtemp(join(tmpdir(), 'saved-elsewhere-'));
    window = await openWindow({
      extension: { folder: repositoryRoot },
      userDataDir: profile,
      settings: settings(false),
    });
    await window.openContainer('InfluxDB 3 Tokens');
    await signIn(window, operator);
  });

  cleanUp(() => ({ window, server, profile }));

  const settings = (keepCreatedTokens: boolean): Record<string, unknown> => ({
    'influxdb3Tokens.servers': [{ name: 'Local', url: server.url }],
    'influxdb3Tokens.clipboard.clearAfterSeconds': 0,
    'influxdb3Tokens.keepCreatedTokens': keepCreatedTokens,
  });
  const description = async (label: string): Promise<string> =>
    (await window.tree.rows()).find((row) => row.label === label)?.description ?? '';

  const created = (name: string): string => sentence('tokenCreated', name, 'Local');

  async function create(name: string): Promise<void> {
    await window.tree.inlineAction('Local', 'Create Named Token');
    await window.quickInput.waitForOpen('Create Named Token');
    await window.quickInput.type(name);
    await window.quickInput.accept();
    await window.quickInput.waitForOpen(`Create Named Token: ${name}`);
    await window.quickInput.accept();
    await window.messages.waitForNotification(created(name));
  }

  async function waitUntilNotStored(name: string): Promise<void> {
    const row = window.tree.row(name);
    await row.locator('.label-description', { hasText: new RegExp(`^${expiresInDays(30)}$`) }).waitFor();
    await row.hover();
    assert.equal(await row.locator('.action-label[aria-label^="Copy Token"]').count(), 0);
  }

  it('stays stored with keepCreatedTokens off until it is saved, and can be copied', async () => {
    await create('saved-now');
    await window.screenshot('saved-elsewhere-asked');
    assert.ok(isTokenOf(server, 'saved-now', await window.clipboardText()));
    await window.tree.waitForRow(inOrder(/saved-now/, sentencePattern('stored')));
    await window.setClipboard('something else');
    await window.messages.clickNotificationButton(created('saved-now'), sentence('copyAgain'));
    await window.messages.waitForNotification(created('saved-now'));
    assert.ok(isTokenOf(server, 'saved-now', await window.clipboardText()));
    await window.messages.clickNotificationButton(created('saved-now'), sentence('savedElsewhere'));
    await waitUntilNotStored('saved-now');
  });

  it('stays stored after it is inserted, until the user confirms that it is saved', async () => {
    await create('written');
    await window.commandPalette('File: New Untitled Text File');
    await window.page.locator('.editor-instance .monaco-editor.focused').waitFor();
    await window.messages.clickNotificationButton(created('written'), sentence('insertAtCursor'));
    await window.page.locator('.editor-instance .view-line', { hasText: 'apiv3_' }).waitFor();
    await window.messages.waitForNotification(created('written'));
    await window.tree.waitForRow(inOrder(/written/, sentencePattern('stored')));
    await window.setClipboard('something else');
    await window.page.keyboard.press('Control+A');
    await window.page.keyboard.press('Control+C');
    await until('the editor text is on the clipboard', async () =>
      isTokenOf(server, 'written', await window.clipboardText()),
    );
    await window.messages.clickNotificationButton(created('written'), sentence('savedElsewhere'));
    await waitUntilNotStored('written');
  });

  it('is asked about again after a reload, even if its notification was dismissed', async () => {
    await create('dismissed');
    await window.messages.dismissNotifications();
    // The changed setting doesn't affect tokens created before.
    await writeUserSettings(profile, { ...quietSettings, ...settings(true) });
    await window.page.reload();
    await waitForWorkbench(window.page);
    await window.openContainer('InfluxDB 3 Tokens');
    const stillStored = sentence('stillStored', 'dismissed', 'Local');
    await window.messages.waitForNotification(stillStored);
    await window.screenshot('saved-elsewhere-asked-again');
    assert.ok(!(await window.messages.notifications()).some((text) => text.includes('saved-now')));
    await window.tree.waitForRow(inOrder(/dismissed/, sentencePattern('stored')));
    await window.messages.clickNotificationButton(stillStored, sentence('copyAgain'));
    await window.messages.waitForNotification(stillStored);
    assert.ok(isTokenOf(server, 'dismissed', await window.clipboardText()));
    await window.messages.clickNotificationButton(stillStored, sentence('savedElsewhere'));
    await waitUntilNotStored('dismissed');
    assert.equal(await description('saved-now'), expiresInDays(30));
  });

  it('can be copied before signing out removes its only copy', async () => {
    await window.setClipboard('something else');

    await window.tree.contextMenu('Local', 'Sign Out');
    const dialog = await window.messages.dialogText();
    assert.ok(dialog.includes(server.url) && dialog.includes(sentence('onlyCopy')), dialog);
    await window.screenshot('sign-out-asked');
    await window.messages.clickDialogButton('Cancel');
    assert.match(await description('_admin'), sentencePattern('signedIn'));
    assert.equal(await window.clipboardText(), 'something else');

    await window.tree.contextMenu('Local', 'Sign Out');
    await window.messages.clickDialogButton(sentence('copyAndSignOut'));
    await window.tree.waitForRow(sentence('notSignedIn'));
    assert.equal(await window.clipboardText(), operator);
  });

  it('stays stored with keepCreatedTokens on, and its notification can sign in with it', async () => {
    await signIn(window, operator);
    await create('working');
    await window.tree.waitForRow(inOrder(/working/, sentencePattern('stored')));
    await window.messages.clickNotificationButton(created('working'), sentence('useForThisServer'));
    await window.tree.waitForRow(inOrder(/working/, sentencePattern('signedIn')));
    // The previous sign-in token stays stored, because this may be its only copy.
    await window.tree.waitForRow(new RegExp(`_admin.*${sentence('operator')} · ${sentence('stored')}`));
  });

  it('is removed without asking on sign-out if a copy stays stored', async () => {
    await window.tree.contextMenu('Local', 'Sign Out');
    await window.tree.waitForRow(sentence('notSignedIn'));
    assert.equal(await window.messages.hasDialog(), false);
  });
});
