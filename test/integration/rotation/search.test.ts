import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { run, variable } from '../support/extension.ts';
import { signedIn } from '../support/signedIn.ts';
import { emptied, fillNotes, fillPlant } from './rotationWorkspace.ts';

interface FoundPlace {
  folder: string;
  file: string;
  line: number;
  column: number;
  server?: string;
  name?: string;
  status: string;
}

const server = 'Local';

describe('A search of the workspace', () => {
  const url = variable('SERVER_URL');
  const stranger = `apiv3_${randomBytes(64).toString('base64url')}`;
  const find = async () => (await run<{ places: FoundPlace[] }>('findTokensInWorkspace')).places;
  let token = '';

  before(async () => {
    await signedIn(server, url);
    await run('createNamedToken', { server, name: 'found', expiry: '10d' });
    token = await vscode.env.clipboard.readText();
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  after(() => {
    emptied('plant');
    emptied('notes');
  });

  it('finds every token in files as people have them, and says which one it is, never its string', async () => {
    const files = fillPlant(token, stranger);
    const places = await find();
    const counted = new Map<string, number>();
    for (const { file } of places.filter(({ name }) => name === 'found')) {
      counted.set(file, (counted.get(file) ?? 0) + 1);
    }
    const wanted = files.filter(({ places: count }) => count > 0).map(({ path, places: count }) => [path, count]);
    assert.deepEqual([...counted].sort(), wanted.sort());
    const others = files.filter(({ holds }) => holds === 'other' || holds === 'both').map(({ path }) => path);
    const unknown = places.filter(({ status }) => status === 'unknown').map(({ file }) => file);
    assert.deepEqual([...new Set(unknown)].sort(), others.sort());
    const [place] = places.filter(({ file }) => file === 'telegraf.conf');
    assert.deepEqual(place, {
      folder: 'plant',
      file: 'telegraf.conf',
      line: 13,
      column: 12,
      server: url,
      name: 'found',
      status: 'expiring',
    });
    assert.ok(!JSON.stringify(places).includes('apiv3_'));
  });

  it('looks into every folder, and into editors with text that no file has', async () => {
    emptied('plant');
    const [path] = fillNotes({ 'edited.env': 'TOKEN=none yet\n' });
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path ?? ''));
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), `NEW=${token}\n`));
    const untitled = await vscode.workspace.openTextDocument({ content: `x ${stranger}` });
    await vscode.window.showTextDocument(untitled, vscode.ViewColumn.Beside);
    const places = (await find()).map(({ folder, file, line, column, status }) => [folder, file, line, column, status]);
    assert.deepEqual(places, [
      ['notes', 'edited.env', 1, 5, 'expiring'],
      ['', untitled.uri.path, 1, 3, 'unknown'],
    ]);
    assert.ok(await editor.document.save());
    await vscode.window.showTextDocument(untitled);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('reports nothing as unknown while a server is out of reach', async () => {
    fillNotes({ 'b.env': `TOKEN=${stranger}\n` });
    const configuration = vscode.workspace.getConfiguration('influxdb3Tokens');
    const down = { name: 'Down', url: 'http://127.0.0.1:9' };
    await configuration.update('servers', [{ name: server, url }, down], true);
    try {
      assert.deepEqual(
        (await find()).map(({ status }) => status),
        ['unchecked'],
      );
    } finally {
      await configuration.update('servers', [{ name: server, url }], true);
    }
  });

  it('tells which token the selection holds, or else the clipboard, and refuses what is none', async () => {
    const [path] = fillNotes({ 'e.yaml': `data:\n  token: ${Buffer.from(token).toString('base64')}\n# nothing\n` });
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path ?? ''));
    editor.selection = new vscode.Selection(1, 0, 2, 0);
    const named = { server: url, name: 'found', status: 'expiring' };
    assert.deepEqual(await run('identifyToken'), named);
    editor.selection = new vscode.Selection(2, 0, 2, 9);
    await assert.rejects(run('identifyToken', {}), /The selection holds no token/);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.env.clipboard.writeText(` "${token}"\n`);
    assert.deepEqual(await run('identifyToken'), named);
    await vscode.env.clipboard.writeText(stranger);
    assert.deepEqual(await run('identifyToken'), { status: 'unknown' });
    await vscode.env.clipboard.writeText('apiv3_YOUR_TOKEN');
    await assert.rejects(run('identifyToken', {}), /The clipboard holds no token/);
    await vscode.env.clipboard.writeText(`${token} ${stranger}`);
    await assert.rejects(run('identifyToken', {}), /There are 2 tokens in it/);
  });
});
