import assert from 'node:assert/strict';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { freePort } from '../support/influxdb3/freePort.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { inOrder, reachable } from './helpers/patterns.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { until } from './helpers/until.ts';

const namedRoute = '/api/v3/configure/token/named_admin';
const regenerateRoute = '/api/v3/configure/token/admin/regenerate';

describe('Buttons on error messages', () => {
  let local: TokenServer;
  let secured: TokenServer;
  let window: EditorWindow;
  let port: number;

  const names = (): unknown[] => local.tokens().map(({ name }) => name);
  const withToken = () => local.requests.filter(({ hasToken }) => hasToken);

  async function createNamed(name: string): Promise<void> {
    await window.tree.inlineAction('Local', 'Create Named Token');
    await window.quickInput.type(name);
    await window.quickInput.accept();
    await window.quickInput.pick('30d');
  }

  before(async function () {
    this.timeout(180_000);
    port = await freePort();
    [local, secured] = await Promise.all([
      startTokenServer({ port, recovery: {} }),
      startTokenServer({ tls: 'generated' }),
    ]);
    window = await openWindow({
      extension: { folder: repositoryRoot },
      settings: {
        'influxdb3Tokens.servers': [
          { name: 'Local', url: local.url },
          { name: 'Secured', url: secured.url },
        ],
      },
    });
    await window.openContainer('InfluxDB 3 Tokens');
    await window.tree.waitForRow(inOrder(/Local/, reachable));
    await window.tree.contextMenu('Local', 'Create Operator Token');
    await window.tree.waitForRow(inOrder(/_admin/, sentencePattern('signedIn')));
    await window.messages.dismissNotifications();
  });

  after(async () => {
    await window.close();
    await Promise.all([local.close(), secured.close()]);
  });

  afterEach(screenshotFailures(() => window));

  it('deletes and recreates a token whose token string was never received', async () => {
    local.faults.add({ kind: 'close', when: 'afterWork', path: namedRoute });
    await createNamed('ci');
    const neverReceived = sentence('tokenNeverReceived', 'ci');
    await window.messages.waitForNotification(neverReceived);
    await window.screenshot('lost-response');
    await window.messages.clickNotificationButton(neverReceived, sentence('deleteAndRecreate'));
    assert.match(await window.messages.dialogText(), sentencePattern('deleteTokenQuestion', 'ci', 'Local'));
    await window.messages.clickDialogButton('Delete Token');
    await window.messages.waitForNotification(sentence('tokenCreated', 'ci', 'Local'));
    await window.tree.waitForRow(inOrder(/ci/, sentencePattern('stored')));
    assert.equal(local.requests.filter(({ path }) => path === namedRoute).length, 2);
    await window.messages.dismissNotifications();
  });

  it('finds a token that was recreated in the meantime when checking again', async () => {
    const unknown = sentence('createdUnknown', 'again', 'Local');
    const sent = () => local.requests.filter(({ path }) => path === namedRoute).length;
    const before = sent();
    // The delay is long enough to let the check fail, but not the list that is loaded before the token is created.
    local.faults.add({ kind: 'delay', when: 'beforeWork', milliseconds: 1000, path: namedRoute });
    local.faults.add({ kind: 'close', when: 'beforeWork', path: namedRoute });
    await createNamed('again');
    await until('the request is sent', () => sent() > before);
    local.faults.add({ kind: 'close', when: 'beforeWork', path: '/api/v3/query_sql', times: 'always' });
    await window.messages.waitForNotification(unknown);
    local.faults.clear();
    await window.commandPalette('InfluxDB 3: Refresh');
    await window.tree.waitForRow(inOrder(/ci/, sentencePattern('stored')));
    await createNamed('again');
    await window.messages.waitForNotification(sentence('tokenCreated', 'again', 'Local'));
    await window.messages.clickNotificationButton(unknown, sentence('checkAgain'));
    await window.messages.waitForNotification(sentence('createdAndStored', 'again'));
    await window.messages.dismissNotifications();
    await window.tree.contextMenu('again', 'Delete Token...');
    await window.messages.clickDialogButton('Delete Token');
    await until('the token is deleted', () => !names().includes('again'));
  });

  it('recovers an operator token that was never received', async () => {
    await window.tree.contextMenu('ci', 'Delete Token...');
    await window.messages.clickDialogButton('Delete Token');
    await until('the token is deleted', () => !names().includes('ci'));
    await window.tree.row(/^ci$/).waitFor({ state: 'detached' });
    local.faults.add({ kind: 'close', when: 'afterWork', path: regenerateRoute, port: 'main' });
    await window.tree.contextMenu('_admin', 'Regenerate Operator Token...');
    await window.messages.clickDialogButton(sentence('regenerate'));
    await window.messages.waitForNotification(sentence('operatorTokenNeverReceived'));
    await window.screenshot('operator-lost');
    await window.messages.clickNotificationButton(sentence('operatorTokenNeverReceived'), 'Recover Operator Token');
    await window.quickInput.waitForOpen('Recover Operator Token');
    assert.equal(await window.quickInput.value(), `http://127.0.0.1:8182`);
    await window.screenshot('recovery-url');
    await window.quickInput.type(local.recoveryUrl ?? '');
    await window.quickInput.accept();
    assert.match(await window.messages.dialogText(), sentencePattern('recoverQuestion', 'Local'));
    await window.messages.clickDialogButton(sentence('recover'));
    await window.messages.waitForNotification(sentence('tokenCreated', '_admin', 'Local'));
    await window.tree.waitForRow(inOrder(/_admin/, sentencePattern('signedIn')));
    await window.messages.dismissNotifications();
  });

  it('chooses the file of an unknown certificate authority', async () => {
    await window.tree.waitForRow(sentence('unknownAuthority'));
    await window.tree.click(sentence('chooseCaFile'));
    await window.quickInput.waitForOpen('Certificate Authority File');
    await window.screenshot('choose-ca');
    await window.quickInput.type(secured.caFile ?? '');
    // The dialog accepts the file only after reading its folder.
    await window.page.locator('.quick-input-list').getByText('ca.pem').waitFor();
    await window.page.getByRole('button', { name: sentence('trustCertificateAuthority') }).click();
    await window.tree.waitForRow(inOrder(/Secured/, reachable));
  });

  it('shows a different server at the URL, which is sent no token', async () => {
    await createNamed('late');
    await window.messages.waitForNotification(sentence('tokenCreated', 'late', 'Local'));
    await local.close();
    await window.commandPalette('InfluxDB 3: Refresh');
    await window.tree.waitForRow(inOrder(/Local/, sentencePattern('unreachable')));
    local = await startTokenServer({ port });
    await window.messages.clickNotificationButton(
      sentence('tokenCreated', 'late', 'Local'),
      sentence('useForThisServer'),
    );
    await window.commandPalette('InfluxDB 3: Refresh');
    await window.tree.waitForRow(inOrder(/Local/, sentencePattern('differentServer')));
    await window.tree.waitForRow(sentence('differentServerError'));
    await window.tree.waitForRow(sentence('signInAgain'));
    await window.screenshot('different-server');
    assert.deepEqual(withToken(), []);
    await window.tree.click(sentence('trustServerMessage'));
    assert.match(await window.messages.dialogText(), sentencePattern('trustServerQuestion', 'Local'));
    await window.screenshot('trust-asked');
    await window.messages.clickDialogButton('Cancel');
    assert.deepEqual(withToken(), []);
  });

  it('sends the token to a different server once the user trusts it', async () => {
    await window.tree.click(sentence('trustServerMessage'));
    await window.messages.clickDialogButton(sentence('trustServer'));
    await until('the token is sent', () => withToken().length > 0);
    await window.tree.waitForRow(inOrder(/Local/, sentencePattern('tokenRejected')));
  });
});
