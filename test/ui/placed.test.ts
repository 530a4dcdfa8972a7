import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/paths.ts';
import { quietSettings } from '../host/quietSettings.ts';
import { writeUserSettings } from '../host/userSettings.ts';
import { openWindow, type EditorWindow } from '../host/window.ts';
import { workbenchReady } from '../host/workbench.ts';
import { startTokenServer, type TokenServer } from '../influxdb3/server.ts';
import { picturesOfFailures } from './helpers/pictures.ts';
import { signIn } from './helpers/signIn.ts';
import { isString, makeToken } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

describe('The string of a token right after its birth', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let profile: string;
  let operator: string;

  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer();
    operator = await makeToken(server);
    profile = await mkdtemp(join(tmpdir(), 'placed-'));
    window = await openWindow({
      extension: { folder: repositoryRoot },
      userDataDir: profile,
      settings: settings(false),
    });
    await window.openContainer('InfluxDB 3 Tokens');
    await signIn(window, operator);
  });

  after(async () => {
    await window.close();
    await server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
  });

  beforeEach(() => window.messages.dismissNotifications());
  afterEach(picturesOfFailures(() => window));

  const settings = (keepCreatedTokens: boolean): Record<string, unknown> => ({
    'influxdb3Tokens.servers': [{ name: 'Local', url: server.url }],
    'influxdb3Tokens.clipboard.clearAfterSeconds': 0,
    'influxdb3Tokens.keepCreatedTokens': keepCreatedTokens,
  });
  const description = async (label: string): Promise<string> =>
    (await window.tree.rows()).find((row) => row.label === label)?.description ?? '';

  async function create(name: string): Promise<void> {
    await window.tree.inlineAction('Local', 'Create Named Token');
    await window.quickInput.open('Create Named Token');
    await window.quickInput.type(name);
    await window.quickInput.accept();
    await window.quickInput.open(`Create Named Token: ${name}`);
    await window.quickInput.accept();
    await window.messages.waitForNotification(`"${name}" was made on Local`);
  }

  async function noLongerKept(name: string): Promise<void> {
    const row = window.tree.row(name);
    await row.locator('.label-description', { hasText: /^expires in 30 days$/ }).waitFor();
    await row.hover();
    assert.equal(await row.locator('.action-label[aria-label^="Copy Token"]').count(), 0);
  }

  it('is kept where the person keeps no tokens until it is placed, and can be copied until then', async () => {
    await create('placed-now');
    await window.screenshot('placed-asked');
    assert.ok(isString(server, 'placed-now', await window.clipboardText()));
    await window.tree.waitForRow(/placed-now.*kept/);
    await window.setClipboard('something else');
    await window.messages.pressNotificationButton('"placed-now" was made', 'Copy Again');
    await window.messages.waitForNotification('"placed-now" was made');
    assert.ok(isString(server, 'placed-now', await window.clipboardText()));
    await window.messages.pressNotificationButton('"placed-now" was made', "I've Saved It");
    await noLongerKept('placed-now');
  });

  it('can be inserted at the cursor, and is kept all the same until the person says that it is placed', async () => {
    await create('written');
    await window.commandPalette('File: New Untitled Text File');
    await window.page.locator('.editor-instance .monaco-editor.focused').waitFor();
    await window.messages.pressNotificationButton('"written" was made', 'Insert at Cursor');
    await window.page.locator('.editor-instance .view-line', { hasText: 'apiv3_' }).waitFor();
    await window.messages.waitForNotification('"written" was made');
    await window.tree.waitForRow(/written.*kept/);
    await window.setClipboard('something else');
    await window.page.keyboard.press('Control+A');
    await window.page.keyboard.press('Control+C');
    await until('the text is copied', async () => isString(server, 'written', await window.clipboardText()));
    await window.messages.pressNotificationButton('"written" was made', "I've Saved It");
    await noLongerKept('written');
  });

  it('is asked about again after the window was reloaded, also where its notification was put away', async () => {
    await create('put-away');
    await window.messages.dismissNotifications();
    // How tokens are kept from now on says nothing of those that wait.
    await writeUserSettings(profile, { ...quietSettings, ...settings(true) });
    await window.page.reload();
    await workbenchReady(window.page);
    await window.openContainer('InfluxDB 3 Tokens');
    const said = await window.messages.waitForNotification('"put-away" on Local is still kept');
    assert.match(said, /Is it placed where it is used\?/);
    await window.screenshot('placed-asked-again');
    assert.ok(!(await window.messages.notifications()).some((text) => text.includes('placed-now')));
    await window.tree.waitForRow(/put-away.*kept/);
    await window.messages.pressNotificationButton('"put-away" on Local', 'Copy Again');
    await window.messages.waitForNotification('"put-away" on Local');
    assert.ok(isString(server, 'put-away', await window.clipboardText()));
    await window.messages.pressNotificationButton('"put-away" on Local', "I've Saved It");
    await noLongerKept('put-away');
    assert.equal(await description('placed-now'), 'expires in 30 days');
  });

  it('is not forgotten unasked where it is the only copy: it can be copied first', async () => {
    await window.setClipboard('something else');

    await window.tree.contextMenu('Local', 'Sign Out');
    const asked = await window.messages.dialogText();
    assert.ok(asked.includes(server.url) && asked.includes('the only copy'), asked);
    await window.screenshot('sign-out-asked');
    await window.messages.pressDialogButton('Cancel');
    assert.match(await description('_admin'), /signed in/);
    assert.equal(await window.clipboardText(), 'something else');

    await window.tree.contextMenu('Local', 'Sign Out');
    await window.messages.pressDialogButton('Copy and Sign Out');
    await window.tree.waitForRow('not signed in');
    assert.equal(await window.clipboardText(), operator);
  });

  it('is kept where the person keeps tokens; a click in the notification signs in with it', async () => {
    await signIn(window, operator);
    await create('working');
    await window.tree.waitForRow(/working.*kept/);
    await window.messages.pressNotificationButton('"working" was made', 'Use for This Server');
    await window.tree.waitForRow(/working.*signed in/);
    // What was signed in with before is kept: it may be the only copy.
    await window.tree.waitForRow(/_admin.*operator · kept/);
  });

  it('is forgotten without a question when its server is signed out of, as long as a copy is kept', async () => {
    await window.tree.contextMenu('Local', 'Sign Out');
    await window.tree.waitForRow('not signed in');
    assert.equal(await window.messages.hasDialog(), false);
  });
});
