import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/paths.ts';
import { openWindow, type EditorWindow } from '../host/window.ts';
import { startTokenServer, type TokenServer } from '../influxdb3/server.ts';
import { picturesOfFailures } from './helpers/pictures.ts';
import { takeWhatIsOffered } from './helpers/rotating.ts';
import { signIn } from './helpers/signIn.ts';
import { isString, makeToken } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

describe('A token that stands in files of the workspace', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let folder: string;
  let string: string;

  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer();
    const operator = await makeToken(server);
    string = await makeToken(server, operator, 'ci', 30 * 24 * 60 * 60);
    folder = await mkdtemp(join(tmpdir(), 'rotated-'));
    await mkdir(join(folder, 'k8s'));
    for (const file of Object.keys(files)) await writeFile(join(folder, file), bytes(file, string));
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

  afterEach(picturesOfFailures(() => window));

  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const files: Record<string, (token: string) => string> = {
    '.env': (token) => `# of the build\nINFLUXDB3_AUTH_TOKEN=${token}\n`,
    'k8s/secret.yaml': (token) => `data:\r\n  token: ${base64(`${token}\n`)}\r\n`,
    'telegraf.conf': (token) => `[[outputs.influxdb_v2]]\n  token = "${token}"`,
  };
  const reference = '${INFLUXDB3_AUTH_TOKEN}';
  const bytes = (file: string, token: string): Buffer => Buffer.from(files[file]?.(token) ?? '');

  /** Without the strings in a message: what is wrong can be seen from the name. */
  async function holds(file: string, token: string): Promise<void> {
    assert.ok((await readFile(join(folder, file))).equals(bytes(file, token)), `${file} holds other bytes`);
  }

  async function nowhereOnTheScreen(...strings: readonly string[]): Promise<void> {
    const page = await window.page.content();
    for (const one of strings.flatMap((each) => [each, base64(`${each}\n`)])) {
      assert.ok(!page.includes(one), 'a string is on the screen');
    }
  }

  const names = (): string[] => server.tokens().map(({ name }) => String(name));
  const foundFiles = async (): Promise<string[]> =>
    (await window.tree.rows())
      .filter(({ description }) => description.includes('1 occurrence'))
      .map(({ label }) => label);

  it('is found and named, file by file, by a search that shows no string', async () => {
    await window.commandPalette('InfluxDB 3: Find Tokens in Workspace');
    await window.tree.waitForRow('telegraf.conf');
    await window.screenshot('found');
    const rows = await window.tree.rows();
    const at = rows.findIndex(({ label }) => label === 'secret.yaml');
    assert.match(rows[at]?.description ?? '', /k8s · 1 place/);
    assert.equal(rows[at + 1]?.label, 'ci on Local');
    assert.equal(rows[at + 1]?.description, '2:10 · expires in 30 days');
    await nowhereOnTheScreen(string);
  });

  it('is named over its line in the editor, and told of under the pointer', async () => {
    await window.tree.row('ci on Local').click();
    await window.page.locator('.tab.active', { hasText: '.env' }).waitFor();
    await window.page.locator('.codelens-decoration', { hasText: 'ci on Local, expires in 30 days' }).waitFor();
    await window.page.locator('.codelens-decoration a', { hasText: 'Rotate' }).waitFor();
    await window.screenshot('code-lens');
    await window.page.locator('.editor-instance .view-line', { hasText: 'apiv3_' }).locator('span span').last().hover();
    const hover = window.page.locator('.monaco-hover-content:visible', { hasText: 'SHA-512 prefix' });
    await hover.waitFor();
    await window.screenshot('hover');
    const told = (await hover.innerText()).replaceAll('\u00a0', ' ');
    assert.ok(told.includes('Local') && told.includes('expires in 30 days') && !told.includes(string));
    await window.commandPalette('View: Close All Editors');
  });

  it('is not deleted before its files are named, which can be looked at first', async () => {
    await window.tree.inlineAction(/^ci$/, 'Delete Token');
    const asked = await window.messages.dialogText();
    assert.match(asked, /hold it: \.env, k8s\/secret\.yaml, telegraf\.conf\./);
    await window.screenshot('delete-asked-files');
    await window.messages.pressDialogButton('Show Files');
    await window.tree.waitForRow('telegraf.conf');
    assert.deepEqual(await foundFiles(), ['.env', 'secret.yaml', 'telegraf.conf']);
    assert.deepEqual(names(), ['_admin', 'ci']);
  });

  it('is rotated in the files that are ticked, asked about again later, and put back byte for byte by an undo', async () => {
    await window.tree.inlineAction(/^ci$/, 'Rotate Token');
    await window.quickInput.open('Rotate Token: ci');
    assert.equal(await window.quickInput.value(), 'ci-2');
    await window.quickInput.accept();
    await window.quickInput.open('Rotate Token: ci-2');
    assert.equal((await window.quickInput.rows())[0]?.label, 'Same as before');
    await window.screenshot('rotate-expiry');
    await window.quickInput.accept();
    await window.quickInput.open('Rotate "ci": Select Occurrences to Update');
    const places = await window.quickInput.ticks();
    assert.deepEqual(
      places.map(({ isTicked }) => isTicked),
      [true, true, false, false],
    );
    const [first, , tracked, instead] = places;
    assert.deepEqual([first?.heading, tracked?.heading], ['.env', 'telegraf.conf · tracked by Git']);
    const offered = instead?.label ?? '';
    assert.ok(offered.includes(`${reference} instead`), offered);
    await window.screenshot('places');
    const next = await window.clipboardText();
    assert.ok(isString(server, 'ci-2', next));
    await nowhereOnTheScreen(string, next);
    // A reference does no harm in git.
    await window.quickInput.tick(offered);
    await window.quickInput.accept();
    assert.match(await window.messages.dialogText(), /No file of the workspace holds it/);
    await window.messages.pressDialogButton('Remind Me Later');
    await window.quickInput.open('When do you want to be reminded?');
    await window.quickInput.pick('In an hour');
    await window.messages.waitForNotification('You are asked again about the old token');
    await window.tree.waitForRow(/^ci.*rotated, asks/);
    await window.screenshot('waits');
    await holds('.env', next);
    await holds('k8s/secret.yaml', next);
    await holds('telegraf.conf', reference);
    await window.messages.dismissNotifications();

    await window.tree.contextMenu(/^ci$/, 'Finish or Undo Rotation...');
    await window.quickInput.open('Finish or Undo Rotation: ci');
    await window.screenshot('finish-or-undo');
    await window.quickInput.pick('Undo');
    assert.match(await window.messages.dialogText(), /The rotation of "ci" is undone\. Delete the new token "ci-2"\?/);
    await window.messages.pressDialogButton('Delete New Token');
    await window.messages.waitForNotification('was undone');
    for (const file of Object.keys(files)) await holds(file, string);
    await window.tree.row('ci-2').waitFor({ state: 'detached' });
    assert.deepEqual(names(), ['_admin', 'ci']);
    await window.messages.dismissNotifications();
  });

  it('is listed without a tick where its file cannot be rewritten, and a rotation that is given up can be undone', async () => {
    await writeFile(join(folder, 'one-name'), string);
    await link(join(folder, 'one-name'), join(folder, '.git', 'other-name'));
    await window.tree.inlineAction(/^ci$/, 'Rotate Token');
    await takeWhatIsOffered(window, 'ci', 'ci-2');
    const row = async () => (await window.quickInput.ticks()).find(({ heading }) => heading === 'one-name');
    assert.equal((await row())?.label, "Can't be updated: has another name (hard link)");
    await window.quickInput.tick("Can't be updated: has another name (hard link)");
    await until('the tick is gone', async () => (await row())?.isTicked === false);
    await window.screenshot('places-cannot');
    await window.quickInput.cancel();
    const said = await window.messages.waitForNotification('The rotation of "ci" on Local stopped.');
    assert.match(said, /"ci-2" is made and kept here; "ci" still works, and no file was changed/);
    await window.messages.pressNotificationButton('The rotation of "ci" on Local stopped.', 'Undo');
    await window.messages.pressDialogButton('Delete New Token');
    await window.messages.waitForNotification('was undone');
    assert.deepEqual(names(), ['_admin', 'ci']);
    await rm(join(folder, 'one-name'));
    await window.messages.dismissNotifications();
  });

  it('is rotated to the end: the old one goes when the person says so, told which file still holds it', async () => {
    await window.tree.contextMenu(/^ci$/, 'Rotate Token...');
    await takeWhatIsOffered(window, 'ci', 'ci-2');
    await window.quickInput.accept();
    const asked = await window.messages.dialogText();
    assert.ok(asked.includes(server.url) && asked.includes('hold it: telegraf.conf.'), asked);
    await window.screenshot('old-asked');
    assert.deepEqual(names(), ['_admin', 'ci', 'ci-2']);
    await window.messages.pressDialogButton('Delete Old Token');
    const said = await window.messages.waitForNotification('was rotated to "ci-2", and the old token is deleted');
    assert.match(said, /2 places in 2 files were rewritten\. Left: telegraf\.conf \(tracked by git, and not ticked\)/);
    await window.screenshot('rotated');
    const next = await window.clipboardText();
    assert.ok(isString(server, 'ci-2', next));
    await holds('.env', next);
    await holds('k8s/secret.yaml', next);
    await holds('telegraf.conf', string);
    await window.tree.row(/^ci$/).waitFor({ state: 'detached' });
    await window.tree.waitForRow(/ci-2.*kept/);
    assert.deepEqual(names(), ['_admin', 'ci-2']);
    await nowhereOnTheScreen(string, next);
  });
});
