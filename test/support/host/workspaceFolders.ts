import { appendFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';

const touchAfter = 2000;
const waitAtMost = 20_000;

/**
 * Waits for the folders of a `.code-workspace` file. In the npm host, VS Code sometimes starts without them and never
 * reads the file again by itself, so it gets a line break, which makes VS Code read it.
 */
export async function waitForWorkspaceFolders(): Promise<void> {
  const { workspaceFile } = vscode.workspace;
  const start = Date.now();
  let touchedAt = start;
  while (workspaceFile && (vscode.workspace.workspaceFolders ?? []).length === 0) {
    if (Date.now() - start > waitAtMost) throw new Error(`VS Code read no folders from ${workspaceFile.fsPath}.`);
    if (Date.now() - touchedAt > touchAfter) {
      touchedAt = Date.now();
      console.log('VS Code started without the folders of the workspace file, which is written again.');
      appendFileSync(workspaceFile.fsPath, '\n');
    }
    await setTimeout(50);
  }
}
