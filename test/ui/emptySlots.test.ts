import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { acceptSuggestions } from './helpers/rotating.ts';
import { signIn } from './helpers/signIn.ts';
import { createToken, isTokenOf } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

const compose = `services:
  telegraf:
    image: telegraf
    environment:
      INFLUX_TOKEN: \${INFLUXDB3_AUTH_TOKEN}
  database:
    image: influxdb
`;

describe('An empty value in a configuration file', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let folder: string;

  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer();
    const operator = await createToken(server);
    folder = await mkdtemp(join(tmpdir(), 'empty-'));
    await mkdir(join(folder, 'deploy'));
    await writeFile(join(folder, '.env'), '# Read by Compose.\nINFLUXDB3_AUTH_TOKEN=\n');
    await writeFile(join(folder, 'docker-compose.yml'), compose);
    await writeFile(join(folder, 'deploy', 'report.service'), '[Service]\nEnvironmentFile=../.env\n');
    window = await openWindow({
      extension: { folder: repositoryRoot },
      workspace: folder,
      settings: {
        'influxdb3Tokens.servers': [{ name: 'Local', url: server.url }],
        'influxdb3Tokens.clipboard.clearAfterSeconds': 0,
        'files.autoSave': 'afterDelay',
        'files.autoSaveDelay': 100,
      },
    });
    await window.openContainer('InfluxDB 3 Tokens');
    await signIn(window, operator);
    await window.messages.dismissNotifications();
  });

  after(async () => {
    await window.close();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  afterEach(screenshotFailures(() => window));

  const codeLens = (text: string) => window.page.locator('.codelens-decoration a', { hasText: text });

  it('gets a new token from its CodeLens', async () => {
    await window.page.keyboard.press('Control+P');
    await window.quickInput.waitForOpen();
    await window.quickInput.type('.env');
    await window.quickInput.pick('.env');
    await codeLens(sentence('insertToken')).waitFor();
    await window.screenshot('empty-slot');
    await codeLens(sentence('createTokenHere')).click();
    await window.quickInput.waitForOpen('Create Named Token');
    await window.quickInput.type('telegraf');
    await window.quickInput.accept();
    await window.quickInput.waitForOpen('Create Named Token: telegraf');
    await window.quickInput.accept();
    let line = '';
    await until('the token is in the file', async () => {
      const text = await readFile(join(folder, '.env'), 'utf8');
      // A read during the save ends where the file ended before, so the line break must be there.
      line = /^INFLUXDB3_AUTH_TOKEN=(.+)\n/m.exec(text)?.[1] ?? '';
      return line !== '';
    });
    assert.ok(isTokenOf(server, 'telegraf', line));
    await codeLens(sentence('insertToken')).waitFor({ state: 'detached' });
    await window.screenshot('filled-slot');
    await window.messages.dismissNotifications();
  });

  it('is followed to what must be restarted before the old token is deleted', async () => {
    await codeLens(sentence('rotate')).click();
    await acceptSuggestions(window, 'telegraf', 'telegraf-2');
    await window.quickInput.accept();
    const dialog = await window.messages.dialogText();
    const consumers = 'telegraf (docker-compose.yml), report.service (deploy/report.service)';
    assert.match(dialog, sentencePattern('restartBefore', consumers));
    await window.screenshot('old-asked-consumers');
    await window.messages.clickDialogButton(sentence('deleteOldToken'));
    const text = await window.messages.waitForNotification(
      sentence('rotatedAndDeleted', 'telegraf', 'Local', 'telegraf-2'),
    );
    assert.match(text, sentencePattern('restartAfter', consumers));
    await window.screenshot('rotated-consumers');
  });
});
