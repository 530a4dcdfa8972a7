import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../support/host/paths.ts';
import { openWindow, type EditorWindow } from '../support/host/window.ts';
import { startTokenServer, type TokenServer } from '../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../support/sentences.ts';
import { inOrder, reachable } from './helpers/patterns.ts';
import { screenshotFailures } from './helpers/screenshotFailures.ts';
import { until } from './helpers/until.ts';

describe('A server that only the workspace defines', () => {
  let own: TokenServer;
  let team: TokenServer;
  let window: EditorWindow;
  let folder: string;

  before(async function () {
    this.timeout(180_000);
    [own, team] = await Promise.all([startTokenServer(), startTokenServer()]);
    folder = await mkdtemp(join(tmpdir(), 'workspace-'));
    await mkdir(join(folder, '.vscode'));
    const servers = [
      { name: 'Team', url: team.url },
      { name: 'Team typo', url: 'https//influx.example' },
      { name: 'Mine by another name', url: `${own.url}/` },
    ];
    await writeFile(join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'influxdb3Tokens.servers': servers }));
    window = await openWindow({
      extension: { folder: repositoryRoot },
      workspace: folder,
      settings: { 'influxdb3Tokens.servers': [{ name: 'Mine', url: own.url }, { url: own.url }, 'rubbish'] },
    });
    await window.openContainer('InfluxDB 3 Tokens');
  });

  after(async () => {
    await window.close();
    await Promise.all([own.close(), team.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(screenshotFailures(() => window));

  const approvalRow = sentence('approvalNeeded');
  const description = async (label: string): Promise<string | undefined> =>
    (await window.tree.rows()).find((row) => row.label === label)?.description;

  it('is shown, and is sent nothing before the user approves it', async () => {
    await window.tree.waitForRow(inOrder(/Mine/, reachable));
    await window.tree.waitForRow(approvalRow);
    assert.match((await description('Team')) ?? '', sentencePattern('notApproved'));
    assert.equal(await window.tree.icon(approvalRow), 'shield');
    assert.deepEqual(team.requests, []);
    assert.equal(team.openConnections, 0);
    await window.screenshot('approval-needed');
  });

  it('cannot rename a server in user settings', async () => {
    const labels = (await window.tree.rows()).map(({ label }) => label);
    assert.equal(labels.filter((label) => label.startsWith('Mine')).length, 1);
  });

  it('is shown beside invalid entries, each with its problem', async () => {
    assert.match((await description('Team typo')) ?? '', sentencePattern('startUrlWithHttp'));
    assert.match((await description(sentence('unnamedEntry', 2))) ?? '', sentencePattern('serverEntryName'));
    assert.match((await description(sentence('unnamedEntry', 3))) ?? '', sentencePattern('entryNotObject'));
    assert.equal(await window.tree.icon('Team typo'), 'error');
  });

  it('is sent nothing after Cancel or a refresh', async () => {
    await window.tree.click(approvalRow);
    const dialog = await window.messages.dialogText();
    assert.ok(dialog.includes('"Team"') && dialog.includes(team.url), dialog);
    assert.match(dialog, sentencePattern('approveServerDetail'));
    await window.screenshot('approval-asked');
    await window.messages.clickDialogButton('Cancel');
    own.requests.length = 0;
    await window.commandPalette('InfluxDB 3: Refresh');
    await until('the server in user settings is contacted again', () => own.requests.length > 0);
    await window.tree.waitForRow(approvalRow);
    assert.deepEqual(team.requests, []);
  });

  it('needs approval before any command connects to it', async () => {
    await window.tree.inlineAction('Team', 'Sign In');
    assert.ok((await window.messages.dialogText()).includes(team.url));
    await window.messages.clickDialogButton('Cancel');
    await window.tree.contextMenu('Team', 'Create Operator Token');
    assert.ok((await window.messages.dialogText()).includes(team.url));
    await window.messages.clickDialogButton('Cancel');
    assert.deepEqual(team.requests, []);
    assert.deepEqual(team.tokens(), []);
  });

  it('is contacted once approved, without asking again', async () => {
    await window.tree.click(approvalRow);
    await window.messages.clickDialogButton(sentence('approveServer'));
    await window.messages.waitForNotification(sentencePattern('respondedSignedOut', 'Team'));
    await window.tree.waitForRow(inOrder(/Team/, reachable));
    assert.equal(await window.tree.row(approvalRow).count(), 0);
    assert.notEqual(team.requests.length, 0);
    assert.ok(team.requests.every(({ hasToken }) => !hasToken));
    await window.tree.contextMenu('Team', 'Create Operator Token');
    await window.tree.waitForRow('_admin');
    assert.equal(team.tokens().length, 1);
    await window.screenshot('approval-given');
  });
});
