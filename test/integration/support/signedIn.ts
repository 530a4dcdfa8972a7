import * as vscode from 'vscode';
import { activated, run } from './extension.ts';
import { signInSecret } from './secrets.ts';

/** Configures one server and signs in to it, where no other file of the suite has: with a fresh operator token. */
export async function signedIn(name: string, url: string): Promise<void> {
  const { secrets } = await activated();
  await vscode.workspace.getConfiguration('influxdb3Tokens').update('servers', [{ name, url }], true);
  if ((await signInSecret(secrets, url)) === undefined) {
    await run('createOperatorToken', { server: name });
  }
}
