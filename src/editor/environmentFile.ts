import * as vscode from 'vscode';
import { composePath } from '../content/references/idiomOfFile.ts';

interface EnvironmentFileText {
  readonly uri: vscode.Uri;
  readonly text: string;
}

/** In bytes. */
const maxSize = 64 * 1024;

/** The `.env` beside a file, or else, except for Compose, the one in its workspace folder, with unsaved changes. */
export async function environmentFileFor(file: vscode.Uri): Promise<EnvironmentFileText | undefined> {
  const folder = composePath.test(file.path) ? undefined : vscode.workspace.getWorkspaceFolder(file)?.uri;
  const folders = [vscode.Uri.joinPath(file, '..'), ...(folder === undefined ? [] : [folder])];
  for (const one of folders) {
    const uri = vscode.Uri.joinPath(one, '.env');
    const text = openText(uri) ?? (await readText(uri));
    if (text !== undefined) {
      return { uri, text };
    }
  }
  return undefined;
}

function openText(uri: vscode.Uri): string | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())?.getText();
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    return type === vscode.FileType.File && size <= maxSize
      ? Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8')
      : undefined;
  } catch {
    return undefined;
  }
}
