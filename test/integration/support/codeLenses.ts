import * as vscode from 'vscode';

export async function codeLenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
}

export async function codeLensTitles(document: vscode.TextDocument): Promise<string[]> {
  return (await codeLenses(document)).map(({ command }) => command?.title ?? '');
}
