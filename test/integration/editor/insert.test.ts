import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually, run, variable } from '../support/extension.ts';
import { signedIn } from '../support/signedIn.ts';

const server = 'Local';
const name = 'inserted';

describe('A kept token', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const insert = (more: object = {}) => run('insertToken', { server, name, ...more });
  let token = '';

  before(async () => {
    await signedIn(server, variable('SERVER_URL'));
    await run('createNamedToken', { server, name, expiry: '1d' });
    token = await vscode.env.clipboard.readText();
    execFileSync('git', ['init', '--quiet'], { cwd: root });
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('is inserted at the cursor, which then stands behind it, and its string is in no result', async () => {
    const editor = await open('cursor.env', 'A=\r\nB=2\r\n');
    editor.selection = cursor(0, 2);
    assert.equal(await insert(), undefined);
    assert.equal(editor.document.getText(), `A=${token}\r\nB=2\r\n`);
    assert.deepEqual(editor.selections, [cursor(0, 2 + token.length)]);
  });

  it('is inserted at every cursor in place of what is selected, as one step to undo', async () => {
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

  it('goes into a text that is no file yet, and into the cell of a notebook', async () => {
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

  it('is asked for before anything else where there is no cursor: the person is told what to do', async () => {
    assert.equal(vscode.window.activeTextEditor, undefined);
    // Of a server that is not there: it is not looked for.
    await assert.rejects(
      run('insertToken', { server: 'Nowhere' }),
      /no cursor to insert at. Click the place in a file/,
    );
  });

  it('is not inserted into what the person reads in the output panel', async () => {
    await run('showLog');
    await vscode.commands.executeCommand('workbench.panel.output.focus');
    await eventually(() => Promise.resolve(vscode.window.activeTextEditor?.document.uri.scheme === 'output'));
    await assert.rejects(run('insertToken', { server: 'Nowhere' }), /cannot be changed. Click the place in a file/);
  });

  it('is not inserted into an editor that is read-only', async () => {
    const editor = await open('locked.txt', 'locked');
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
    await assert.rejects(insert(), /Nothing was written into "locked.txt": it is read-only/);
    assert.equal(editor.document.getText(), 'locked');
    await vscode.commands.executeCommand('workbench.action.files.resetActiveEditorReadonlyInSession');
  });

  it('is not inserted where its string is not kept', async () => {
    const editor = await open('elsewhere.txt', '');
    await assert.rejects(run('insertToken', { server, name: 'elsewhere' }), /"elsewhere" is not on this machine/);
    assert.equal(editor.document.getText(), '');
  });

  it('is inserted into a file that git tracks only with a yes', async () => {
    const editor = await open('tracked.conf', 'token = ');
    execFileSync('git', ['add', 'tracked.conf'], { cwd: root });
    editor.selection = cursor(0, 8);
    // No dialog can be shown in a test: asking is refused.
    await assert.rejects(insert(), /not foreseen/);
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
