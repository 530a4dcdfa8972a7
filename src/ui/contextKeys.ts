import * as vscode from 'vscode';

/** Sets a context key that `when` clauses in package.json read. */
export function setContextKey(key: 'hasSearched', value: boolean): void {
  void vscode.commands.executeCommand('setContext', `influxdb3Tokens.${key}`, value);
}
