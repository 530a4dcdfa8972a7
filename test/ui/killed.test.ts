import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, watch, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/paths.ts';
import { openWindow, type EditorWindow } from '../host/window.ts';
import { workbenchReady } from '../host/workbench.ts';
import { startTokenServer, type TokenServer } from '../influxdb3/server.ts';
import { picturesOfFailures } from './helpers/pictures.ts';
import { takeWhatIsOffered } from './helpers/rotating.ts';
import { signIn } from './helpers/signIn.ts';
import { isString, makeToken } from './helpers/tokens.ts';
import { until } from './helpers/until.ts';

describe('A rotation whose process is killed', () => {
  let server: TokenServer;
  let window: EditorWindow;
  let profile: string;
  let folder: string;
  let operator: string;

  before(async function () {
    this.timeout(180_000);
    server = await startTokenServer();
    operator = await makeToken(server);
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
  afterEach(picturesOfFailures(() => window));

  const text = (token: string): string => `# kept as it is\r\nTOKEN=${token}\n`;
  const write = (file: string, content: string): Promise<void> => writeFile(join(folder, file), content);
  const read = (file: string): Promise<string> => readFile(join(folder, file), 'utf8');
  const names = (): string[] => server.tokens().map(({ name }) => String(name));
  const sent = (path: string): number =>
    server.requests.filter((request) => request.method === 'POST' && request.path === path).length;
  const createRoute = '/api/v3/configure/token/named_admin';
  const regenerateRoute = '/api/v3/configure/token/admin/regenerate';

  /** Starts anew as a person does who finds the window dead. Returns what is said of the rotation then. */
  async function startAgain(name: string): Promise<string> {
    await window.page.reload();
    await workbenchReady(window.page);
    await window.openContainer('InfluxDB 3 Tokens');
    return window.messages.waitForNotification(`The rotation of "${name}" on Local was interrupted.`);
  }

  const answer = (name: string, button: 'Finish' | 'Undo'): Promise<void> =>
    window.messages.pressNotificationButton(`The rotation of "${name}" on Local was interrupted.`, button);

  async function makeNamed(name: string): Promise<string> {
    const token = await makeToken(server, operator, name, 24 * 60 * 60);
    await window.commandPalette('InfluxDB 3: Refresh');
    await window.tree.waitForRow(name);
    return token;
  }

  async function copied(name: string): Promise<string> {
    await window.messages.dismissNotifications();
    await window.setClipboard('something else');
    await window.tree.inlineAction(new RegExp(`^${name}$`), 'Copy Token');
    await window.messages.waitForNotification(`"${name}" is on the clipboard`);
    return window.clipboardText();
  }

  /** The server, the tree, what is kept and the files say the same, and no rotation is left. Returns the string. */
  async function agree(kept: string, all: readonly string[], file: string): Promise<string> {
    assert.deepEqual(names(), all);
    const string = await copied(kept);
    assert.ok(isString(server, kept, string), 'what is kept is not the string of that token');
    assert.ok((await read(file)) === text(string), `${file} holds something else`);
    await until('the rows are those of the server', async () => {
      const rows = (await window.tree.rows()).filter(({ level }) => level === 2);
      return rows.map(({ label }) => label).join() === all.join();
    });
    await window.tree.waitForRow(/_admin.*signed in/);
    assert.ok(!(await window.tree.rows()).some(({ description }) => description.includes('rotat')));
    await window.commandPalette('InfluxDB 3: Finish or Undo Rotation...');
    await window.messages.waitForNotification('There are no rotations to finish or undo.');
    return string;
  }

  /** Kills the process as soon as so many files of the folder `many` are rewritten. */
  async function killAfter(files: number): Promise<void> {
    const rewritten = new Set<string>();
    for await (const { filename } of watch(join(folder, 'many'), { signal: AbortSignal.timeout(30_000) })) {
      if (filename?.endsWith('.env') === true && rewritten.add(filename).size === files) {
        window.killExtensionHost();
        return;
      }
    }
  }

  it('is finished after the next start: the token that it made before is not made a second time', async () => {
    const old = await makeNamed('ci');
    await write('ci.env', text(old));
    await window.tree.inlineAction(/^ci$/, 'Rotate Token');
    await takeWhatIsOffered(window, 'ci', 'ci-2');
    window.killExtensionHost();

    assert.match(await startAgain('ci'), /"ci-2" is made and kept here; "ci" still works, and no file was changed/);
    await window.tree.waitForRow(/^ci.*rotation not finished/);
    await window.screenshot('interrupted');
    assert.ok((await read('ci.env')) === text(old));
    await answer('ci', 'Finish');
    await window.quickInput.open('Rotate "ci": Select Occurrences to Update');
    await window.quickInput.accept();
    await window.messages.pressDialogButton('Delete Old Token');
    await window.messages.waitForNotification('was rotated to "ci-2", and the old token is deleted');
    assert.equal(sent(createRoute), 2, 'one by this test, and one by the rotation');
    await agree('ci-2', ['_admin', 'ci-2'], 'ci.env');
  });

  it('has not locked anybody out of the server when the answer with the new operator token was lost', async () => {
    const before = server.tokens()[0]?.hash;
    await window.tree.contextMenu('_admin', 'Rotate Token...');
    await window.quickInput.open('Rotate Operator Token');
    await window.quickInput.pick('Regenerate now, then update files');
    assert.match(await window.messages.dialogText(), /hold it: operator\.env\./);
    server.faults.add({
      kind: 'delay',
      when: 'beforeAnswer',
      milliseconds: 60_000,
      method: 'POST',
      path: regenerateRoute,
    });
    await window.messages.pressDialogButton('Regenerate');
    await until('the server has regenerated it', () => server.tokens()[0]?.hash !== before);
    window.killExtensionHost();

    assert.match(await startAgain('_admin'), /may have been replaced already; no file was changed/);
    await answer('_admin', 'Finish');
    assert.match(await window.messages.dialogText(), /once more\?\s+It was replaced, and its new string is not here/);
    await window.screenshot('regenerate-once-more');
    await window.messages.pressDialogButton('Regenerate');
    await window.quickInput.open('Rotate "_admin": Select Occurrences to Update');
    assert.ok((await read('operator.env')) === text(operator));
    await window.quickInput.accept();
    await window.messages.waitForNotification('is signed in with the new one');
    assert.equal(sent(regenerateRoute), 2);
    operator = await agree('_admin', ['_admin', 'ci-2'], 'operator.env');
  });

  it('is undone after the next start: each byte is back, and the operator token is what it was', async () => {
    await window.tree.contextMenu('_admin', 'Rotate Token...');
    await window.quickInput.open('Rotate Operator Token');
    await window.quickInput.pick('Without downtime: move files to a named token first');
    await takeWhatIsOffered(window, '_admin', 'operator-bridge');
    await window.quickInput.accept();
    assert.match(await window.messages.dialogText(), /Regenerate the operator token of Local .* now\?/);
    assert.ok((await read('operator.env')) !== text(operator));
    assert.ok(isString(server, 'operator-bridge', /TOKEN=(.*)/.exec(await read('operator.env'))?.[1] ?? ''));
    window.killExtensionHost();

    assert.match(await startAgain('_admin'), /The files are rewritten; "_admin" still works/);
    await answer('_admin', 'Undo');
    assert.match(await window.messages.dialogText(), /is undone\. Delete the new token "operator-bridge"\?/);
    await window.messages.pressDialogButton('Delete New Token');
    await window.messages.waitForNotification('was undone; the old string works as before');
    assert.equal(sent(regenerateRoute), 0);
    assert.ok((await agree('_admin', ['_admin', 'ci-2'], 'operator.env')) === operator);
  });

  it('has left every file whole in the middle of hundreds, and goes on where it was', async () => {
    const old = await makeNamed('many');
    await mkdir(join(folder, 'many'));
    const files = Array.from({ length: 400 }, (_, index) => `many/${index}.env`);
    await Promise.all(files.map((file) => write(file, text(old))));
    await window.tree.inlineAction(/^many$/, 'Rotate Token');
    await takeWhatIsOffered(window, 'many', 'many-2');
    const next = await window.clipboardText();
    assert.ok(isString(server, 'many-2', next));
    const killed = killAfter(5);
    await window.quickInput.accept();
    await killed;
    const count = async (token: string): Promise<number> =>
      (await Promise.all(files.map(read))).filter((content) => content === text(token)).length;
    const [olds, news] = [await count(old), await count(next)];
    assert.equal(olds + news, files.length, 'each file holds the old bytes or the new ones');
    assert.ok(olds > 0 && news >= 5, `killed too late: ${news} were rewritten`);

    assert.match(await startAgain('many'), /each file holds the old string or the new one, whole/);
    await window.tree.waitForRow(/^many.*rotation not finished/);
    await window.screenshot('interrupted-writing');
    await answer('many', 'Finish');
    assert.match(await window.messages.dialogText(), /No file of the workspace holds it/);
    await window.messages.pressDialogButton('Delete Old Token');
    await window.messages.waitForNotification('was rotated to "many-2", and the old token is deleted');
    assert.equal(await count(next), files.length);
    assert.deepEqual(
      (await readdir(folder, { recursive: true })).filter((file) => file.includes('influxdb3-tokens')),
      [],
    );
    await agree('many-2', ['_admin', 'ci-2', 'many-2'], files[0] ?? '');
  });
});
