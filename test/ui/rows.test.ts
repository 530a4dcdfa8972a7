import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { createTokenString } from '../support/influxdb3/tokenString.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { expiresInDays, inOrder } from './helpers/patterns.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { createToken } from './helpers/tokens.ts';

const day = 86_400;
/** Ignores differences in white space, which a page collapses. */
const onOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('Token rows', () => {
  let server: TokenServer;
  let claimable: TokenServer;
  let window: EditorWindow;
  let folder: string;
  let operator: string;
  const preset = createTokenString();

  before(async function () {
    this.timeout(180_000);
    folder = await mkdtemp(join(tmpdir(), 'rows-'));
    const adminTokenFile = join(folder, 'admin-token.json');
    await writeFile(adminTokenFile, JSON.stringify({ token: preset, name: 'ops' }));
    [server, claimable] = await Promise.all([startTokenServer(), startTokenServer({ adminTokenFile })]);
    server.clock.advance(-60 * day * 1000);
    operator = await createToken(server);
    await createToken(server, operator, 'gone', 30 * day);
    await createToken(server, operator, 'going', 65 * day);
    await createToken(server, operator, 'staying', 365 * day);
    server.clock.advance(60 * day * 1000);
    for (const name of [
      'two\nlines',
      'invoice\u202Efdp.exe',
      `long ${'x'.repeat(9_995)}`,
      '',
      '  ',
      '名前 & 100% "q"',
    ]) {
      await createToken(server, operator, name);
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
    await window.tree.waitForRow(new RegExp(`Local.*3\\.10\\.1 · ${sentence('signedIn')}`));
  });

  after(async () => {
    await window.close();
    await Promise.all([server.close(), claimable.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(screenshotFailures(() => window));

  async function signIn(name: string, token: string): Promise<void> {
    await window.tree.inlineAction(name, 'Sign In');
    await window.quickInput.waitForOpen('Sign In');
    await window.quickInput.type(token);
    await window.quickInput.accept();
    await window.quickInput.waitForClose();
  }

  it('distinguish expired, expiring and live tokens by icon and text', async () => {
    await window.screenshot('rows');
    const rows = await window.tree.rows();
    const descriptionOf = (name: string): string => rows.find(({ label }) => label === name)?.description ?? '';
    assert.ok(descriptionOf('gone').startsWith(sentence('expiredAgo', sentence('days', 30))), descriptionOf('gone'));
    assert.ok(descriptionOf('going').startsWith(expiresInDays(5)), descriptionOf('going'));
    assert.ok(descriptionOf('staying').startsWith(expiresInDays(305)), descriptionOf('staying'));
    assert.equal(await window.tree.icon('Local'), 'server-environment');
    assert.equal(await window.tree.icon('gone'), 'error');
    assert.equal(await window.tree.icon('going'), 'warning');
    assert.equal(await window.tree.icon('staying'), 'key');
    assert.equal(await window.tree.icon('_admin'), 'shield');
  });

  it('show every name on one line of readable length', async () => {
    const labels = (await window.tree.rows()).map(({ label }) => label);
    for (const label of ['two⏎lines', 'invoice⟨202E⟩fdp.exe', sentence('emptyName'), '名前 & 100% "q"']) {
      assert.ok(labels.includes(label), `${label} in ${labels.join(' | ')}`);
    }
    const long = labels.find((label) => label.startsWith('long'));
    assert.match(long ?? '', /^long x{75}…$/);
  });

  for (const [label, name] of [
    ['two⏎lines', 'two\nlines'],
    ['invoice⟨202E⟩fdp.exe', 'invoice\u202Efdp.exe'],
    [/^long x+…$/, `long ${'x'.repeat(9_995)}`],
    [sentence('emptyName'), ''],
    ['␣␣', '  '],
    ['名前 & 100% "q"', '名前 & 100% "q"'],
    ['gone', 'gone'],
  ] as const) {
    it(`delete the token shown as ${typeof label === 'string' ? label : 'long xxx…'}`, async () => {
      const shown = await window.tree.row(label).locator('.label-name').innerText();
      await window.tree.inlineAction(label, 'Delete Token');
      const dialog = await window.messages.dialogText();
      const question = sentence('deleteTokenQuestion', shown.replaceAll('"', '⟨0022⟩'), 'Local');
      assert.ok(onOneLine(dialog).includes(onOneLine(question)), dialog);
      if (typeof label !== 'string') await window.screenshot('delete-long-name');
      await window.messages.clickDialogButton('Delete Token');
      await window.tree.row(label).waitFor({ state: 'detached' });
      assert.ok(!server.tokens().some((row) => row.name === name));
    });
  }

  it('warn about a missing operator token, and create it when clicked', async () => {
    await signIn('Claimable', preset);
    await window.tree.waitForRow('ops');
    const warning = sentence('anyoneCanCreateOperatorToken');
    await window.tree.waitForRow(warning);
    assert.equal(await window.tree.icon(warning), 'warning');
    await window.screenshot('no-operator-token');
    await window.tree.click(warning);
    const text = await window.messages.waitForNotification(sentence('tokenCreated', '_admin', 'Claimable'));
    assert.match(text, sentencePattern('storedInSecretStorage'));
    await window.tree.row(warning).waitFor({ state: 'detached' });
    assert.deepEqual(
      claimable.tokens().map(({ name }) => name),
      ['ops', '_admin'],
    );
    await window.tree.waitForRow(inOrder(/ops/, sentencePattern('signedIn')));
  });
});
