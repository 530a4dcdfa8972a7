import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { packageExtension } from '../package.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { expiresInDays, inOrder, reachable } from './helpers/patterns.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { isTokenOf } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

describe('The packaged extension', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let folder: string;
  let vsix: string;

  before(async function () {
    this.timeout(180_000);
    folder = await mkdtemp(join(tmpdir(), 'vsix-'));
    vsix = process.env['VSIX_FILE'] ?? (await packageExtension());
    server = await startTokenServer();
    window = await openWindow({ extension: { vsix }, userDataDir: join(folder, 'profile'), settings: {} });
    await window.openContainer('InfluxDB 3 Tokens');
  });

  after(async () => {
    await window.close();
    await server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  afterEach(screenshotFailures(() => window));

  it('adds a server', async () => {
    await window.page.locator('.welcome-view-content .monaco-button', { hasText: 'Add Server' }).click();
    await window.quickInput.waitForOpen('Add Server');
    await window.quickInput.type(server.url);
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(sentence('serverNamePrompt', server.url));
    await window.quickInput.accept();
    await window.tree.waitForRow(inOrder(/Local/, reachable));
  });

  it('creates the operator token and a named token', async () => {
    await window.tree.click('Create Operator Token');
    await window.messages.waitForNotification(sentence('tokenCreated', '_admin', 'Local'));
    assert.ok(isTokenOf(server, '_admin', await window.clipboardText()));
    await window.tree.waitForRow(inOrder(/_admin/, sentencePattern('signedIn')));
    await window.tree.inlineAction('Local', 'Create Named Token');
    await window.quickInput.waitForOpen('Create Named Token');
    await window.quickInput.type('ci-writer');
    await window.quickInput.accept();
    await window.quickInput.waitForOpen('Create Named Token: ci-writer');
    await window.quickInput.accept();
    await window.messages.waitForNotification(sentence('tokenCreated', 'ci-writer', 'Local'));
    assert.ok(isTokenOf(server, 'ci-writer', await window.clipboardText()));
    await window.tree.waitForRow(inOrder(/ci-writer/, new RegExp(expiresInDays(30)), sentencePattern('stored')));
    await window.screenshot('installed');
  });

  it('is listed among the running extensions with its activation time', async () => {
    await window.commandPalette('Developer: Show Running Extensions');
    const row = window.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'InfluxDB 3 Tokens' });
    await window.page.locator('.runtime-extensions-editor .monaco-list-row').first().hover();
    // The list is sorted by activation time and renders only visible rows.
    await until('the row of the extension is visible', async () => {
      await window.page.mouse.wheel(0, 100);
      return (await row.count()) > 0;
    });
    const text = await row.locator('.activation-time').innerText();
    const milliseconds = /Activation: (\d+)ms/.exec(text)?.[1];
    console.log(`      activated in ${milliseconds ?? text} ms`);
    await window.screenshot('running-extensions');
    // Not limited: about 30 ms on an idle machine, and a hundred times that on a busy one.
    assert.ok(milliseconds !== undefined, text);
  });
});
