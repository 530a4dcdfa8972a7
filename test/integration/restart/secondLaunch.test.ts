import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, run, variable } from '../support/extension.ts';
import { storedSecrets, signInSecret } from '../support/secrets.ts';
import { works } from '../support/serverList.ts';

describe('Second launch with the same user data', () => {
  const url = variable('SERVER_URL');

  it('keeps the sign-in, the secrets and the settings', async () => {
    const { secrets } = await activated();
    const signedIn = await signInSecret(secrets, url);
    assert.ok(signedIn !== undefined && (await works(url, signedIn)));
    const tested = await run<{ authenticated: boolean }>('testConnection', { server: 'Local' });
    assert.equal(tested.authenticated, true);
    assert.equal((await storedSecrets(secrets, url)).length, 3);
  });

  it('copies a token created in the first launch', async () => {
    await run('copyToken', { server: 'Local', name: 'ci-writer' });
    assert.ok(await works(url, await vscode.env.clipboard.readText()));
  });

  it('deletes a token, and all secrets with the server', async () => {
    const { secrets } = await activated();
    await run('deleteToken', { server: 'Local', name: 'ci-writer', confirm: true });
    await run('removeServer', { server: 'Local', confirm: true });
    assert.equal(await signInSecret(secrets, url), undefined);
    assert.deepEqual(await storedSecrets(secrets, url), []);
  });
});
