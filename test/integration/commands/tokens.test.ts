import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, eventually, run, variable } from '../support/extension.ts';
import { keptSecrets, signInSecret } from '../support/secrets.ts';
import { serverList, sha512, works } from '../support/serverList.ts';

interface TokenResult {
  server: string;
  name: string;
  id: number;
  expiry: string | null;
}

const shape = /^apiv3_[A-Za-z0-9_-]{86}$/;
const server = 'Local';

describe('Tokens', () => {
  const url = variable('SERVER_URL');
  let secrets: vscode.SecretStorage;
  let operator = '';

  const clipboard = () => vscode.env.clipboard.readText();
  const names = async () => (await serverList(url, operator)).map(({ name }) => name);

  before(async () => {
    ({ secrets } = await activated());
    await vscode.workspace.getConfiguration('influxdb3Tokens').update('servers', [{ name: server, url }], true);
  });

  it('are out of reach before anybody is signed in, and the person is told', async () => {
    for (const command of ['createNamedToken', 'deleteToken', 'regenerateOperatorToken']) {
      await assert.rejects(
        run(command, { server, name: 'x', expiry: 'never', confirm: true }),
        /Sign in to "Local" first/,
      );
    }
    const { milliseconds, ...tested } = await run<{ milliseconds: number }>('testConnection', { server });
    assert.deepEqual(tested, { server: url, ok: true, version: null, authenticated: false });
    assert.equal(typeof milliseconds, 'number');
  });

  it('creates the operator token: stored, on the clipboard, signed in with it, told as metadata only', async () => {
    const result = await run<TokenResult>('createOperatorToken', { server });
    operator = await clipboard();
    assert.match(operator, shape);
    assert.deepEqual(result, { server: url, name: '_admin', id: 0, expiry: null });
    assert.equal(await signInSecret(secrets, url), operator);
    assert.deepEqual(await keptSecrets(secrets, url), [operator]);
    assert.deepEqual(await names(), ['_admin']);
  });

  it('says what to do where there is an operator token already, and touches nothing', async () => {
    await vscode.env.clipboard.writeText('untouched');
    await assert.rejects(run('createOperatorToken', { server }), /has an operator token already/);
    assert.equal(await clipboard(), 'untouched');
    assert.equal(await signInSecret(secrets, url), operator);
  });

  it('tests the connection: version, whether the token works, round trip', async () => {
    const tested = await run<{ version: string; authenticated: boolean; milliseconds: number }>('testConnection', {
      server,
    });
    assert.match(tested.version, /^3\./);
    assert.equal(tested.authenticated, true);
    assert.ok(tested.milliseconds >= 0 && tested.milliseconds < 10_000);
  });

  it('creates a named token with an expiry, and keeps it beside the one that is signed in with', async () => {
    const before = Date.now();
    const result = await run<TokenResult>('createNamedToken', { server, name: 'ci-writer', expiry: '30d' });
    const string = await clipboard();
    assert.match(string, shape);
    assert.equal(result.name, 'ci-writer');
    const lifetime = new Date(result.expiry ?? '').getTime() - before;
    assert.ok(Math.abs(lifetime - 30 * 86_400_000) < 60_000, `${lifetime}`);
    const listed = (await serverList(url, operator)).find(({ name }) => name === 'ci-writer');
    assert.equal(listed?.token_id, result.id);
    assert.ok(sha512(string).startsWith(listed.hash));
    assert.equal(await signInSecret(secrets, url), operator);
    assert.deepEqual((await keptSecrets(secrets, url)).sort(), [operator, string].sort());
  });

  it('creates one that never expires', async () => {
    const result = await run<TokenResult>('createNamedToken', { server, name: 'forever', expiry: 'never' });
    assert.equal(result.expiry, null);
    assert.ok(await works(url, await clipboard()));
  });

  const odd = ['a&b', 'a+b', '50%', 'with space', ' padded ', 'q"uote\'s', '名前', '🔑', 'a/b?c#d', '..', 'e\u0301'];
  for (const name of odd) {
    it(`brings the name ${JSON.stringify(name)} to the server intact, and deletes just that one`, async () => {
      const result = await run<TokenResult>('createNamedToken', { server, name, expiry: '1h' });
      assert.equal(result.name, name);
      assert.ok((await names()).includes(name));
      const kept = (await keptSecrets(secrets, url)).length;
      const deleted = await run<TokenResult>('deleteToken', { server, name, confirm: true });
      assert.equal(deleted.name, name);
      assert.deepEqual(await names(), ['_admin', 'ci-writer', 'forever']);
      assert.equal((await keptSecrets(secrets, url)).length, kept - 1, 'its string is forgotten');
    });
  }

  for (const [what, args, reason] of [
    ['an empty name', { name: '', expiry: '1d' }, /Give the token a name/],
    ['a blank name', { name: ' \t ', expiry: '1d' }, /Give the token a name|control character/],
    ['a name with a line break', { name: 'a\nb', expiry: '1d' }, /line break/],
    ['a name that is too long', { name: 'x'.repeat(256), expiry: '1d' }, /255 characters at most/],
    ['a token for a name', { name: `apiv3_${'A'.repeat(86)}`, expiry: '1d' }, /is a token, not a name/],
    ['the name _admin', { name: '_admin', expiry: '1d' }, /name of the operator token/],
    ['a name that is taken', { name: 'ci-writer', expiry: '1d' }, /a token of that name already/],
    ['an expiry of zero', { name: 'new', expiry: '0' }, /expired the moment it is made/],
    ['a negative expiry', { name: 'new', expiry: '-5d' }, /cannot be negative/],
    ['an expiry beyond a hundred years', { name: 'new', expiry: '101y' }, /hundred years at most/],
    ['an expiry that is none', { name: 'new', expiry: 'soon' }, /not a duration/],
    ['an empty expiry', { name: 'new', expiry: '' }, /not a duration/],
  ] as const) {
    it(`refuses ${what}, and nothing is made`, async () => {
      await assert.rejects(run('createNamedToken', { server, ...args }), { message: reason });
      assert.deepEqual(await names(), ['_admin', 'ci-writer', 'forever']);
    });
  }

  it('copies a kept token, and refuses one whose string is not here', async () => {
    await vscode.env.clipboard.writeText('');
    assert.equal(await run('copyToken', { server, name: 'ci-writer' }), undefined);
    const listed = (await serverList(url, operator)).find(({ name }) => name === 'ci-writer');
    assert.ok(sha512(await clipboard()).startsWith(listed?.hash ?? '-'));
    await assert.rejects(run('copyToken', { server, name: 'elsewhere' }), /not on this machine/);
  });

  it('copies a name', async () => {
    await run('copyTokenName', { server, name: 'ci-writer' });
    assert.equal(await clipboard(), 'ci-writer');
  });

  it('deletes nothing that is not there, nor the operator token, nor anything without a yes', async () => {
    await assert.rejects(run('deleteToken', { server, name: 'nobody', confirm: true }), /no token called "nobody"/);
    await assert.rejects(run('deleteToken', { server, name: '_admin', confirm: true }), /cannot be deleted/);
    await assert.rejects(run('deleteToken', { server, name: 'ci-writer' }));
    assert.deepEqual(await names(), ['_admin', 'ci-writer', 'forever']);
  });

  it('regenerates the operator token: the old string is dead and gone, the new one signed in with', async () => {
    const old = operator;
    const result = await run<TokenResult>('regenerateOperatorToken', { server, confirm: true });
    operator = await clipboard();
    assert.deepEqual(result, { server: url, name: '_admin', id: 0, expiry: null });
    assert.notEqual(operator, old);
    assert.equal(await works(url, old), false);
    assert.equal(await works(url, operator), true);
    assert.equal(await signInSecret(secrets, url), operator);
    assert.ok(!(await keptSecrets(secrets, url)).includes(old));
  });

  it('signs out of one copy of two without asking, and in again from the clipboard, cleaned of what surrounds it', async () => {
    await run('signOut', { server });
    assert.equal(await signInSecret(secrets, url), undefined);
    await vscode.env.clipboard.writeText(`  "Bearer ${operator}"\r\n`);
    const result = await run<TokenResult>('signIn', { server, fromClipboard: true });
    assert.deepEqual(result, { server: url, name: '_admin', id: 0, expiry: null });
    assert.equal(await signInSecret(secrets, url), operator);
  });

  it('refuses what is no token on the clipboard before anything is sent, and what the server does not know', async () => {
    await vscode.env.clipboard.writeText('apiv3_short');
    await assert.rejects(run('signIn', { server, fromClipboard: true }), /clipboard holds no token/);
    await vscode.env.clipboard.writeText(`apiv3_${'A'.repeat(86)}`);
    await assert.rejects(run('signIn', { server, fromClipboard: true }), /did not accept the token/);
    assert.equal(await signInSecret(secrets, url), operator, 'what was signed in with stays');
  });

  it('signs in with a named token, regenerates with it, and stays signed in with it', async () => {
    await run('createNamedToken', { server, name: 'deputy', expiry: '1d' });
    const deputy = await clipboard();
    const result = await run<TokenResult>('signIn', { server, fromClipboard: true });
    assert.equal(result.name, 'deputy');
    await run('regenerateOperatorToken', { server, confirm: true });
    operator = await clipboard();
    assert.equal(await signInSecret(secrets, url), deputy);
    assert.ok((await keptSecrets(secrets, url)).includes(operator));
  });

  it('keeps what it was signed in with when another token takes its place, since it may be the only copy', async () => {
    const before = (await signInSecret(secrets, url)) ?? '';
    for (const key of (await secrets.keys()).filter((candidate) => candidate.endsWith(sha512(before)))) {
      await secrets.delete(key);
    }
    assert.ok(!(await keptSecrets(secrets, url)).includes(before));
    await vscode.env.clipboard.writeText(operator);
    await run('signIn', { server, fromClipboard: true });
    assert.ok((await keptSecrets(secrets, url)).includes(before));
    await vscode.env.clipboard.writeText(before);
    await run('signIn', { server, fromClipboard: true });
  });

  it('signs out with the token that it deletes', async () => {
    await run('deleteToken', { server, name: 'deputy', confirm: true });
    assert.equal(await signInSecret(secrets, url), undefined);
    assert.equal((await keptSecrets(secrets, url)).length, 3);
    await vscode.env.clipboard.writeText(operator);
    await run('signIn', { server, fromClipboard: true });
  });

  it('clears the clipboard of a token after the time that the setting says, if it is still there', async () => {
    const configuration = vscode.workspace.getConfiguration('influxdb3Tokens');
    await configuration.update('clipboard.clearAfterSeconds', 1, true);
    await run('copyToken', { server, name: 'ci-writer' });
    await vscode.env.clipboard.writeText('copied since');
    await new Promise((resolve) => setTimeout(resolve, 1200));
    assert.equal(await clipboard(), 'copied since');
    await run('copyToken', { server, name: 'ci-writer' });
    assert.match(await clipboard(), shape);
    await eventually(async () => (await clipboard()) === '');
    await configuration.update('clipboard.clearAfterSeconds', undefined, true);
  });

  it('opens its log, in which no token ever stood', async () => {
    await run('showLog');
    const shown = vscode.window.visibleTextEditors.map(({ document }) => document.getText()).join('\n');
    assert.ok(!shown.includes(operator));
  });
});
