import assert from 'node:assert/strict';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { inOrder } from './helpers/patterns.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { signIn } from './helpers/signIn.ts';
import { createToken } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

describe('The last token that works', () => {
  let server: TokenServer;
  let other: TokenServer;
  let window: EditorWindow;

  before(async function () {
    this.timeout(180_000);
    [server, other] = await Promise.all([startTokenServer(), startTokenServer()]);
    window = await openWindow({
      extension: { folder: repositoryRoot },
      settings: {
        'influxdb3Tokens.servers': [
          { name: 'Local', url: server.url },
          { name: 'Other', url: other.url },
        ],
      },
    });
    await window.openContainer('InfluxDB 3 Tokens');
    await signIn(window, await createToken(server));
  });

  after(async () => {
    await window.close();
    await Promise.all([server.close(), other.close()]);
  });

  beforeEach(() => window.messages.dismissNotifications());
  afterEach(screenshotFailures(() => window));

  async function createNamed(name: string): Promise<void> {
    await window.tree.inlineAction('Local', 'Create Named Token');
    await window.quickInput.waitForOpen('Create Named Token');
    await window.quickInput.type(name);
    await window.quickInput.accept();
    await window.quickInput.waitForOpen(`Create Named Token: ${name}`);
    await window.quickInput.accept();
    await window.messages.waitForNotification(sentence('tokenCreated', name, 'Local'));
  }

  it('is named as being at stake before it is regenerated', async () => {
    await window.tree.contextMenu('_admin', 'Regenerate Operator Token...');
    assert.match(await window.messages.dialogText(), sentencePattern('noSpareToken'));
    await window.screenshot('regenerate-last');
    await window.messages.clickDialogButton('Cancel');
  });

  it('is not at stake once another stored token works', async () => {
    await createNamed('spare');
    await window.screenshot('created-spare');
    await window.tree.waitForRow(inOrder(/spare/, sentencePattern('stored')));
    await window.tree.contextMenu('_admin', 'Regenerate Operator Token...');
    assert.doesNotMatch(await window.messages.dialogText(), sentencePattern('noSpareToken'));
    await window.messages.clickDialogButton('Cancel');
  });

  it('is not the one that is deleted if another can be signed in with', async () => {
    await createNamed('second');
    await window.messages.clickNotificationButton(
      sentence('tokenCreated', 'second', 'Local'),
      sentence('useForThisServer'),
    );
    await window.tree.waitForRow(inOrder(/second/, sentencePattern('signedIn')));
    await window.tree.contextMenu('second', 'Delete Token...');
    assert.match(await window.messages.dialogText(), sentencePattern('deletingSignsInWith', '_admin'));
    await window.screenshot('delete-sign-in');
    await window.messages.clickDialogButton('Delete Token');
    await window.tree.waitForRow(inOrder(/_admin/, sentencePattern('signedIn')));
    await until('it is deleted', () => !server.tokens().some(({ name }) => name === 'second'));
  });

  it('is not deleted', async () => {
    await window.tree.inlineAction('Other', 'Sign In');
    await window.quickInput.waitForOpen('Sign In');
    await window.quickInput.type(await createToken(other, await createToken(other), 'only'));
    await window.quickInput.accept();
    await window.tree.waitForRow(inOrder(/only/, sentencePattern('signedIn')));
    await window.tree.contextMenu('only', 'Delete Token...');
    await window.messages.waitForNotification(sentence('lastToken', 'only', 'Other'));
    await window.screenshot('delete-last');
    assert.ok(other.tokens().some(({ name }) => name === 'only'));
  });

  it('is not called rejected if it is not allowed to list tokens', async () => {
    server.faults.add({ kind: 'status', status: 403, work: 'undone', path: '/api/v3/query_sql', times: 'always' });
    await window.commandPalette('InfluxDB 3: Refresh');
    await window.tree.waitForRow(inOrder(/Local/, sentencePattern('notAllowedToList')));
    await window.screenshot('not-allowed');
    await window.tree.contextMenu('Local', 'Test Connection');
    await window.messages.waitForNotification(sentencePattern('respondedNotAllowed', 'Local'));
    await window.screenshot('not-allowed-tested');
  });
});
