/** An extension that leaks what it's given in each way that an extension can. `planted.ts` bundles and starts it. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { recordOutcome } from '../../../support/canary/outcomes.ts';
import type { LeakKind, PlantedLeak } from './leaks.ts';
import { leakInEditor, leakInWindow } from './planterWindow.ts';
import { leakInFilesAndProcesses } from './planterFiles.ts';
import { leakInCommands } from './planterCommands.ts';

/** What each part of the planter takes: the leaks of a kind. */
export type LeaksOf = (kind: LeakKind) => readonly PlantedLeak[];

export async function activate(context: vscode.ExtensionContext): Promise<object> {
  const leaks = JSON.parse(readFileSync(process.env['CANARY_PLANTED'] ?? '', 'utf8')) as PlantedLeak[];
  const leaksOf: LeaksOf = (kind) => leaks.filter((leak) => leak.kind === kind);
  const done = process.env['CANARY_PLANTED_DONE'] ?? '';
  const exported = { list: leaksOf('exported API').map(({ text }) => ({ nested: [text] })) };
  recordOutcome('exported API', 'planter', exported);
  context.subscriptions.push(
    vscode.commands.registerCommand('canaryPlanter.leak', async () => {
      await leakInStorage(context, leaksOf);
      await leakInFilesAndProcesses(context, leaksOf);
      await leakInCommands(leaksOf);
      leakInLogs(leaksOf);
      await leakInEditor(leaksOf);
      await leakInWindow(leaksOf);
      writeFileSync(done, '');
    }),
    vscode.commands.registerCommand('canaryPlanter.leakInDialogs', async () => {
      for (const { text } of leaksOf('dialog')) await vscode.window.showInformationMessage(text, { modal: true });
    }),
  );
  await Promise.resolve();
  return exported;
}

async function leakInStorage(
  { globalState, workspaceState }: vscode.ExtensionContext,
  leaksOf: LeaksOf,
): Promise<void> {
  const texts = (kind: LeakKind) => leaksOf(kind).map(({ text }) => text);
  await globalState.update('leaks', texts('global state'));
  await workspaceState.update('leaks', texts('workspace state'));
  await vscode.workspace.getConfiguration('canaryPlanter').update('texts', texts('setting'), true);
}

function leakInLogs(leaksOf: LeaksOf): void {
  const plain = vscode.window.createOutputChannel('Planter');
  for (const { text } of leaksOf('output channel')) plain.appendLine(text);
  const log = vscode.window.createOutputChannel('Planter Log', { log: true });
  for (const { text } of leaksOf('log output channel at level trace')) log.trace(text);
  for (const { text } of leaksOf('console of the extension host')) console.log(text);
}
