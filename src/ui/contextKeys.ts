import * as vscode from 'vscode';

/** The one place that sets the context keys, which `when` clauses of the manifest read. */
export function setContextKey(key: 'hasSearched', value: boolean): void {
  void vscode.commands.executeCommand('setContext', `influxdb3Tokens.${key}`, value);
}
