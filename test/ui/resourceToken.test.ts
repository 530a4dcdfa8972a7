import assert from 'node:assert/strict';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { EnterpriseServer } from '../unit/support/influxdb3/helpers/enterprise.ts';
import { inOrder } from './helpers/patterns.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { signIn } from './helpers/signIn.ts';
import { createToken, isTokenOf } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

const title = sentence('createResourceToken');

describe('Resource tokens', () => {
  let enterprise: EnterpriseServer;
  let server: TokenServer;
  let core: TokenServer;
  let window: EditorWindow;

  before(async function () {
    this.timeout(180_000);
    const databases = ['metrics', 'logs', 'sensors', 'home_assistant'];
    enterprise = await EnterpriseServer.start({ switches: { permissionsColumn: 'json' } }, databases);
    ({ server } = enterprise);
    core = await startTokenServer();
    await enterprise.token('grafana', ['db:metrics,logs:read'], { expiry_secs: 90 * 86_400 });
    await enterprise.token('telegraf', ['db:*:create,write'], { expiry_secs: 5 * 86_400 });
    await enterprise.token('prometheus', ['system:metrics,health:read']);
    window = await openWindow({
      extension: { folder: repositoryRoot },
      settings: {
        'influxdb3Tokens.servers': [
          { name: 'Local', url: server.url },
          { name: 'Core', url: core.url },
        ],
      },
    });
    await window.openContainer('InfluxDB 3 Tokens');
    await signIn(window, enterprise.operator);
    await window.tree.waitForRow(inOrder(/prometheus/, /system information: metrics, health/));
    // Widens the side bar so that the rows aren't cut off.
    await window.page.mouse.move(350, 300);
    await window.page.locator('.monaco-sash.vertical.hover').first().waitFor();
    await window.page.mouse.down();
    await window.page.mouse.move(560, 300, { steps: 5 });
    await window.page.mouse.up();
  });

  after(async () => {
    await window.close();
    await Promise.all([enterprise.close(), core.close()]);
  });

  beforeEach(() => window.messages.dismissNotifications());
  afterEach(screenshotFailures(() => window));

  async function acceptUntilPreview(): Promise<void> {
    for (const row of ['Write', 'ping', '30d', sentence('createToken')]) {
      await window.quickInput.accept();
      await window.quickInput.waitForRow(row);
    }
  }

  async function menuEntries(row: string): Promise<string[]> {
    await window.tree.click(row, { button: 'right' });
    const labels = window.page.locator('.monaco-menu .action-label');
    await labels.first().waitFor();
    const entries = await labels.allInnerTexts();
    await window.page.keyboard.press('Escape');
    return entries;
  }

  async function start(): Promise<void> {
    await window.tree.contextMenu('Local', `${title}...`);
    // The hover of a row would cover the prompt.
    await window.page.mouse.move(1270, 700);
    await window.quickInput.waitForOpen(title);
  }

  async function select(...labels: string[]): Promise<void> {
    for (const label of labels) await window.quickInput.toggleCheckbox(label);
  }

  const selected = async (): Promise<string[]> =>
    (await window.quickInput.checkboxRows()).filter(({ isSelected }) => isSelected).map(({ label }) => label);

  it('say in their rows and tooltips what they allow', async () => {
    await window.tree.waitForRow(inOrder(/grafana/, /read on metrics, logs/));
    await window.tree.waitForRow(inOrder(/telegraf/, /create and write on all databases/));
    await window.tree.row('grafana').hover();
    const hover = window.page.locator('.context-view .hover-contents', { hasText: /Permissions/ }).first();
    await hover.waitFor();
    assert.match((await hover.innerText()).replaceAll('\u00a0', ' '), /Permissions: read on metrics, logs/);
    await window.screenshot('resource-rows-tooltip');
  });

  it('can be created only where the product has them', async () => {
    const operator = await createToken(core);
    await window.tree.inlineAction('Core', 'Sign In');
    await window.quickInput.waitForOpen('Sign In');
    await window.quickInput.type(operator);
    await window.quickInput.accept();
    await window.tree.waitForRow(inOrder(/Core/, sentencePattern('signedIn')));
    assert.ok((await menuEntries('Local')).includes(`${title}...`));
    assert.ok(!(await menuEntries('Core')).includes(`${title}...`));
  });

  it('are created step by step', async function () {
    this.timeout(120_000);
    await start();
    await window.quickInput.type('ci-writer');
    await window.screenshot('resource-token-name');
    await window.quickInput.accept();

    await window.quickInput.waitForOpen(`${title}: ci-writer`);
    await select('metrics', sentence('allDatabases'));
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(sentence('eitherAllDatabases'));
    await window.screenshot('resource-token-databases-problem');
    await select(sentence('allDatabases'), 'sensors');
    assert.deepEqual(await selected(), ['metrics', 'sensors']);
    await window.screenshot('resource-token-databases');
    await window.quickInput.accept();

    await window.quickInput.waitForRow('Write');
    assert.deepEqual(await selected(), ['Read']);
    await select('Write');
    await window.screenshot('resource-token-actions');
    await window.quickInput.accept();

    await window.quickInput.waitForRow('ping');
    await select('ping');
    await window.screenshot('resource-token-system');
    await window.quickInput.accept();

    await window.quickInput.waitForRow('30d');
    await window.quickInput.goBack();
    await window.quickInput.waitForRow('ping');
    assert.deepEqual(await selected(), ['ping']);
    await window.quickInput.accept();

    await window.quickInput.waitForRow('30d');
    await window.quickInput.pick('90d');
    await window.quickInput.waitForRow(sentence('createToken'));
    await window.screenshot('resource-token-preview');
    await window.quickInput.accept();

    await window.messages.waitForNotification(sentence('tokenCreated', 'ci-writer', 'Local'));
    await window.tree.waitForRow(inOrder(/ci-writer/, /read and write on metrics, sensors; system information: ping/));
    await window.screenshot('resource-token-created');
    assert.ok(isTokenOf(server, 'ci-writer', await window.clipboardText()));
    assert.equal(await enterprise.permissionsOf('ci-writer'), '["db:metrics,sensors:read,write", "system:ping:read"]');
  });

  it('are asked for again with the reason, and with what was typed, when rejected', async () => {
    await start();
    await window.quickInput.type('short-lived');
    await window.quickInput.accept();
    await window.quickInput.waitForRow('logs');
    await select('logs', 'home_assistant');
    await acceptUntilPreview();
    await enterprise.deleteDatabase('home_assistant');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(sentence('unknownDatabase', 'home_assistant'));
    await window.screenshot('resource-token-rejected');
    assert.deepEqual(await selected(), ['logs']);
    await window.quickInput.accept();
    await window.quickInput.waitForRow(sentence('createToken'));
    await window.quickInput.accept();
    await window.tree.waitForRow(inOrder(/short-lived/, /read on logs/));
  });

  it('can be deleted from the notification if they allow more than was selected', async function () {
    this.timeout(120_000);
    server.switches.grants = 'more';
    await start();
    await window.quickInput.type('too-much');
    await window.quickInput.accept();
    await window.quickInput.waitForRow('logs');
    await select('logs');
    await acceptUntilPreview();
    await window.quickInput.accept();
    const message = sentence('grantedMore', 'create, describe, read, write, and delete on logs');
    await window.messages.waitForNotification(message);
    await window.screenshot('resource-token-too-much');
    await window.messages.clickNotificationButton(message, 'Delete Token');
    await window.messages.dialogText();
    await window.messages.clickDialogButton('Delete Token');
    await until('the token is deleted', async () => (await enterprise.permissionsOf('too-much')) === undefined);
    await window.tree.row('too-much').waitFor({ state: 'detached' });
  });
});
