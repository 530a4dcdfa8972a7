import * as vscode from 'vscode';
import { activateExtension, run } from './extension.ts';
import { signInSecret } from './secrets.ts';

/** Configures one server, and signs in with a new operator token unless an earlier test file did. */
export async function ensureSignedIn(name: string, url: string): Promise<void> {
  const { secrets } = await activateExtension();
  await vscode.workspace.getConfiguration('influxdb3Tokens').update('servers', [{ name, url }], true);
  if ((await signInSecret(secrets, url)) === undefined) {
    await run('createOperatorToken', { server: name });
  }
}
