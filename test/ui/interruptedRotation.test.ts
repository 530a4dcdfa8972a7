import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, watch, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { waitForWorkbench } from '../support/host/workbench.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { inOrder } from './helpers/patterns.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { acceptSuggestions } from './helpers/rotating.ts';
import { signIn } from './helpers/signIn.ts';
import { isTokenOf, createToken } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

describe('A rotation whose extension host is killed', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let profile: string;
  let folder: string;
  let operator: string;

  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer();
    operator = await createToken(server);
    profile = await mkdtemp(join(tmpdir(), 'killed-'));
    folder = await mkdtemp(join(tmpdir(), 'killed-files-'));
    window = await openWindow({
      extension: { folder: repositoryRoot },
      userDataDir: profile,
      workspace: folder,
      settings: {
        'influxdb3Tokens.servers': [{ name: 'Local', url: server.url }],
        'influxdb3Tokens.clipboard.clearAfterSeconds': 0,
      },
    });
    await window.openContainer('InfluxDB 3 Tokens');
    await signIn(window, operator);
    await write('operator.env', text(operator));
  });

  after(async () => {
    await window.close();
    await server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  beforeEach(async () => {
    await window.messages.dismissNotifications();
    server.requests.length = 0;
  });
  afterEach(screenshotFailures(() => window));

  const text = (token: string): string => `# unchanged\r\nTOKEN=${token}\n`;
  const write = (file: string, content: string): Promise<void> => writeFile(join(folder, file), content);
  const read = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');
  const names = (): string[] => server.tokens().map(({ name }) => String(name));
  const sent = (path: string): number =>
    server.requests.filter((request) => request.method === 'POST' && request.path === path).length;
  const createRoute = '/api/v3/configure/token/named_admin';
  const regenerateRoute = '/api/v3/configure/token/admin/regenerate';

  const interrupted = (name: string): string => sentence('rotationInterrupted', name, 'Local');

  /** Reloads the window. Returns the notification about the interrupted rotation. */
  async function reload(name: string): Promise<string> {
    await window.page.reload();
    await waitForWorkbench(window.page);
    await window.openContainer('InfluxDB 3 Tokens');
    return window.messages.waitForNotification(interrupted(name));
  }

  const resume = (name: string, how: 'finish' | 'undo'): Promise<void> =>
    window.messages.clickNotificationButton(interrupted(name), sentence(how));

  async function createNamed(name: string): Promise<string> {
    const token = await createToken(server, operator, name, 24 * 60 * 60);
    await window.commandPalette('InfluxDB 3: Refresh');
    await window.tree.waitForRow(name);
    return token;
  }

  /** Clicks until the notification is shown, because the list ignores a click while it is being refreshed. */
  async function copy(name: string): Promise<string> {
    const copied = sentence('copiedToken', name);
    await until('the token is copied', async () => {
      await window.messages.dismissNotifications();
      await window.tree.inlineAction(new RegExp(`^${name}$`), 'Copy Token');
      await setTimeout(2000);
      return (await window.messages.notifications()).some((text) => text.includes(copied));
    });
    return window.clipboardText();
  }

  /** Asserts that server, tree, stored token, and file are consistent. @returns the token string */
  async function assertConsistent(name: string, all: readonly string[], file: string): Promise<string> {
    assert.deepEqual(names(), all);
    // A row that is being refreshed ignores clicks, so wait before copying.
    await until('the rows match the server', async () => {
      const rows = (await window.tree.rows()).filter(({ level }) => level === 2);
      return rows.map(({ label }) => label).join() === all.join();
    });
    const token = await copy(name);
    assert.ok(isTokenOf(server, name, token), 'the stored token is a different one');
    assert.ok((await read(file)) === text(token), `${file} has different text`);
    await window.tree.waitForRow(inOrder(/_admin/, sentencePattern('signedIn')));
    assert.ok(!(await window.tree.rows()).some(({ description }) => description.includes('rotat')));
    await window.commandPalette('InfluxDB 3: Finish or Undo Rotation...');
    await window.messages.waitForNotification(sentence('noRotations'));
    return token;
  }

  async function killAfter(files: number): Promise<void> {
    const updated = new Set<string>();
    for await (const { filename } of watch(join(folder, 'many'), { signal: AbortSignal.timeout(30_000) })) {
      if (filename?.endsWith('.env') === true && updated.add(filename).size === files) {
        window.killExtensionHost();
        return;
      }
    }
  }

  it('is finished after a reload without creating the token a second time', async () => {
    const old = await createNamed('ci');
    await write('ci.env', text(old));
    await window.tree.inlineAction(/^ci$/, 'Rotate Token');
    await acceptSuggestions(window, 'ci', 'ci-2');
    window.killExtensionHost();

    assert.match(await reload('ci'), sentencePattern('rotationTokenStored', 'ci-2', 'ci'));
    await window.tree.waitForRow(inOrder(/^ci/, sentencePattern('unfinishedRotation')));
    await window.screenshot('interrupted');
    assert.ok((await read('ci.env')) === text(old));
    await resume('ci', 'finish');
    await window.quickInput.waitForOpen(sentence('selectOccurrences', 'ci'));
    await window.quickInput.accept();
    await window.messages.clickDialogButton(sentence('deleteOldToken'));
    await window.messages.waitForNotification(sentence('rotatedAndDeleted', 'ci', 'Local', 'ci-2'));
    assert.equal(sent(createRoute), 2, 'one token created by this test, and one by the rotation');
    await assertConsistent('ci-2', ['_admin', 'ci-2'], 'ci.env');
  });

  it('regenerates again when the response with the new operator token was lost', async () => {
    const before = server.tokens()[0]?.hash;
    await window.tree.contextMenu('_admin', 'Rotate Token...');
    await window.quickInput.waitForOpen('Rotate Operator Token');
    await window.quickInput.pick(sentence('regenerateFirst'));
    assert.match(await window.messages.dialogText(), sentencePattern('filesContainToken', 'operator.env'));
    server.faults.add({
      kind: 'delay',
      when: 'beforeResponse',
      milliseconds: 60_000,
      method: 'POST',
      path: regenerateRoute,
    });
    await window.messages.clickDialogButton(sentence('regenerate'));
    await until('the server has regenerated it', () => server.tokens()[0]?.hash !== before);
    window.killExtensionHost();

    assert.match(await reload('_admin'), sentencePattern('operatorTokenMayBeReplaced'));
    await resume('_admin', 'finish');
    assert.match(
      await window.messages.dialogText(),
      inOrder(sentencePattern('regenerateAgainQuestion', 'Local'), sentencePattern('operatorTokenNotStored')),
    );
    await window.screenshot('regenerate-again');
    await window.messages.clickDialogButton(sentence('regenerate'));
    await window.quickInput.waitForOpen(sentence('selectOccurrences', '_admin'));
    assert.ok((await read('operator.env')) === text(operator));
    await window.quickInput.accept();
    await window.messages.waitForNotification(sentence('operatorTokenReplaced', 'Local'));
    assert.equal(sent(regenerateRoute), 2);
    operator = await assertConsistent('_admin', ['_admin', 'ci-2'], 'operator.env');
  });

  it('is undone after a reload: files and operator token are as before', async () => {
    await window.tree.contextMenu('_admin', 'Rotate Token...');
    await window.quickInput.waitForOpen('Rotate Operator Token');
    await window.quickInput.pick(sentence('withoutDowntime'));
    await acceptSuggestions(window, '_admin', 'operator-bridge');
    await window.quickInput.accept();
    assert.match(await window.messages.dialogText(), sentencePattern('regenerateNowQuestion', 'Local'));
    assert.ok((await read('operator.env')) !== text(operator));
    assert.ok(isTokenOf(server, 'operator-bridge', /TOKEN=(.*)/.exec(await read('operator.env'))?.[1] ?? ''));
    window.killExtensionHost();

    assert.match(await reload('_admin'), sentencePattern('filesUpdatedOldWorks', '_admin'));
    await resume('_admin', 'undo');
    assert.match(
      await window.messages.dialogText(),
      sentencePattern('deleteNewTokenQuestion', '_admin', 'operator-bridge'),
    );
    await window.messages.clickDialogButton(sentence('deleteNewToken'));
    await window.messages.waitForNotification(sentence('rotationUndone', '_admin', 'Local'));
    assert.equal(sent(regenerateRoute), 0);
    assert.ok((await assertConsistent('_admin', ['_admin', 'ci-2'], 'operator.env')) === operator);
  });

  it('leaves each of hundreds of files intact, and continues after a reload', async () => {
    const old = await createNamed('many');
    await mkdir(join(folder, 'many'));
    const files = Array.from({ length: 400 }, (_, index) => `many/${index}.env`);
    await Promise.all(files.map((file) => write(file, text(old))));
    await window.tree.inlineAction(/^many$/, 'Rotate Token');
    await acceptSuggestions(window, 'many', 'many-2');
    const next = await window.clipboardText();
    assert.ok(isTokenOf(server, 'many-2', next));
    const killed = killAfter(5);
    await window.quickInput.accept();
    await killed;
    const count = async (token: string): Promise<number> =>
      (await Promise.all(files.map(read))).filter((content) => content === text(token)).length;
    const [unchanged, updated] = [await count(old), await count(next)];
    assert.equal(unchanged + updated, files.length, 'each file has either the old bytes or the new ones');
    assert.ok(unchanged > 0 && updated >= 5, `killed too late: ${updated} files were updated`);

    assert.match(await reload('many'), sentencePattern('fileContainsOldOrNew', 'many-2'));
    await window.tree.waitForRow(inOrder(/^many/, sentencePattern('unfinishedRotation')));
    await window.screenshot('interrupted-writing');
    await resume('many', 'finish');
    assert.match(await window.messages.dialogText(), sentencePattern('noFilesContainToken'));
    await window.messages.clickDialogButton(sentence('deleteOldToken'));
    await window.messages.waitForNotification(sentence('rotatedAndDeleted', 'many', 'Local', 'many-2'));
    assert.equal(await count(next), files.length);
    assert.deepEqual(
      (await readdir(folder, { recursive: true })).filter((file) => file.includes('influxdb3-tokens')),
      [],
    );
    await assertConsistent('many-2', ['_admin', 'ci-2', 'many-2'], files[0] ?? '');
  });
});
