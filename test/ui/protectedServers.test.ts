import assert from 'node:assert/strict';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { inOrder } from './helpers/patterns.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { createToken } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

/** Doesn't match "not signed in". */
const signedIn = new RegExp(`· ${sentence('signedIn')}`);

describe('Production and read-only servers', () => {
  let production: TokenServer;
  let readOnly: TokenServer;
  let window: EditorWindow;

  before(async function () {
    this.timeout(180_000);
    [production, readOnly] = await Promise.all([startTokenServer(), startTokenServer()]);
    window = await openWindow({
      extension: { folder: repositoryRoot },
      settings: {
        'influxdb3Tokens.servers': [
          { name: 'Prod', url: production.url, production: true },
          { name: 'Archive', url: readOnly.url, readOnly: true },
        ],
      },
    });
    await window.openContainer('InfluxDB 3 Tokens');
    await signInTo('Prod', await createToken(production));
    await signInTo('Archive', await createToken(readOnly));
  });

  after(async () => {
    await window.close();
    await Promise.all([production.close(), readOnly.close()]);
  });

  beforeEach(() => window.messages.dismissNotifications());
  afterEach(screenshotFailures(() => window));

  const names = (server: TokenServer) => server.tokens().map(({ name }) => String(name));

  async function signInTo(name: string, token: string): Promise<void> {
    await window.tree.inlineAction(name, 'Sign In');
    await window.quickInput.waitForOpen('Sign In');
    await window.quickInput.type(token);
    await window.quickInput.accept();
    await window.tree.waitForRow(inOrder(new RegExp(name), signedIn));
  }

  async function entriesOf(row: string | RegExp): Promise<string[]> {
    await window.tree.click(row, { button: 'right' });
    const items = window.page.locator('.monaco-menu .action-label');
    await items.first().waitFor();
    const entries = (await items.allInnerTexts()).filter((entry) => entry !== '');
    await window.page.keyboard.press('Escape');
    await items.first().waitFor({ state: 'detached' });
    return entries;
  }

  it('are marked with a word, which screen readers also read, and a color', async () => {
    await window.tree.waitForRow(inOrder(/Prod/, sentencePattern('production')));
    await window.tree.waitForRow(inOrder(/Archive/, sentencePattern('readOnly')));
    const label = await window.tree.row('Prod').getAttribute('aria-label');
    assert.match(label ?? '', sentencePattern('production'));
    const styleOf = (row: string) =>
      window.tree.row(row).locator('.custom-view-tree-node-item-icon').getAttribute('style');
    assert.match((await styleOf('Prod')) ?? '', /color/);
    assert.doesNotMatch((await styleOf('Archive')) ?? '', /color/);
    await window.screenshot('protected-servers');
  });

  it('offer nothing that changes a read-only server', async () => {
    const server = await entriesOf('Archive');
    assert.ok(server.includes('Sign Out') && server.includes('Test Connection'), server.join());
    const entries = [...server, ...(await archiveTokenEntries())];
    assert.deepEqual(
      entries.filter((entry) => /Create|Regenerate|Recover|Delete|Rotate|Rotation/.test(entry)),
      [],
    );
  });

  it('have to be named before a token is deleted', async () => {
    await window.tree.inlineAction('Prod', 'Create Named Token');
    await window.quickInput.waitForOpen('Create Named Token');
    await window.quickInput.type('ci');
    await window.quickInput.accept();
    await window.quickInput.waitForOpen('Create Named Token: ci');
    await window.quickInput.accept();
    await window.messages.waitForNotification(sentence('tokenCreated', 'ci', 'Prod'));
    await window.messages.dismissNotifications();
    await window.tree.contextMenu('ci', 'Delete Token...');
    await window.messages.clickDialogButton('Delete Token');
    await window.quickInput.waitForOpen('Delete Token: Prod');
    assert.equal(await window.quickInput.value(), '');
    await window.quickInput.waitForMessage(/Prod .* is a production server/);
    await window.screenshot('production-prompt');
    await window.quickInput.type('prod');
    await window.quickInput.accept();
    await window.quickInput.waitForMessage(sentence('enterServerName', 'Prod'));
    await window.screenshot('production-name');
    assert.deepEqual(names(production), ['_admin', 'ci']);
    await window.quickInput.type('Prod');
    await window.quickInput.accept();
    await until('the token is deleted', () => names(production).length === 1);
  });

  it('are listed in the history, which contains no token string', async () => {
    await window.commandPalette('InfluxDB 3: Show History');
    const lines = window.page.locator('.editor-instance .view-lines').first();
    await lines.getByText('Delete token: done').first().waitFor();
    await window.screenshot('history');
    const text = (await lines.innerText()).replaceAll('\u00a0', ' ');
    assert.match(text, /Delete token: done[^]*Create named token: done[^]*Sign in: done[^]*Sign in: done/);
    assert.ok(text.includes(`Prod (${production.url})`) && text.includes(`Archive (${readOnly.url})`), text);
    assert.doesNotMatch(text, /apiv3_/);
    await window.page.locator('.editor-actions .action-label[aria-label^="Export History"]').waitFor();
  });

  it('keep their tokens when everything on this machine is forgotten', async () => {
    await window.commandPalette('InfluxDB 3: Forget Everything...');
    const dialog = await window.messages.dialogText();
    assert.match(dialog, /1 token for Prod/);
    await window.screenshot('forget-everything');
    await window.messages.clickDialogButton(sentence('forgetEverything'));
    await window.tree.waitForRow(inOrder(/Prod/, sentencePattern('notSignedIn')));
    await window.tree.waitForRow(inOrder(/Archive/, sentencePattern('notSignedIn')));
    assert.deepEqual([names(production), names(readOnly)], [['_admin'], ['_admin']]);
    await window.page.locator('.view-lines').getByText(sentence('emptyHistory')).first().waitFor();
    await window.screenshot('forgotten');
  });

  /** Both servers have a token of the same name, and the read-only server is the second one. */
  async function archiveTokenEntries(): Promise<string[]> {
    const row = window.tree.row('Archive');
    await row.click();
    await window.page.keyboard.press('ArrowRight');
    await window.page.keyboard.press('ArrowDown');
    await window.page.keyboard.press('Shift+F10');
    const items = window.page.locator('.monaco-menu .action-label');
    await items.first().waitFor();
    const entries = (await items.allInnerTexts()).filter((entry) => entry !== '');
    assert.ok(entries.includes('Copy Token Name'), entries.join());
    await window.page.keyboard.press('Escape');
    return entries;
  }
});
