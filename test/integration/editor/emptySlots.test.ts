import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { sentence } from '../../support/sentences.ts';
import { eventually, run, variable } from '../support/extension.ts';
import { ensureSignedIn } from '../support/ensureSignedIn.ts';
import { codeLenses, codeLensTitles } from '../support/codeLenses.ts';

const server = 'Local';

describe('Empty slots', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

  before(async () => {
    await ensureSignedIn(server, variable('SERVER_URL'));
    await run('createNamedToken', { server, name: 'slot', expiry: '1d' });
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('have a CodeLens until the value is filled in', async () => {
    const { document } = await open('slots.env', 'A=1\nINFLUXDB3_AUTH_TOKEN=\n');
    await eventually(async () => (await codeLensTitles(document)).length === 2);
    assert.deepEqual(await codeLensTitles(document), [sentence('insertToken'), sentence('createTokenHere')]);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 22), 'x');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(await codeLensTitles(document), []);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('have no CodeLens in examples, in documentation, or without a server', async () => {
    const text = 'INFLUXDB3_AUTH_TOKEN=\n';
    assert.deepEqual(await codeLensTitles((await open('.env.example', text)).document), []);
    assert.deepEqual(await codeLensTitles((await open('notes.md', text)).document), []);
    const { document } = await open('none.env', text);
    const settings = vscode.workspace.getConfiguration('influxdb3Tokens');
    await settings.update('servers', [], true);
    await eventually(async () => (await codeLensTitles(document)).length === 0);
    await settings.update('servers', [{ name: server, url: variable('SERVER_URL') }], true);
    await eventually(async () => (await codeLensTitles(document)).length === 2);
  });

  it('have quick fixes on their line, but no diagnostic', async () => {
    const { document } = await open('fixes.env', 'A=1\nINFLUXDB3_AUTH_TOKEN=\n');
    assert.deepEqual(await fixTitles(document, 0), []);
    assert.deepEqual(await fixTitles(document, 1), [sentence('insertTokenFix'), sentence('createTokenHereFix')]);
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });

  it('are filled with the quotes that the file needs, wherever the cursor is', async () => {
    const editor = await open('telegraf.conf', '[[outputs.influxdb_v2]]\n  token =\n# end\n');
    editor.selection = new vscode.Selection(2, 0, 2, 0);
    const [insert] = await codeLenses(editor.document);
    assert.ok(insert?.command);
    const done = vscode.commands.executeCommand(
      insert.command.command,
      ...((insert.command.arguments ?? []) as unknown[]),
    );
    await eventually(async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return editor.document.isDirty;
    });
    await done;
    const [, line] = editor.document.getText().split('\n');
    // Without the text in the message: it's a token.
    assert.ok(/^ {2}token = "apiv3_[\w-]{86}"$/.test(line ?? ''), 'the token is in quotes');
    assert.equal(editor.document.lineCount, 4);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  async function open(file: string, content: string): Promise<vscode.TextEditor> {
    writeFileSync(join(root, file), content);
    const document = await vscode.workspace.openTextDocument(join(root, file));
    return vscode.window.showTextDocument(document, { preview: false });
  }
});

async function fixTitles(document: vscode.TextDocument, line: number): Promise<string[]> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    new vscode.Range(line, 0, line, 0),
    vscode.CodeActionKind.QuickFix.value,
  );
  return actions.map(({ title }) => title);
}
