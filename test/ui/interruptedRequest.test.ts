import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { waitForWorkbench } from '../support/host/workbench.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { inOrder, reachable } from './helpers/patterns.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { signIn } from './helpers/signIn.ts';
import { cleanUp } from './helpers/suiteWindow.ts';
import { createToken, isTokenOf } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

const createRoute = '/api/v3/configure/token/admin';
const namedRoute = '/api/v3/configure/token/named_admin';
const regenerateRoute = '/api/v3/configure/token/admin/regenerate';

let server: TokenServer;
let window: EditorWindow;
let profile: string;

/** The files that the extension wrote, except for those of VS Code's own. */
async function extensionFiles(): Promise<string[]> {
  const all = await readdir(profile, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile() && entry.parentPath.includes('globalStorage/influxdb3-tokens.'))
    .map((entry) => join(entry.parentPath, entry.name));
}

const journal = async (): Promise<string[]> =>
  (await extensionFiles()).filter((file) => file.includes('/requests/') && file.endsWith('.json'));

async function assertNoTokenInFiles(): Promise<void> {
  for (const file of await extensionFiles()) {
    assert.ok(!(await readFile(file, 'utf8')).includes('apiv3_'), `${file} contains a token`);
  }
}

/** The server does the work of the next request to the path, and then doesn't respond. */
function delayResponse(path: string): void {
  server.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 60_000, method: 'POST', path });
}

async function open(settings?: Record<string, unknown>): Promise<void> {
  window = await openWindow({
    extension: { folder: repositoryRoot },
    userDataDir: profile,
    ...(settings === undefined ? {} : { settings }),
  });
  await window.openContainer('InfluxDB 3 Tokens');
}

const settings = (): Record<string, unknown> => ({
  'influxdb3Tokens.servers': [{ name: 'Local', url: server.url }],
  'influxdb3Tokens.clipboard.clearAfterSeconds': 0,
});

async function reload(): Promise<void> {
  await window.page.reload();
  await waitForWorkbench(window.page);
  await window.openContainer('InfluxDB 3 Tokens');
}

/** Asserts that a dismissed notification isn't shown again after the server was contacted once more. */
async function assertSettled(interrupted: string, signedInWith = '_admin'): Promise<void> {
  await until('the request is removed from the journal', async () => (await journal()).length === 0);
  await reload();
  await window.tree.waitForRow(inOrder(new RegExp(signedInWith), sentencePattern('signedIn')));
  const shown = await window.messages.notifications();
  assert.ok(!shown.some((text) => text.includes(interrupted)), shown.join('\n'));
  await assertNoTokenInFiles();
}

async function startCreating(name: string): Promise<void> {
  await window.tree.inlineAction('Local', 'Create Named Token');
  await window.quickInput.waitForOpen('Create Named Token');
  await window.quickInput.type(name);
  await window.quickInput.accept();
  await window.quickInput.waitForOpen(`Create Named Token: ${name}`);
  await window.quickInput.accept();
}

async function regenerateAndReload(): Promise<void> {
  const hash = server.tokens()[0]?.hash;
  await window.tree.contextMenu('_admin', 'Regenerate Operator Token...');
  await window.messages.dialogText();
  delayResponse(regenerateRoute);
  await window.messages.clickDialogButton(sentence('regenerate'));
  await until('the server has regenerated it', () => server.tokens()[0]?.hash !== hash);
  await reload();
}

const isListed = (name: string): boolean => server.tokens().some((row) => row.name === name);
const interruptedNamed = (name: string): string => sentence('creatingInterrupted', name, 'Local');

describe('A request for a named token whose extension host is killed', () => {
  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer({ recovery: {} });
    profile = await mkdtemp(join(tmpdir(), 'interrupted-'));
    const operator = await createToken(server);
    await open(settings());
    await signIn(window, operator);
  });

  cleanUp(() => ({ window, server, profile }));

  /** Kills the extension host once the page calls the function, which never returns. */
  async function killWhenCalled(property: string, start: () => Promise<void>): Promise<void> {
    await window.page.evaluate(`${property} = () => { globalThis.isCalled = true; return new Promise(() => {}); }`);
    await start();
    await until(`${property} is called`, async () => window.page.evaluate<boolean>('globalThis.isCalled === true'));
    window.killExtensionHost();
  }

  async function waitForInterrupted(name: string, outcome: RegExp): Promise<void> {
    assert.match(await window.messages.waitForNotification(interruptedNamed(name)), outcome);
  }

  async function deleteAndRecreate(name: string): Promise<void> {
    const lost = server.tokens().find((row) => row.name === name)?.hash;
    await window.messages.clickNotificationButton(interruptedNamed(name), sentence('deleteAndRecreate'));
    await window.messages.clickDialogButton('Delete Token');
    await window.messages.waitForNotification(sentence('tokenCreated', name, 'Local'));
    assert.notEqual(server.tokens().find((row) => row.name === name)?.hash, lost);
    assert.ok(isTokenOf(server, name, await window.clipboardText()));
    await window.tree.waitForRow(inOrder(new RegExp(name), sentencePattern('stored')));
    await window.messages.dismissNotifications();
    await assertSettled(interruptedNamed(name));
    await window.tree.waitForRow(inOrder(new RegExp(name), sentencePattern('stored')));
  }

  it('reports at each start what is lost until it is deleted and recreated', async () => {
    delayResponse(namedRoute);
    await startCreating('before-response');
    await until('the server has created it', () => isListed('before-response'));
    window.killExtensionHost();
    await assertNoTokenInFiles();

    await reload();
    await waitForInterrupted('before-response', sentencePattern('tokenMaybeOfOthers', 'before-response'));
    await reload();
    await waitForInterrupted('before-response', sentencePattern('tokenMaybeOfOthers', 'before-response'));
    await window.screenshot('interrupted-create');
    await deleteAndRecreate('before-response');
  });

  it('reports a token that was received and not stored', async () => {
    await killWhenCalled('crypto.subtle.encrypt', () => startCreating('before-storing'));
    assert.ok(isListed('before-storing'));
    await assertNoTokenInFiles();

    await reload();
    await waitForInterrupted('before-storing', sentencePattern('tokenMaybeOfOthers', 'before-storing'));
    await deleteAndRecreate('before-storing');
  });

  it('copies a token that was stored and not copied', async () => {
    await window.setClipboard('mine');
    await killWhenCalled('navigator.clipboard.writeText', () => startCreating('before-copying'));
    assert.equal(await window.clipboardText(), 'mine');

    await reload();
    await waitForInterrupted('before-copying', sentencePattern('createdAndStored', 'before-copying'));
    await window.screenshot('interrupted-copy');
    await window.messages.clickNotificationButton(interruptedNamed('before-copying'), 'Copy Token');
    await window.messages.waitForNotification(sentence('copiedToken', 'before-copying'));
    assert.ok(isTokenOf(server, 'before-copying', await window.clipboardText()));
    await window.messages.dismissNotifications();
    await assertSettled(interruptedNamed('before-copying'));
  });

  it('reports that nothing changed, and is not shown again once dismissed', async () => {
    server.faults.add({ kind: 'delay', when: 'beforeWork', milliseconds: 60_000, method: 'POST', path: namedRoute });
    await startCreating('before-work');
    await until('it is in the journal', async () => (await journal()).length === 1);
    window.killExtensionHost();

    await reload();
    await waitForInterrupted('before-work', sentencePattern('tokenNotCreated', 'Local', 'before-work'));
    await window.screenshot('interrupted-nothing');
    await window.messages.dismissNotifications();
    await assertSettled(interruptedNamed('before-work'));
    assert.ok(!isListed('before-work'));
  });

  it('regenerates again with another stored token after a reload during a regenerate', async () => {
    await regenerateAndReload();
    const interrupted = sentence('regeneratingInterrupted', 'Local');
    const shown = await window.messages.waitForNotification(interrupted);
    assert.match(shown, sentencePattern('operatorTokenMaybeReplacedElsewhere'));
    await window.screenshot('interrupted-regenerate');
    await window.messages.clickNotificationButton(interrupted, sentence('signInAndRegenerate', 'before-response'));
    await window.messages.clickDialogButton(sentence('regenerate'));
    await window.messages.waitForNotification(sentence('tokenCreated', '_admin', 'Local'));
    assert.ok(isTokenOf(server, '_admin', await window.clipboardText()));
    await window.messages.dismissNotifications();
    await assertSettled(interrupted, 'before-response');
    await window.tree.waitForRow(inOrder(/_admin/, sentencePattern('stored')));
  });
});

describe('A request for an operator token whose window is closed or reloaded', () => {
  let dataDir: string;

  before(async function () {
    this.timeout(180_000);
    dataDir = await mkdtemp(join(tmpdir(), 'interrupted-server-'));
    profile = await mkdtemp(join(tmpdir(), 'interrupted-'));
    server = await startTokenServer({ dataDir, recovery: {} });
    await open(settings());
  });

  after(async () => {
    await window.close();
    await server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  });

  beforeEach(() => window.messages.dismissNotifications());
  afterEach(screenshotFailures(() => window));

  /** The recovery port is closed after its use. */
  async function restartWithRecovery(): Promise<void> {
    const port = Number(new URL(server.url).port);
    await server.close();
    server = await startTokenServer({ dataDir, port, recovery: {} });
  }

  async function recover(message: string): Promise<void> {
    await window.messages.clickNotificationButton(message, 'Recover Operator Token');
    await window.quickInput.waitForOpen('Recover Operator Token');
    await window.quickInput.type(server.recoveryUrl ?? '');
    await window.quickInput.accept();
    await window.messages.clickDialogButton(sentence('recover'));
    // VS Code shows only three notifications per 800 ms, and the first sign-in in a browser adds one of its own.
    await until('the token is copied', async () => isTokenOf(server, '_admin', await window.clipboardText()));
    await window.tree.waitForRow(inOrder(/_admin/, sentencePattern('signedIn')));
    await window.messages.dismissNotifications();
  }

  it('is reported when the window is opened again, and ends with a recovered token', async function () {
    this.timeout(180_000);
    await window.tree.waitForRow(inOrder(/Local/, reachable));
    delayResponse(createRoute);
    await window.tree.contextMenu('Local', 'Create Operator Token');
    await until('the server has created it', () => isListed('_admin'));
    await window.close();
    await assertNoTokenInFiles();

    await open();
    const interrupted = sentence('creatingOperatorInterrupted', 'Local');
    const shown = await window.messages.waitForNotification(interrupted);
    assert.match(shown, sentencePattern('operatorTokenCreationUnknown'));
    await window.screenshot('interrupted-operator');
    await window.messages.clickNotificationButton(interrupted, 'Try Again');
    await window.messages.waitForNotification(sentence('operatorTokenExists'));
    await window.screenshot('interrupted-operator-exists');
    await recover(sentence('operatorTokenExists'));
    await assertSettled(interrupted);
  });

  it('recovers a token that was being regenerated if no other stored token works', async () => {
    await regenerateAndReload();
    const interrupted = sentence('regeneratingInterrupted', 'Local');
    const shown = await window.messages.waitForNotification(interrupted);
    assert.match(
      shown,
      inOrder(sentencePattern('operatorTokenMaybeReplacedElsewhere'), sentencePattern('operatorTokenNeverReceived')),
    );
    await window.screenshot('interrupted-regenerate-recover');
    await restartWithRecovery();
    await recover(interrupted);
    await assertSettled(interrupted);
  });
});
