import { until } from './helpers/until.ts';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { selectServer } from './helpers/selectServer.ts';

const sha512 = (text: string): string => createHash('sha512').update(text).digest('hex');

describe('The extension, used with the mouse in one session', () => {
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

  afterEach(screenshotFailures(() => window));

  it('shows a welcome text when there are no servers, and adds one', async () => {
    const [firstLine] = sentence('welcome').split('\n');
    assert.ok((await window.tree.welcomeText()).includes(firstLine ?? ''));
    await window.screenshot('welcome');
    await window.page.locator('.welcome-view-content .monaco-button', { hasText: 'Add Server' }).click();

    await window.quickInput.waitForOpen('Add Server');
    await window.quickInput.type('localhost:8181');
    await window.quickInput.waitForMessage(sentence('startUrlWithHttp'));
    await window.quickInput.type(server.url);
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(sentence('serverNamePrompt', server.url));
    await window.screenshot('add-server');
    await window.quickInput.accept();

    await window.tree.waitForRow('Local');
    await window.tree.waitForRow(sentence('notSignedIn'));
    await window.messages.waitForNotification(sentence('addedServer', 'Local'));
  });

  it('creates the operator token, copies it and signs in with it', async () => {
    await window.messages.clickNotificationButton(sentence('addedServer', 'Local'), 'Create Operator Token');
    const text = await window.messages.waitForNotification(sentence('tokenCreated', '_admin', 'Local'));
    assert.match(text, sentencePattern('signedInWithIt'));
    await window.tree.waitForRow('_admin');
    operator = await window.clipboardText();
    assert.equal(server.tokens()[0]?.hash, sha512(operator).slice(0, 9));
    assert.ok(!(await window.page.content()).includes(operator), 'the token string is on the screen');
    await window.messages.dismissNotifications();
  });

  it('asks again when the server rejects the pasted token', async () => {
    await window.commandPalette('InfluxDB 3: Sign Out');
    await selectServer(window);
    await window.tree.waitForRow(sentence('notSignedIn'));
    await window.tree.inlineAction('Local', 'Sign In');
    await window.quickInput.waitForOpen('Sign In');
    assert.equal(await window.quickInput.isTextHidden(), true);
    await window.quickInput.type(`apiv3_${'x'.repeat(86)}`);
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(sentence('tokenRejectedError'));
    await window.screenshot('sign-in-refused');
    await window.quickInput.type('apiv3_a-part-of-one');
    await window.quickInput.accept();
    assert.match(await window.messages.dialogText(), sentencePattern('notLikeToken'));
    await window.messages.clickDialogButton('Cancel');
    await window.quickInput.waitForOpen('Sign In');
    await window.quickInput.type(`"Bearer ${operator}"\n`);
    await window.quickInput.accept();
    await window.quickInput.waitForClose();
    await window.tree.waitForRow(`${sentence('operator')} · ${sentence('signedIn')}`);
  });

  it('reports invalid names and expirations of a named token while they are typed', async () => {
    await window.tree.inlineAction('Local', 'Create Named Token');
    await window.quickInput.waitForOpen('Create Named Token');
    await window.quickInput.type('_admin');
    await window.quickInput.waitForMessage(sentence('reservedName', '_admin'));
    await window.quickInput.type('ci-writer');
    await window.screenshot('create-name');
    await window.quickInput.accept();
    await window.quickInput.waitForOpen('Create Named Token: ci-writer');
    await window.quickInput.type('0d');
    const firstLabel = async () => (await window.quickInput.rows())[0]?.label ?? '';
    await until('the problem is shown', async () => sentencePattern('expiresAtOnce').test(await firstLabel()));
    await window.quickInput.type('12d');
    await until('the duration is accepted', async () => (await firstLabel()) === '12d');
    await window.screenshot('create-expiry');
    await window.quickInput.accept();
    await window.messages.waitForNotification(sentence('tokenCreated', 'ci-writer', 'Local'));
    await window.tree.waitForRow('ci-writer');
    await window.screenshot('created');

    const token = await window.clipboardText();
    const row = server.tokens().find(({ name }) => name === 'ci-writer');
    assert.equal(row?.hash, sha512(token).slice(0, 9));
    assert.ok(!(await window.page.content()).includes(token), 'the token string is on the screen');
  });

  it('shows a token name that looks like a command link as text', async () => {
    await window.messages.dismissNotifications();
    const name = '[Show me](command:workbench.action.terminal.new)';
    await window.tree.inlineAction('Local', 'Create Named Token');
    await window.quickInput.waitForOpen('Create Named Token');
    await window.quickInput.type(name);
    await window.quickInput.accept();
    await window.quickInput.waitForOpen('Create Named Token: "[');
    await window.quickInput.type('1d');
    await window.quickInput.accept();
    await window.messages.waitForNotification('Show me');
    assert.equal(await window.page.locator('.notification-toast a[href^="command:"]').count(), 0);
    assert.ok(server.tokens().some((row) => row.name === name));
    await window.tree.waitForRow('Show me');
  });

  it('copies a stored token from its row', async () => {
    await window.messages.dismissNotifications();
    await window.setClipboard('something else');
    await window.tree.inlineAction('ci-writer', 'Copy Token');
    await window.messages.waitForNotification(sentence('copiedToken', 'ci-writer'));
    const row = server.tokens().find(({ name }) => name === 'ci-writer');
    assert.equal(row?.hash, sha512(await window.clipboardText()).slice(0, 9));
    await window.messages.dismissNotifications();
  });

  it('asks before deleting a token, and deletes nothing after Cancel', async () => {
    await window.tree.inlineAction('ci-writer', 'Delete Token');
    assert.match(await window.messages.dialogText(), sentencePattern('deleteTokenQuestion', 'ci-writer', 'Local'));
    await window.screenshot('delete-asked');
    await window.messages.clickDialogButton('Cancel');
    assert.ok(server.tokens().some(({ name }) => name === 'ci-writer'));

    await window.tree.inlineAction('ci-writer', 'Delete Token');
    await window.messages.clickDialogButton('Delete Token');
    await window.tree.row('ci-writer').waitFor({ state: 'detached' });
    assert.ok(!server.tokens().some(({ name }) => name === 'ci-writer'));
  });
});
