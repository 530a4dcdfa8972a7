import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, run, variable } from '../support/extension.ts';
import { keptSecrets, signInSecret } from '../support/secrets.ts';
import { works } from '../support/serverList.ts';

describe('A second launch with the same user data', () => {
  const url = variable('SERVER_URL');

  it('is still signed in, with the same secrets and the same settings', async () => {
    const { secrets } = await activated();
    const signedIn = await signInSecret(secrets, url);
    assert.ok(signedIn !== undefined && (await works(url, signedIn)));
    const tested = await run<{ authenticated: boolean }>('testConnection', { server: 'Local' });
    assert.equal(tested.authenticated, true);
    assert.equal((await keptSecrets(secrets, url)).length, 3);
  });

  it('copies a token that the first launch created', async () => {
    await run('copyToken', { server: 'Local', name: 'ci-writer' });
    assert.ok(await works(url, await vscode.env.clipboard.readText()));
  });

  it('goes on where it was: deletes, then forgets all when the server is removed', async () => {
    const { secrets } = await activated();
    await run('deleteToken', { server: 'Local', name: 'ci-writer', confirm: true });
    await run('removeServer', { server: 'Local', confirm: true });
    assert.equal(await signInSecret(secrets, url), undefined);
    assert.deepEqual(await keptSecrets(secrets, url), []);
  });
});
