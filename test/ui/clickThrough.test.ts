import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { startTokenServer, type TokenServer } from '../influxdb3/server.ts';
import { repositoryRoot } from '../host/paths.ts';
import { openWindow, type EditorWindow } from '../host/window.ts';

const sha512 = (text: string) => createHash('sha512').update(text).digest('hex');

describe('A person who clicks through the whole of it', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let operator: string;

  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer();
    window = await openWindow({ extension: { folder: repositoryRoot } });
    await window.openContainer('InfluxDB 3 Tokens');
  });

  after(async () => {
    await window.close();
    await server.close();
  });

  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await window.screenshot(`failed-${this.currentTest.title.replaceAll(/\W+/g, '-')}`);
    }
  });

  it('is welcomed where no server is configured, and adds one', async () => {
    assert.match(await window.tree.welcomeText(), /No InfluxDB 3 server is configured yet/);
    await window.screenshot('welcome');
    await window.page.locator('.welcome-view-content .monaco-button', { hasText: 'Add Server' }).click();

    await window.quickInput.open('Add Server');
    await window.quickInput.type('localhost:8181');
    await window.quickInput.waitForMessage(/Begin the URL with http/);
    await window.quickInput.type(server.url);
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(/Name under which/);
    await window.screenshot('add-server');
    await window.quickInput.accept();

    await window.tree.waitForRow('Local');
    await window.tree.waitForRow('not signed in');
    await window.messages.waitForNotification(/was added/);
  });

  it('creates the operator token, which goes to the clipboard and signs in', async () => {
    await window.messages.pressNotificationButton(/was added/, 'Create Operator Token');
    const said = await window.messages.waitForNotification(/was made on Local/);
    assert.match(said, /signed in with it/);
    await window.tree.waitForRow('_admin');
    operator = await window.clipboardText();
    assert.equal(server.tokens()[0]?.hash, sha512(operator).slice(0, 9));
    assert.ok(!(await window.page.content()).includes(operator), 'the string is nowhere on the screen');
    await window.messages.dismissNotifications();
  });

  it('signs out and in again by pasting, and a token that the server does not know is asked again', async () => {
    await window.commandPalette('InfluxDB 3: Sign Out');
    await window.tree.waitForRow('not signed in');
    await window.tree.inlineAction('Local', 'Sign In');
    await window.quickInput.open('Sign In');
    assert.equal(await window.quickInput.hidesText(), true);
    await window.quickInput.type(`apiv3_${'x'.repeat(86)}`);
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(/did not accept the token/);
    await window.screenshot('sign-in-refused');
    await window.quickInput.type('apiv3_a-part-of-one');
    await window.quickInput.accept();
    assert.match(await window.messages.dialogText(), /does not look like a token/);
    await window.messages.pressDialogButton('Cancel');
    await window.quickInput.open('Sign In');
    await window.quickInput.type(`"Bearer ${operator}"\n`);
    await window.quickInput.accept();
    await window.quickInput.closed();
    await window.tree.waitForRow('operator · signed in');
  });

  it('creates a named token, is told of bad names and expiries while typing, and finds it on the clipboard', async () => {
    await window.tree.inlineAction('Local', 'Create Named Token');
    await window.quickInput.open('Create Named Token');
    await window.quickInput.type('_admin');
    await window.quickInput.waitForMessage(/name of the operator token/);
    await window.quickInput.type('ci-writer');
    await window.screenshot('create-name');
    await window.quickInput.accept();
    await window.quickInput.open('Create Named Token: ci-writer');
    await window.quickInput.type('0d');
    assert.match((await window.quickInput.rows())[0]?.label ?? '', /expired the moment/);
    await window.quickInput.type('12d');
    await window.screenshot('create-expiry');
    await window.quickInput.accept();
    await window.messages.waitForNotification(/"ci-writer" was made on Local/);
    await window.tree.waitForRow('ci-writer');
    await window.screenshot('created');

    const string = await window.clipboardText();
    const row = server.tokens().find(({ name }) => name === 'ci-writer');
    assert.equal(row?.hash, sha512(string).slice(0, 9));
    assert.ok(!(await window.page.content()).includes(string), 'the string is nowhere on the screen');
  });

  it('shows a name that looks like a command link as text, and runs nothing', async () => {
    await window.messages.dismissNotifications();
    const name = '[Show me](command:workbench.action.terminal.new)';
    await window.tree.inlineAction('Local', 'Create Named Token');
    await window.quickInput.open('Create Named Token');
    await window.quickInput.type(name);
    await window.quickInput.accept();
    await window.quickInput.open('Create Named Token: [');
    await window.quickInput.type('1d');
    await window.quickInput.accept();
    await window.messages.waitForNotification('Show me');
    assert.equal(await window.page.locator('.notification-toast a[href^="command:"]').count(), 0);
    assert.ok(server.tokens().some((row) => row.name === name));
    await window.tree.waitForRow('Show me');
  });

  it('copies the kept token again from its row', async () => {
    await window.messages.dismissNotifications();
    await window.setClipboard('something else');
    await window.tree.inlineAction('ci-writer', 'Copy Token');
    await window.messages.waitForNotification(/"ci-writer" is on the clipboard/);
    const row = server.tokens().find(({ name }) => name === 'ci-writer');
    assert.equal(row?.hash, sha512(await window.clipboardText()).slice(0, 9));
    await window.messages.dismissNotifications();
  });

  it('is asked before the token is deleted, and may say no', async () => {
    await window.tree.inlineAction('ci-writer', 'Delete Token');
    assert.match(await window.messages.dialogText(), /Delete the token "ci-writer" on Local/);
    await window.screenshot('delete-asked');
    await window.messages.pressDialogButton('Cancel');
    assert.ok(server.tokens().some(({ name }) => name === 'ci-writer'));

    await window.tree.inlineAction('ci-writer', 'Delete Token');
    await window.messages.pressDialogButton('Delete Token');
    await window.tree.row('ci-writer').waitFor({ state: 'detached' });
    assert.ok(!server.tokens().some(({ name }) => name === 'ci-writer'));
  });
});
