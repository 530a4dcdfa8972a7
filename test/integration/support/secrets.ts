import type * as vscode from 'vscode';

export async function signInSecret(secrets: vscode.SecretStorage, url: string): Promise<string | undefined> {
  const key = (await secrets.keys()).find((candidate) => isKeyOf(candidate, 'signIn', url));
  return key === undefined ? undefined : await secrets.get(key);
}

export async function storedSecrets(secrets: vscode.SecretStorage, url: string): Promise<string[]> {
  const stored: string[] = [];
  for (const key of await secrets.keys()) {
    const value = key.startsWith('kept|') && key.includes(`${url}|`) ? await secrets.get(key) : undefined;
    if (value !== undefined) {
      stored.push(value);
    }
  }
  return stored;
}

export async function keysOf(secrets: vscode.SecretStorage, url: string): Promise<string[]> {
  return (await secrets.keys()).filter((key) => key.endsWith(url) || key.includes(`${url}|`));
}

function isKeyOf(key: string, kind: string, url: string): boolean {
  return key.startsWith(`${kind}|`) && key.endsWith(url);
}
