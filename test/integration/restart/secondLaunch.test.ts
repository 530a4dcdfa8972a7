import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activateExtension, run, variable } from '../support/extension.ts';
import { storedSecrets, signInSecret } from '../support/secrets.ts';
import { isTokenAccepted } from '../support/serverList.ts';

describe('Second launch with the same user data', () => {
  const url = variable('SERVER_URL');

  it('keeps the sign-in, the secrets and the settings', async () => {
    const { secrets } = await activateExtension();
    const signedIn = await signInSecret(secrets, url);
    assert.ok(signedIn !== undefined && (await isTokenAccepted(url, signedIn)));
    const tested = await run<{ authenticated: boolean }>('testConnection', { server: 'Local' });
    assert.equal(tested.authenticated, true);
    assert.equal((await storedSecrets(secrets, url)).length, 3);
  });

  it('copies a token created in the first launch', async () => {
    await run('copyToken', { server: 'Local', name: 'ci-writer' });
    assert.ok(await isTokenAccepted(url, await vscode.env.clipboard.readText()));
  });

  it('deletes a token, and all secrets with the server', async () => {
    const { secrets } = await activateExtension();
    await run('deleteToken', { server: 'Local', name: 'ci-writer', confirm: true });
    await run('removeServer', { server: 'Local', confirm: true });
    assert.equal(await signInSecret(secrets, url), undefined);
    assert.deepEqual(await storedSecrets(secrets, url), []);
  });
});
