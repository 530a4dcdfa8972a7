import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { expiresInDays, inOrder } from './helpers/patterns.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { acceptSuggestions } from './helpers/rotating.ts';
import { signIn } from './helpers/signIn.ts';
import { isTokenOf, createToken } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

describe('A token in workspace files', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let folder: string;
  let token: string;

  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer();
    const operator = await createToken(server);
    token = await createToken(server, operator, 'ci', 30 * 24 * 60 * 60);
    folder = await mkdtemp(join(tmpdir(), 'rotated-'));
    await mkdir(join(folder, 'k8s'));
    for (const file of Object.keys(files)) await writeFile(join(folder, file), bytes(file, token));
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    execFileSync('git', ['add', 'telegraf.conf'], { cwd: folder });
    window = await openWindow({
      extension: { folder: repositoryRoot },
      workspace: folder,
      settings: {
        'influxdb3Tokens.servers': [{ name: 'Local', url: server.url }],
        'influxdb3Tokens.clipboard.clearAfterSeconds': 0,
      },
      view: { width: 1440, height: 900 },
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

  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const files: Record<string, (token: string) => string> = {
    '.env': (token) => `# of the build\nINFLUXDB3_AUTH_TOKEN=${token}\n`,
    'k8s/secret.yaml': (token) => `data:\r\n  token: ${base64(`${token}\n`)}\r\n`,
    'telegraf.conf': (token) => `[[outputs.influxdb_v2]]\n  token = "${token}"`,
  };
  const variable = '${INFLUXDB3_AUTH_TOKEN}';
  const bytes = (file: string, token: string): Buffer => Buffer.from(files[file]?.(token) ?? '');

  /** The message names only the file, because the bytes contain a token. */
  async function assertBytes(file: string, token: string): Promise<void> {
    assert.ok((await readFile(join(folder, file))).equals(bytes(file, token)), `${file} has different bytes`);
  }

  async function assertNotOnScreen(...tokens: readonly string[]): Promise<void> {
    const page = await window.page.content();
    for (const text of tokens.flatMap((each) => [each, base64(`${each}\n`)])) {
      assert.ok(!page.includes(text), 'a token string is on the screen');
    }
  }

  const names = (): string[] => server.tokens().map(({ name }) => String(name));
  const foundFiles = async (): Promise<string[]> =>
    (await window.tree.rows())
      .filter(({ description }) => description.includes(sentence('oneOccurrence')))
      .map(({ label }) => label);

  it('is found and identified without showing its token string', async () => {
    await window.commandPalette('InfluxDB 3: Find Tokens in Workspace');
    await window.tree.waitForRow('telegraf.conf');
    await window.screenshot('found');
    const rows = await window.tree.rows();
    const at = rows.findIndex(({ label }) => label === 'secret.yaml');
    assert.equal(rows[at]?.description, `k8s · ${sentence('oneOccurrence')}`);
    assert.equal(rows[at + 1]?.label, sentence('tokenOnServer', 'ci', 'Local'));
    assert.equal(rows[at + 1]?.description, `2:10 · ${expiresInDays(30)}`);
    await assertNotOnScreen(token);
  });

  it('is identified by a CodeLens and a hover', async () => {
    await window.tree.click(sentence('tokenOnServer', 'ci', 'Local'));
    await window.page.locator('.tab.active', { hasText: '.env' }).waitFor();
    const identified = sentence('tokenIdentified', 'ci', 'Local', expiresInDays(30));
    await window.page.locator('.codelens-decoration', { hasText: identified }).waitFor();
    await window.page.locator('.codelens-decoration a', { hasText: sentence('rotate') }).waitFor();
    await window.screenshot('code-lens');
    await window.page.locator('.editor-instance .view-line', { hasText: 'apiv3_' }).locator('span span').last().hover();
    const hover = window.page.locator('.monaco-hover-content:visible', { hasText: sentence('hashPrefix') });
    await hover.waitFor();
    await window.screenshot('hover');
    const text = (await hover.innerText()).replaceAll('\u00a0', ' ');
    assert.ok(text.includes('Local') && text.includes(expiresInDays(30)) && !text.includes(token));
    await window.commandPalette('View: Close All Editors');
  });

  it('is deleted only after its files are listed, which can be shown first', async () => {
    await window.tree.inlineAction(/^ci$/, 'Delete Token');
    const dialog = await window.messages.dialogText();
    assert.match(dialog, sentencePattern('filesContainToken', '.env, k8s/secret.yaml, telegraf.conf'));
    await window.screenshot('delete-asked-files');
    await window.messages.clickDialogButton(sentence('showFiles'));
    await window.tree.waitForRow('telegraf.conf');
    assert.deepEqual(await foundFiles(), ['.env', 'secret.yaml', 'telegraf.conf']);
    assert.deepEqual(names(), ['_admin', 'ci']);
  });

  it('is rotated in the selected files, and restored byte for byte by an undo', async () => {
    await window.tree.inlineAction(/^ci$/, 'Rotate Token');
    await window.quickInput.waitForOpen('Rotate Token: ci');
    assert.equal(await window.quickInput.value(), 'ci-2');
    await window.quickInput.accept();
    await window.quickInput.waitForOpen('Rotate Token: ci-2');
    assert.equal((await window.quickInput.rows())[0]?.label, sentence('sameAsBefore'));
    await window.screenshot('rotate-expiry');
    await window.quickInput.accept();
    await window.quickInput.waitForOpen(sentence('selectOccurrences', 'ci'));
    const occurrences = await window.quickInput.checkboxRows();
    assert.deepEqual(
      occurrences.map(({ isSelected }) => isSelected),
      [true, true, false, false],
    );
    const [first, , tracked, reference] = occurrences;
    assert.deepEqual([first?.heading, tracked?.heading], ['.env', sentence('trackedByGit', 'telegraf.conf')]);
    const referenceLabel = reference?.label ?? '';
    assert.match(referenceLabel, sentencePattern('useReferenceInstead', undefined, variable));
    await window.screenshot('occurrences');
    const next = await window.clipboardText();
    assert.ok(isTokenOf(server, 'ci-2', next));
    await assertNotOnScreen(token, next);
    // A reference can be committed safely.
    await window.quickInput.toggleCheckbox(referenceLabel);
    await window.quickInput.accept();
    assert.match(await window.messages.dialogText(), sentencePattern('noFilesContainToken'));
    await window.messages.clickDialogButton(sentence('remindMeLater'));
    await window.quickInput.waitForOpen(sentence('whenToRemind'));
    await window.quickInput.pick(sentence('inAnHour'));
    await window.messages.waitForNotification(sentence('rotatedReminderLater', 'ci', 'Local', 'ci-2'));
    await window.tree.waitForRow(inOrder(/^ci/, sentencePattern('rotatedReminder')));
    await window.screenshot('waiting');
    await assertBytes('.env', next);
    await assertBytes('k8s/secret.yaml', next);
    await assertBytes('telegraf.conf', variable);
    await window.messages.dismissNotifications();

    await window.tree.contextMenu(/^ci$/, 'Finish or Undo Rotation...');
    await window.quickInput.waitForOpen('Finish or Undo Rotation: ci');
    await window.screenshot('finish-or-undo');
    await window.quickInput.pick(sentence('undo'));
    assert.match(await window.messages.dialogText(), sentencePattern('deleteNewTokenQuestion', 'ci', 'ci-2'));
    await window.messages.clickDialogButton(sentence('deleteNewToken'));
    await window.messages.waitForNotification(sentence('rotationUndone', 'ci', 'Local'));
    for (const file of Object.keys(files)) await assertBytes(file, token);
    await window.tree.row('ci-2').waitFor({ state: 'detached' });
    assert.deepEqual(names(), ['_admin', 'ci']);
    await window.messages.dismissNotifications();
  });

  it('cannot be selected in a read-only file; a canceled rotation can be undone', async () => {
    await writeFile(join(folder, 'read-only'), token, { mode: 0o444 });
    await window.tree.inlineAction(/^ci$/, 'Rotate Token');
    await acceptSuggestions(window, 'ci', 'ci-2');
    const row = async () => (await window.quickInput.checkboxRows()).find(({ heading }) => heading === 'read-only');
    const label = sentence('cannotBeUpdated', sentence('readOnly'));
    assert.equal((await row())?.label, label);
    await window.quickInput.toggleCheckbox(label);
    await until('the row is no longer selected', async () => (await row())?.isSelected === false);
    await window.screenshot('occurrences-not-updatable');
    await window.quickInput.cancel();
    const stopped = sentence('rotationStopped', 'ci', 'Local');
    const text = await window.messages.waitForNotification(stopped);
    assert.match(text, sentencePattern('rotationTokenStored', 'ci-2', 'ci'));
    await window.messages.clickNotificationButton(stopped, sentence('undo'));
    await window.messages.clickDialogButton(sentence('deleteNewToken'));
    await window.messages.waitForNotification(sentence('rotationUndone', 'ci', 'Local'));
    assert.deepEqual(names(), ['_admin', 'ci']);
    await rm(join(folder, 'read-only'));
    await window.messages.dismissNotifications();
  });

  it('is deleted at the end of a rotation, after listing a file that still contains it', async () => {
    await window.tree.contextMenu(/^ci$/, 'Rotate Token...');
    await acceptSuggestions(window, 'ci', 'ci-2');
    await window.quickInput.accept();
    const dialog = await window.messages.dialogText();
    assert.ok(dialog.includes(server.url), dialog);
    assert.match(dialog, sentencePattern('filesContainToken', 'telegraf.conf'));
    await window.screenshot('old-asked');
    assert.deepEqual(names(), ['_admin', 'ci', 'ci-2']);
    await window.messages.clickDialogButton(sentence('deleteOldToken'));
    const text = await window.messages.waitForNotification(sentence('rotatedAndDeleted', 'ci', 'Local', 'ci-2'));
    const notUpdated = sentence('fileWithReason', 'telegraf.conf', sentence('trackedNotSelected'));
    assert.match(
      text,
      inOrder(sentencePattern('updatedOccurrencesInFiles', 2, 2), sentencePattern('notUpdated', notUpdated)),
    );
    await window.screenshot('rotated');
    const next = await window.clipboardText();
    assert.ok(isTokenOf(server, 'ci-2', next));
    await assertBytes('.env', next);
    await assertBytes('k8s/secret.yaml', next);
    await assertBytes('telegraf.conf', token);
    await window.tree.row(/^ci$/).waitFor({ state: 'detached' });
    await window.tree.waitForRow(inOrder(/ci-2/, sentencePattern('stored')));
    assert.deepEqual(names(), ['_admin', 'ci-2']);
    await assertNotOnScreen(token, next);
  });
});
