import assert from 'node:assert/strict';
import { repositoryRoot } from '../host/paths.ts';
import { openWindow, type EditorWindow } from '../host/window.ts';
import { freePort } from '../influxdb3/freePort.ts';
import { startTokenServer, type TokenServer } from '../influxdb3/server.ts';
import { picturesOfFailures } from './helpers/pictures.ts';
import { until } from './helpers/until.ts';

const namedRoute = '/api/v3/configure/token/named_admin';
const regenerateRoute = '/api/v3/configure/token/admin/regenerate';

describe('What went wrong offers what helps', () => {
  let local: TokenServer;
  let secured: TokenServer;
  let window: EditorWindow;
  let port: number;

  const names = () => local.tokens().map(({ name }) => name);
  const carried = () => local.requests.filter(({ carriedToken }) => carriedToken);

  /** @param beforeSent what happens when all is answered, and nothing sent yet */
  async function createNamed(name: string, beforeSent: () => unknown = () => undefined): Promise<void> {
    await window.tree.inlineAction('Local', 'Create Named Token');
    await window.quickInput.type(name);
    await window.quickInput.accept();
    beforeSent();
    await window.quickInput.pick('30d');
  }

  before(async function () {
    this.timeout(180_000);
    port = await freePort();
    [local, secured] = await Promise.all([
      startTokenServer({ port, recovery: {} }),
      startTokenServer({ tls: 'self-made' }),
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
    await window.tree.waitForRow(/Local.*reachable/);
    await window.tree.contextMenu('Local', 'Create Operator Token');
    await window.tree.waitForRow(/_admin.*signed in/);
    await window.messages.dismissNotifications();
  });

  after(async () => {
    await window.close();
    await Promise.all([local.close(), secured.close()]);
  });

  afterEach(picturesOfFailures(() => window));

  it('a token whose string never arrived is deleted and created again, in two clicks', async () => {
    local.faults.add({ kind: 'close', when: 'afterWork', path: namedRoute });
    await createNamed('ci');
    const told = await window.messages.waitForNotification(/"ci" was created, but its string never arrived/);
    assert.match(told, /delete it and create it again/);
    await window.screenshot('lost-answer');
    await window.messages.pressNotificationButton(/never arrived/, 'Delete and Recreate');
    assert.match(await window.messages.dialogText(), /Delete the token "ci" on Local/);
    await window.messages.pressDialogButton('Delete Token');
    await window.messages.waitForNotification(/The token "ci" was made on Local/);
    await window.tree.waitForRow(/ci.*kept/);
    assert.equal(local.requests.filter(({ path }) => path === namedRoute).length, 2);
    await window.messages.dismissNotifications();
  });

  it('looking again sees a token that was made anew meanwhile, and calls it lost no more', async () => {
    local.faults.add({ kind: 'close', when: 'beforeWork', path: namedRoute });
    await createNamed('again', () =>
      local.faults.add({ kind: 'close', when: 'beforeWork', path: '/api/v3/query_sql', times: 'always' }),
    );
    await window.messages.waitForNotification(/Whether the token "again" was created is not known/);
    local.faults.clear();
    await window.commandPalette('InfluxDB 3: Refresh');
    await window.tree.waitForRow(/ci.*kept/);
    await createNamed('again');
    await window.messages.waitForNotification(/The token "again" was made on Local/);
    await window.messages.pressNotificationButton(/is not known/, 'Check Again');
    await window.messages.waitForNotification(/"again" was made anew meanwhile, and its string is kept here/);
    await window.messages.dismissNotifications();
    await window.tree.contextMenu('again', 'Delete Token...');
    await window.messages.pressDialogButton('Delete Token');
    await until('it is gone', () => !names().includes('again'));
  });

  it('an operator token that nobody has is recovered through the recovery port', async () => {
    await window.tree.contextMenu('ci', 'Delete Token...');
    await window.messages.pressDialogButton('Delete Token');
    await until('it is gone', () => !names().includes('ci'));
    local.faults.add({ kind: 'close', when: 'afterWork', path: regenerateRoute, port: 'main' });
    await window.tree.contextMenu('_admin', 'Regenerate Operator Token...');
    await window.messages.pressDialogButton('Regenerate');
    await window.messages.waitForNotification(/was replaced, but its new string never arrived/);
    await window.screenshot('operator-lost');
    await window.messages.pressNotificationButton(/never arrived/, 'Recover Operator Token');
    await window.quickInput.open('Recover Operator Token');
    assert.equal(await window.quickInput.value(), `http://127.0.0.1:8182`);
    await window.screenshot('recovery-url');
    await window.quickInput.type(local.recoveryUrl ?? '');
    await window.quickInput.accept();
    assert.match(await window.messages.dialogText(), /Replace the operator token of Local/);
    await window.messages.pressDialogButton('Recover');
    await window.messages.waitForNotification(/The token "_admin" was made on Local/);
    await window.tree.waitForRow(/_admin.*signed in/);
    await window.messages.dismissNotifications();
  });

  it('an unknown certificate authority offers to choose its file', async () => {
    await window.tree.waitForRow(/comes from an authority that this machine does not know/);
    await window.tree.row(/Choose the certificate authority file/).click();
    await window.quickInput.open('Certificate Authority File');
    await window.screenshot('choose-ca');
    await window.quickInput.type(secured.caFile ?? '');
    // The dialog reads the folder before it takes the file.
    await window.page.locator('.quick-input-list').getByText('ca.pem').waitFor();
    await window.page.getByRole('button', { name: 'Trust Certificate Authority' }).click();
    await window.tree.waitForRow(/Secured.*reachable/);
  });

  it('a different InfluxDB at the URL gets no token, and is told on the row', async () => {
    await createNamed('late');
    await window.messages.waitForNotification(/The token "late" was made on Local/);
    await local.close();
    await window.commandPalette('InfluxDB 3: Refresh');
    await window.tree.waitForRow(/Local.*not reached/);
    local = await startTokenServer({ port });
    await window.messages.pressNotificationButton(/The token "late" was made/, 'Use for This Server');
    await window.commandPalette('InfluxDB 3: Refresh');
    await window.tree.waitForRow(/Local.*a different InfluxDB/);
    await window.tree.waitForRow(/A different InfluxDB than the one that you signed in to/);
    await window.tree.waitForRow('Sign in again');
    await window.screenshot('different-server');
    assert.deepEqual(carried(), []);
    await window.tree.row(/Trust it/).click();
    assert.match(await window.messages.dialogText(), /Trust the InfluxDB that answers at/);
    await window.screenshot('trust-asked');
    await window.messages.pressDialogButton('Cancel');
    assert.deepEqual(carried(), []);
  });

  it('and is sent the token once the person trusts it', async () => {
    await window.tree.row(/Trust it/).click();
    await window.messages.pressDialogButton('Trust Server');
    await until('the token is sent', () => carried().length > 0);
    await window.tree.waitForRow(/Local.*token not accepted/);
  });
});
