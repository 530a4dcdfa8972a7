import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { LeaksOf } from './planter.ts';

/** Long enough for the window to draw what the extension host sent. */
const shownMilliseconds = 400;

export async function leakInWindow(leaksOf: LeaksOf): Promise<void> {
  leakInViews(leaksOf);
  for (const { text } of leaksOf('notification')) {
    void vscode.window.showInformationMessage(text);
    await delay(shownMilliseconds);
    await vscode.commands.executeCommand('notifications.clearAll');
  }
  for (const { text } of leaksOf('progress')) {
    const location = vscode.ProgressLocation.Notification;
    await vscode.window.withProgress({ location, title: 'Planting' }, async (progress) => {
      progress.report({ message: text });
      await delay(2 * shownMilliseconds);
    });
  }
  for (const { text } of leaksOf('quick pick'))
    await shown(vscode.window.createQuickPick(), (pick) => (pick.items = [{ label: text }]));
  for (const { text } of leaksOf('prompt of an input box'))
    await shown(vscode.window.createInputBox(), (box) => (box.prompt = text));
  for (const { text } of leaksOf('value of an input box'))
    await shown(vscode.window.createInputBox(), (box) => (box.value = text));
}

async function shown<Input extends vscode.QuickInput>(input: Input, prepare: (input: Input) => unknown): Promise<void> {
  prepare(input);
  input.show();
  await delay(shownMilliseconds);
  input.dispose();
}

function leakInViews(leaksOf: LeaksOf): void {
  const items = (['label of a row', 'description of a row', 'tooltip of a row'] as const).flatMap((kind) =>
    leaksOf(kind).map(({ text }, index) => {
      const item = new vscode.TreeItem(kind === 'label of a row' ? text : `${kind} ${index}.`);
      if (kind === 'description of a row') item.description = text;
      item.tooltip = kind === 'tooltip of a row' ? text : '';
      return item;
    }),
  );
  vscode.window.registerTreeDataProvider('canaryPlanter.rows', {
    getTreeItem: (item: vscode.TreeItem) => item,
    getChildren: () => items,
  });
  for (const kind of ['status bar', 'tooltip in the status bar'] as const) {
    for (const { text } of leaksOf(kind)) {
      const item = vscode.window.createStatusBarItem();
      item.text = kind === 'status bar' ? text : 'x';
      if (kind !== 'status bar') item.tooltip = text;
      item.show();
    }
  }
}

/** Leaks on the lines of a text without tokens. */
export async function leakInEditor(leaksOf: LeaksOf): Promise<void> {
  const content = Array.from({ length: 12 }, (_, index) => `line ${index}`).join('\n');
  const path = join(tmpdir(), 'planted.txt');
  writeFileSync(path, content);
  const document = await vscode.workspace.openTextDocument(path);
  const lineOf = (index: number): vscode.Range => document.lineAt(index).range;
  const editor = await vscode.window.showTextDocument(document);
  const diagnostics = leaksOf('diagnostic').map(({ text }, index) => new vscode.Diagnostic(lineOf(index), text));
  vscode.languages.createDiagnosticCollection('planted').set(document.uri, diagnostics);
  leaksOf('decoration').forEach(({ text }, index) =>
    editor.setDecorations(vscode.window.createTextEditorDecorationType({ after: { contentText: text } }), [
      lineOf(index),
    ]),
  );
  await vscode.commands.executeCommand('workbench.actions.view.problems');
  await delay(5 * shownMilliseconds);
}
