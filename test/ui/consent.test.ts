import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/paths.ts';
import { openWindow, type EditorWindow } from '../host/window.ts';
import { startTokenServer, type TokenServer } from '../influxdb3/server.ts';
import { picturesOfFailures } from './helpers/pictures.ts';
import { until } from './helpers/until.ts';

describe('A workspace that names servers', () => {
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

  afterEach(picturesOfFailures(() => window));

  const consentRow = 'Needs your consent first';
  const description = async (label: string): Promise<string | undefined> =>
    (await window.tree.rows()).find((row) => row.label === label)?.description;

  it('has its servers shown, with nothing sent to any that the person has not approved', async () => {
    await window.tree.waitForRow(/Mine.*reachable/);
    await window.tree.waitForRow(consentRow);
    assert.match((await description('Team')) ?? '', /not connected/);
    assert.equal(await window.tree.icon(consentRow), 'shield');
    assert.deepEqual(team.requests, []);
    assert.equal(team.openConnections, 0);
    await window.screenshot('consent-needed');
  });

  it('cannot give a server of the person another name', async () => {
    const labels = (await window.tree.rows()).map(({ label }) => label);
    assert.equal(labels.filter((label) => label.startsWith('Mine')).length, 1);
  });

  it('has entries that cannot be used shown as broken, with what is wrong; the others work', async () => {
    assert.match((await description('Team typo')) ?? '', /Begin the URL with http/);
    assert.match((await description('Entry 2')) ?? '', /"name" must be a text/);
    assert.match((await description('Entry 3')) ?? '', /must be an object with a name and a URL/);
    assert.equal(await window.tree.icon('Team typo'), 'error');
  });

  it('is asked about with the URL; no sends nothing, and refreshing does not either', async () => {
    await window.tree.row(consentRow).click();
    const asked = await window.messages.dialogText();
    assert.ok(asked.includes('"Team"') && asked.includes(team.url), asked);
    assert.match(asked, /Nothing has been sent there yet/);
    await window.screenshot('consent-asked');
    await window.messages.pressDialogButton('Cancel');
    own.requests.length = 0;
    await window.commandPalette('InfluxDB 3: Refresh');
    await until("the person's own server is asked anew", () => own.requests.length > 0);
    await window.tree.waitForRow(consentRow);
    assert.deepEqual(team.requests, []);
  });

  it('is asked about by every command that would connect: signing in shows no box before the yes', async () => {
    await window.tree.inlineAction('Team', 'Sign In');
    assert.ok((await window.messages.dialogText()).includes(team.url));
    await window.messages.pressDialogButton('Cancel');
    await window.tree.contextMenu('Team', 'Create Operator Token');
    assert.ok((await window.messages.dialogText()).includes(team.url));
    await window.messages.pressDialogButton('Cancel');
    assert.deepEqual(team.requests, []);
    assert.deepEqual(team.tokens(), []);
  });

  it('is connected to after a yes, and not asked about again', async () => {
    await window.tree.row(consentRow).click();
    await window.messages.pressDialogButton('Connect');
    await window.messages.waitForNotification(/Team answers in/);
    await window.tree.waitForRow(/Team.*reachable/);
    assert.equal(await window.tree.row(consentRow).count(), 0);
    assert.notEqual(team.requests.length, 0);
    assert.ok(team.requests.every(({ carriedToken }) => !carriedToken));
    await window.tree.contextMenu('Team', 'Create Operator Token');
    await window.tree.waitForRow('_admin');
    assert.equal(team.tokens().length, 1);
    await window.screenshot('consent-given');
  });
});
