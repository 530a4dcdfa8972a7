import type * as vscode from 'vscode';

/** The secret that a server is signed in with, by the URL that its key ends with. */
export async function signInSecret(secrets: vscode.SecretStorage, url: string): Promise<string | undefined> {
  const key = (await secrets.keys()).find((candidate) => isKeyOf(candidate, 'signIn', url));
  return key === undefined ? undefined : await secrets.get(key);
}

/** The tokens that are kept for a server. */
export async function keptSecrets(secrets: vscode.SecretStorage, url: string): Promise<string[]> {
  const kept: string[] = [];
  for (const key of await secrets.keys()) {
    const value = key.startsWith('kept|') && key.includes(`${url}|`) ? await secrets.get(key) : undefined;
    if (value !== undefined) {
      kept.push(value);
    }
  }
  return kept;
}

/** The keys of everything that is stored for a server. */
export async function keysOf(secrets: vscode.SecretStorage, url: string): Promise<string[]> {
  return (await secrets.keys()).filter((key) => key.endsWith(url) || key.includes(`${url}|`));
}

function isKeyOf(key: string, kind: string, url: string): boolean {
  return key.startsWith(`${kind}|`) && key.endsWith(url);
}
