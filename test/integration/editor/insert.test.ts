import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { sentencePattern } from '../../support/sentences.ts';
import { eventually, run, variable } from '../support/extension.ts';
import { ensureSignedIn } from '../support/ensureSignedIn.ts';

const server = 'Local';
const name = 'inserted';

describe('insertToken', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const insert = (more: object = {}) => run('insertToken', { server, name, ...more });
  let token = '';

  before(async () => {
    await ensureSignedIn(server, variable('SERVER_URL'));
    await run('createNamedToken', { server, name, expiry: '1d' });
    token = await vscode.env.clipboard.readText();
    execFileSync('git', ['init', '--quiet'], { cwd: root });
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('inserts a token at the cursor, moves the cursor past it, and returns nothing', async () => {
    const editor = await open('cursor.env', 'A=\r\nB=2\r\n');
    editor.selection = cursor(0, 2);
    assert.equal(await insert(), undefined);
    assert.equal(editor.document.getText(), `A=${token}\r\nB=2\r\n`);
    assert.deepEqual(editor.selections, [cursor(0, 2 + token.length)]);
  });

  it('replaces every selection, as one undo step', async () => {
    const before = 'one old two old\n\ntail';
    const editor = await open('cursors.txt', before);
    const selections = [
      new vscode.Selection(0, 12, 0, 15),
      new vscode.Selection(0, 7, 0, 4),
      cursor(1, 0),
      cursor(2, 4),
    ];
    editor.selections = selections;
    await insert();
    assert.equal(editor.document.getText(), `one ${token} two ${token}\n${token}\ntail${token}`);
    assert.deepEqual(editor.selections, [
      cursor(0, 9 + 2 * token.length),
      cursor(0, 4 + token.length),
      cursor(1, token.length),
      cursor(2, 4 + token.length),
    ]);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
  });

  it('inserts a token into an untitled editor and a notebook cell', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'x', language: 'plaintext' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = cursor(0, 1);
    await insert();
    assert.equal(document.getText(), `x${token}`);

    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'y', 'python');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    await vscode.commands.executeCommand('notebook.cell.edit');
    assert.equal(vscode.window.activeTextEditor?.document, notebook.cellAt(0).document);
    vscode.window.activeTextEditor.selection = cursor(0, 1);
    await insert();
    assert.equal(notebook.cellAt(0).document.getText(), `y${token}`);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('rejects without an active editor before it looks for the server', async () => {
    assert.equal(vscode.window.activeTextEditor, undefined);
    await assert.rejects(run('insertToken', { server: 'Nowhere' }), sentencePattern('noActiveEditor'));
  });

  it('rejects when the cursor is in the output panel', async () => {
    await run('showLog');
    await vscode.commands.executeCommand('workbench.panel.output.focus');
    await eventually(() => Promise.resolve(vscode.window.activeTextEditor?.document.uri.scheme === 'output'));
    await assert.rejects(run('insertToken', { server: 'Nowhere' }), sentencePattern('editorReadOnly'));
  });

  it('rejects for a read-only editor', async () => {
    const editor = await open('locked.txt', 'locked');
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
    await assert.rejects(insert(), sentencePattern('notInserted', 'locked.txt'));
    assert.equal(editor.document.getText(), 'locked');
    await vscode.commands.executeCommand('workbench.action.files.resetActiveEditorReadonlyInSession');
  });

  it('rejects when the token is not stored on this machine', async () => {
    const editor = await open('elsewhere.txt', '');
    await assert.rejects(
      run('insertToken', { server, name: 'elsewhere' }),
      sentencePattern('tokenNotStored', 'elsewhere'),
    );
    assert.equal(editor.document.getText(), '');
  });

  it('inserts a token into a file that Git tracks only after confirmation', async () => {
    const editor = await open('tracked.conf', 'token = ');
    execFileSync('git', ['add', 'tracked.conf'], { cwd: root });
    editor.selection = cursor(0, 8);
    // VS Code refuses to show a dialog in a test.
    await assert.rejects(insert(), sentencePattern('unexpectedError'));
    assert.equal(editor.document.getText(), 'token = ');
    await insert({ confirm: true });
    assert.equal(editor.document.getText(), `token = ${token}`);
  });

  async function open(file: string, content: string): Promise<vscode.TextEditor> {
    writeFileSync(join(root, file), content);
    const document = await vscode.workspace.openTextDocument(join(root, file));
    return vscode.window.showTextDocument(document, { preview: false });
  }
});

const cursor = (line: number, character: number) => new vscode.Selection(line, character, line, character);
