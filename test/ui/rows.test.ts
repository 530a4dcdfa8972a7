import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/paths.ts';
import { openWindow, type EditorWindow } from '../host/window.ts';
import { startTokenServer, type TokenServer } from '../influxdb3/server.ts';
import { makeTokenString } from '../influxdb3/tokenString.ts';
import { picturesOfFailures } from './helpers/pictures.ts';
import { makeToken } from './helpers/tokens.ts';

const day = 86_400;
/** A page folds white space where it breaks lines. */
const onOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('The rows of tokens that others made', () => {
  let server: TokenServer;
  let claimable: TokenServer;
  let window: EditorWindow;
  let folder: string;
  let operator: string;
  const preset = makeTokenString();

  before(async function () {
    this.timeout(180_000);
    folder = await mkdtemp(join(tmpdir(), 'rows-'));
    const adminTokenFile = join(folder, 'admin-token.json');
    await writeFile(adminTokenFile, JSON.stringify({ token: preset, name: 'ops' }));
    [server, claimable] = await Promise.all([startTokenServer(), startTokenServer({ adminTokenFile })]);
    server.clock.advance(-60 * day * 1000);
    operator = await makeToken(server);
    await makeToken(server, operator, 'gone', 30 * day);
    await makeToken(server, operator, 'going', 65 * day);
    await makeToken(server, operator, 'staying', 365 * day);
    server.clock.advance(60 * day * 1000);
    for (const name of [
      'two\nlines',
      'invoice\u202Efdp.exe',
      `long ${'x'.repeat(9_995)}`,
      '',
      '  ',
      '名前 & 100% "q"',
    ]) {
      await makeToken(server, operator, name);
    }
    window = await openWindow({
      extension: { folder: repositoryRoot },
      settings: {
        'influxdb3Tokens.servers': [
          { name: 'Local', url: server.url },
          { name: 'Claimable', url: claimable.url },
        ],
      },
    });
    await window.openContainer('InfluxDB 3 Tokens');
    await signIn('Local', operator);
    await window.tree.waitForRow('staying');
    await window.tree.waitForRow(/Local.*3\.10\.1 · signed in/);
  });

  after(async () => {
    await window.close();
    await Promise.all([server.close(), claimable.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(picturesOfFailures(() => window));

  async function signIn(name: string, token: string): Promise<void> {
    await window.tree.inlineAction(name, 'Sign In');
    await window.quickInput.open('Sign In');
    await window.quickInput.type(token);
    await window.quickInput.accept();
    await window.quickInput.closed();
  }

  it('tell expired and expiring ones from live ones by their shape as well as in words', async () => {
    await window.screenshot('rows');
    const rows = await window.tree.rows();
    const told = (name: string) => rows.find(({ label }) => label === name)?.description ?? '';
    assert.match(told('gone'), /^expired 30 days ago/);
    assert.match(told('going'), /^expires in 5 days/);
    assert.match(told('staying'), /^expires in 305 days/);
    assert.equal(await window.tree.icon('Local'), 'server-environment');
    assert.equal(await window.tree.icon('gone'), 'error');
    assert.equal(await window.tree.icon('going'), 'warning');
    assert.equal(await window.tree.icon('staying'), 'key');
    assert.equal(await window.tree.icon('_admin'), 'shield');
  });

  it('show every name on one line of readable length, in reading order', async () => {
    const labels = (await window.tree.rows()).map(({ label }) => label);
    for (const label of ['two⏎lines', 'invoice⟨202E⟩fdp.exe', '(empty name)', '名前 & 100% "q"']) {
      assert.ok(labels.includes(label), `${label} in ${labels.join(' | ')}`);
    }
    const long = labels.find((label) => label.startsWith('long'));
    assert.match(long ?? '', /^long x{75}…$/);
  });

  for (const [label, name] of [
    ['two⏎lines', 'two\nlines'],
    ['invoice⟨202E⟩fdp.exe', 'invoice\u202Efdp.exe'],
    [/^long x+…$/, `long ${'x'.repeat(9_995)}`],
    ['(empty name)', ''],
    ['"  "', '  '],
    ['名前 & 100% "q"', '名前 & 100% "q"'],
    ['gone', 'gone'],
  ] as const) {
    it(`let a token be deleted that is shown as ${typeof label === 'string' ? label : 'long xxx…'}`, async () => {
      const shown = await window.tree.row(label).locator('.label-name').innerText();
      await window.tree.inlineAction(label, 'Delete Token');
      const asked = await window.messages.dialogText();
      assert.ok(onOneLine(asked).includes(onOneLine(`Delete the token "${shown}" on Local (${server.url})`)), asked);
      if (typeof label !== 'string') await window.screenshot('delete-long-name');
      await window.messages.pressDialogButton('Delete Token');
      await window.tree.row(label).waitFor({ state: 'detached' });
      assert.ok(!server.tokens().some((row) => row.name === name));
    });
  }

  it('warn where no operator token is among them: whoever asks first gets it, the person by a click', async () => {
    await signIn('Claimable', preset);
    await window.tree.waitForRow('ops');
    const warning = 'No operator token: anyone can create it';
    await window.tree.waitForRow(warning);
    assert.equal(await window.tree.icon(warning), 'warning');
    await window.screenshot('no-operator-token');
    await window.tree.row(warning).click();
    const said = await window.messages.waitForNotification(/"_admin" was made on Claimable/);
    assert.match(said, /It is kept/);
    await window.tree.row(warning).waitFor({ state: 'detached' });
    assert.deepEqual(
      claimable.tokens().map(({ name }) => name),
      ['ops', '_admin'],
    );
    await window.tree.waitForRow(/ops.*signed in/);
  });
});
