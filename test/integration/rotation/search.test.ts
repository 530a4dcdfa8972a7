import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { unsavedPaths } from '../../../src/vscode/openEditors.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { run, variable } from '../support/extension.ts';
import { ensureSignedIn } from '../support/ensureSignedIn.ts';
import { clearFolder, createNotes, fillPlant } from './rotationWorkspace.ts';

interface Occurrence {
  folder: string;
  file: string;
  line: number;
  column: number;
  server?: string;
  name?: string;
  status: string;
}

const server = 'Local';

describe('findTokensInWorkspace', () => {
  const url = variable('SERVER_URL');
  const unknownToken = `apiv3_${randomBytes(64).toString('base64url')}`;
  const find = async () => (await run<{ places: Occurrence[] }>('findTokensInWorkspace')).places;
  let token = '';

  before(async () => {
    await ensureSignedIn(server, url);
    await run('createNamedToken', { server, name: 'found', expiry: '10d' });
    token = await vscode.env.clipboard.readText();
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  after(() => {
    clearFolder('plant');
    clearFolder('notes');
  });

  it('finds and identifies every token in realistic files, and never returns a token', async () => {
    const files = fillPlant(token, unknownToken);
    const occurrences = await find();
    const counts = new Map<string, number>();
    for (const { file } of occurrences.filter(({ name }) => name === 'found')) {
      counts.set(file, (counts.get(file) ?? 0) + 1);
    }
    const expected = files
      .filter(({ occurrences: count }) => count > 0)
      .map(({ path, occurrences: count }) => [path, count]);
    assert.deepEqual([...counts].sort(), expected.sort());
    const others = files
      .filter((file) => file.contains === 'other' || file.contains === 'both')
      .map(({ path }) => path);
    const unknown = occurrences.filter(({ status }) => status === 'unknown').map(({ file }) => file);
    assert.deepEqual([...new Set(unknown)].sort(), others.sort());
    const [occurrence] = occurrences.filter(({ file }) => file === 'telegraf.conf');
    assert.deepEqual(occurrence, {
      folder: 'plant',
      file: 'telegraf.conf',
      line: 13,
      column: 12,
      server: url,
      name: 'found',
      status: 'expiring',
    });
    assert.ok(!JSON.stringify(occurrences).includes('apiv3_'));
  });

  it('searches every folder and the unsaved text of editors', async () => {
    clearFolder('plant');
    const [path] = createNotes({ 'edited.env': 'TOKEN=none yet\n' });
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path ?? ''));
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), `NEW=${token}\n`));
    const untitled = await vscode.workspace.openTextDocument({ content: `x ${unknownToken}` });
    await vscode.window.showTextDocument(untitled, vscode.ViewColumn.Beside);
    assert.deepEqual(unsavedPaths(), [path]);
    const occurrences = (await find()).map(({ folder, file, line, column, status }) => [
      folder,
      file,
      line,
      column,
      status,
    ]);
    assert.deepEqual(occurrences, [
      ['notes', 'edited.env', 1, 5, 'expiring'],
      ['', untitled.uri.path, 1, 3, 'unknown'],
    ]);
    assert.ok(await editor.document.save());
    await vscode.window.showTextDocument(untitled);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('reports tokens as unchecked while a server is unreachable', async () => {
    createNotes({ 'b.env': `TOKEN=${unknownToken}\n` });
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

  it('identifies the token in the selection, or else the clipboard, and rejects anything else', async () => {
    const [path] = createNotes({ 'e.yaml': `data:\n  token: ${Buffer.from(token).toString('base64')}\n# nothing\n` });
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path ?? ''));
    editor.selection = new vscode.Selection(1, 0, 2, 0);
    const expected = { server: url, name: 'found', status: 'expiring' };
    assert.deepEqual(await run('identifyToken'), expected);
    editor.selection = new vscode.Selection(2, 0, 2, 9);
    await assert.rejects(run('identifyToken', {}), sentencePattern('selectionHasNoToken'));
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.env.clipboard.writeText(` "${token}"\n`);
    assert.deepEqual(await run('identifyToken'), expected);
    await vscode.env.clipboard.writeText(unknownToken);
    assert.deepEqual(await run('identifyToken'), { status: 'unknown' });
    await vscode.env.clipboard.writeText('apiv3_YOUR_TOKEN');
    await assert.rejects(run('identifyToken', {}), sentencePattern('clipboardHasNoToken'));
    await vscode.env.clipboard.writeText(`${token} ${unknownToken}`);
    await assert.rejects(run('identifyToken', {}), sentencePattern('severalTokensFound', 2));
  });
});
