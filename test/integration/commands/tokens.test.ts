import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { sentencePattern } from '../../support/sentences.ts';
import { activateExtension, eventually, run, variable } from '../support/extension.ts';
import { storedSecrets, signInSecret } from '../support/secrets.ts';
import { fetchServerList, sha512, isTokenAccepted } from '../support/serverList.ts';

interface TokenResult {
  server: string;
  name: string;
  id: number;
  expiry: string | null;
}

const tokenPattern = /^apiv3_[A-Za-z0-9_-]{86}$/;
const server = 'Local';

describe('Token commands', () => {
  const url = variable('SERVER_URL');
  let secrets: vscode.SecretStorage;
  let operator = '';

  const clipboard = () => vscode.env.clipboard.readText();
  const names = async () => (await fetchServerList(url, operator)).map(({ name }) => name);

  before(async () => {
    ({ secrets } = await activateExtension());
    await vscode.workspace.getConfiguration('influxdb3Tokens').update('servers', [{ name: server, url }], true);
  });

  it('rejects token commands before signing in', async () => {
    for (const command of ['createNamedToken', 'deleteToken', 'regenerateOperatorToken']) {
      await assert.rejects(
        run(command, { server, name: 'x', expiry: 'never', confirm: true }),
        sentencePattern('signInFirst', 'Local'),
      );
    }
    const { milliseconds, ...tested } = await run<{ milliseconds: number }>('testConnection', { server });
    assert.deepEqual(tested, { server: url, ok: true, version: null, product: null, authenticated: false });
    assert.equal(typeof milliseconds, 'number');
  });

  it('createOperatorToken stores, copies and signs in with the token', async () => {
    const result = await run<TokenResult>('createOperatorToken', { server });
    operator = await clipboard();
    assert.match(operator, tokenPattern);
    assert.deepEqual(result, { server: url, name: '_admin', id: 0, expiry: null });
    assert.equal(await signInSecret(secrets, url), operator);
    assert.deepEqual(await storedSecrets(secrets, url), [operator]);
    assert.deepEqual(await names(), ['_admin']);
  });

  it('createOperatorToken rejects when there is an operator token', async () => {
    await vscode.env.clipboard.writeText('untouched');
    await assert.rejects(run('createOperatorToken', { server }), sentencePattern('operatorTokenExists'));
    assert.equal(await clipboard(), 'untouched');
    assert.equal(await signInSecret(secrets, url), operator);
  });

  it('testConnection returns version, authentication and round-trip time', async () => {
    const tested = await run<{
      version: string;
      product: string;
      authenticated: boolean;
      milliseconds: number;
    }>('testConnection', { server });
    assert.match(tested.version, /^3\./);
    assert.equal(tested.product, 'core');
    assert.equal(tested.authenticated, true);
    assert.ok(tested.milliseconds >= 0 && tested.milliseconds < 10_000);
  });

  it('createNamedToken stores a token with an expiration', async () => {
    const startedAt = Date.now();
    const result = await run<TokenResult>('createNamedToken', { server, name: 'ci-writer', expiry: '30d' });
    const created = await clipboard();
    assert.match(created, tokenPattern);
    assert.equal(result.name, 'ci-writer');
    const lifetime = new Date(result.expiry ?? '').getTime() - startedAt;
    assert.ok(Math.abs(lifetime - 30 * 86_400_000) < 60_000, `${lifetime}`);
    const listed = (await fetchServerList(url, operator)).find(({ name }) => name === 'ci-writer');
    assert.equal(listed?.token_id, result.id);
    assert.ok(sha512(created).startsWith(listed.hash));
    assert.equal(await signInSecret(secrets, url), operator);
    assert.deepEqual((await storedSecrets(secrets, url)).sort(), [operator, created].sort());
  });

  it('createNamedToken creates a token that never expires', async () => {
    const result = await run<TokenResult>('createNamedToken', { server, name: 'forever', expiry: 'never' });
    assert.equal(result.expiry, null);
    assert.ok(await isTokenAccepted(url, await clipboard()));
  });

  const unusualNames = [
    'a&b',
    'a+b',
    '50%',
    'with space',
    ' padded ',
    'q"uote\'s',
    '名前',
    '🔑',
    'a/b?c#d',
    '..',
    'e\u0301',
  ];
  for (const name of unusualNames) {
    it(`creates and deletes exactly the token ${JSON.stringify(name)}`, async () => {
      const result = await run<TokenResult>('createNamedToken', { server, name, expiry: '1h' });
      assert.equal(result.name, name);
      assert.ok((await names()).includes(name));
      const storedCount = (await storedSecrets(secrets, url)).length;
      const deleted = await run<TokenResult>('deleteToken', { server, name, confirm: true });
      assert.equal(deleted.name, name);
      assert.deepEqual(await names(), ['_admin', 'ci-writer', 'forever']);
      assert.equal((await storedSecrets(secrets, url)).length, storedCount - 1, 'its secret is deleted');
    });
  }

  for (const [what, args, message] of [
    ['an empty name', { name: '', expiry: '1d' }, sentencePattern('tokenNameMissing')],
    ['a blank name', { name: ' \t ', expiry: '1d' }, sentencePattern('tokenNameMissing')],
    ['a name with a line break', { name: 'a\nb', expiry: '1d' }, sentencePattern('tokenNameWithLineBreak')],
    ['a name that is too long', { name: 'x'.repeat(256), expiry: '1d' }, sentencePattern('tokenNameTooLong', 255, 256)],
    ['a token as the name', { name: `apiv3_${'A'.repeat(86)}`, expiry: '1d' }, sentencePattern('nameIsToken')],
    ['the name _admin', { name: '_admin', expiry: '1d' }, sentencePattern('reservedName', '_admin')],
    ['a name that exists', { name: 'ci-writer', expiry: '1d' }, sentencePattern('tokenNameTaken')],
    ['an expiration of zero', { name: 'new', expiry: '0' }, sentencePattern('expiresAtOnce')],
    ['a negative expiration', { name: 'new', expiry: '-5d' }, sentencePattern('expirationNegative')],
    ['an expiration after more than 100 years', { name: 'new', expiry: '101y' }, sentencePattern('expirationTooLong')],
    ['an invalid expiration', { name: 'new', expiry: 'soon' }, sentencePattern('durationInvalid', 'soon')],
    ['an empty expiration', { name: 'new', expiry: '' }, sentencePattern('durationInvalid', '')],
  ] as const) {
    it(`createNamedToken rejects ${what}`, async () => {
      await assert.rejects(run('createNamedToken', { server, ...args }), { message });
      assert.deepEqual(await names(), ['_admin', 'ci-writer', 'forever']);
    });
  }

  it('copyToken copies a stored token and rejects others', async () => {
    await vscode.env.clipboard.writeText('');
    assert.equal(await run('copyToken', { server, name: 'ci-writer' }), undefined);
    const listed = (await fetchServerList(url, operator)).find(({ name }) => name === 'ci-writer');
    assert.ok(sha512(await clipboard()).startsWith(listed?.hash ?? '-'));
    await assert.rejects(
      run('copyToken', { server, name: 'elsewhere' }),
      sentencePattern('tokenNotStored', 'elsewhere'),
    );
  });

  it('copyTokenName copies a name', async () => {
    await run('copyTokenName', { server, name: 'ci-writer' });
    assert.equal(await clipboard(), 'ci-writer');
  });

  it('deleteToken rejects unknown and operator tokens, and a missing confirmation', async () => {
    await assert.rejects(
      run('deleteToken', { server, name: 'unknown', confirm: true }),
      sentencePattern('tokenNotFound', 'unknown'),
    );
    await assert.rejects(
      run('deleteToken', { server, name: '_admin', confirm: true }),
      sentencePattern('operatorTokenNotDeletable'),
    );
    await assert.rejects(run('deleteToken', { server, name: 'ci-writer' }));
    assert.deepEqual(await names(), ['_admin', 'ci-writer', 'forever']);
  });

  it('regenerateOperatorToken replaces the token and signs in with the new one', async () => {
    const old = operator;
    const result = await run<TokenResult>('regenerateOperatorToken', { server, confirm: true });
    operator = await clipboard();
    assert.deepEqual(result, { server: url, name: '_admin', id: 0, expiry: null });
    assert.notEqual(operator, old);
    assert.equal(await isTokenAccepted(url, old), false);
    assert.equal(await isTokenAccepted(url, operator), true);
    assert.equal(await signInSecret(secrets, url), operator);
    assert.ok(!(await storedSecrets(secrets, url)).includes(old));
  });

  it('signIn extracts the token from the clipboard text', async () => {
    await run('signOut', { server });
    assert.equal(await signInSecret(secrets, url), undefined);
    await vscode.env.clipboard.writeText(`  "Bearer ${operator}"\r\n`);
    const result = await run<TokenResult>('signIn', { server, fromClipboard: true });
    assert.deepEqual(result, { server: url, name: '_admin', id: 0, expiry: null });
    assert.equal(await signInSecret(secrets, url), operator);
  });

  it('signIn rejects clipboard text without a token, and an unknown token', async () => {
    await vscode.env.clipboard.writeText('apiv3_short');
    await assert.rejects(run('signIn', { server, fromClipboard: true }), sentencePattern('clipboardWithoutToken'));
    await vscode.env.clipboard.writeText(`apiv3_${'A'.repeat(86)}`);
    await assert.rejects(run('signIn', { server, fromClipboard: true }), sentencePattern('tokenRejectedError'));
    assert.equal(await signInSecret(secrets, url), operator, 'the sign-in token is unchanged');
  });

  it('regenerateOperatorToken keeps a named sign-in token', async () => {
    await run('createNamedToken', { server, name: 'deputy', expiry: '1d' });
    const namedToken = await clipboard();
    const result = await run<TokenResult>('signIn', { server, fromClipboard: true });
    assert.equal(result.name, 'deputy');
    await run('regenerateOperatorToken', { server, confirm: true });
    operator = await clipboard();
    assert.equal(await signInSecret(secrets, url), namedToken);
    assert.ok((await storedSecrets(secrets, url)).includes(operator));
  });

  it('signIn keeps the previous sign-in token stored', async () => {
    const previous = (await signInSecret(secrets, url)) ?? '';
    for (const key of (await secrets.keys()).filter((candidate) => candidate.endsWith(sha512(previous)))) {
      await secrets.delete(key);
    }
    assert.ok(!(await storedSecrets(secrets, url)).includes(previous));
    await vscode.env.clipboard.writeText(operator);
    await run('signIn', { server, fromClipboard: true });
    assert.ok((await storedSecrets(secrets, url)).includes(previous));
    await vscode.env.clipboard.writeText(previous);
    await run('signIn', { server, fromClipboard: true });
  });

  it('deleteToken signs in with another token when it deletes the sign-in token', async () => {
    await run('deleteToken', { server, name: 'deputy', confirm: true });
    assert.equal(await signInSecret(secrets, url), operator);
    assert.equal((await storedSecrets(secrets, url)).length, 3);
  });

  it('copyToken clears an unchanged clipboard after the configured time', async () => {
    const configuration = vscode.workspace.getConfiguration('influxdb3Tokens');
    await configuration.update('clipboard.clearAfterSeconds', 1, true);
    await run('copyToken', { server, name: 'ci-writer' });
    await vscode.env.clipboard.writeText('copied since');
    await new Promise((resolve) => setTimeout(resolve, 1200));
    assert.equal(await clipboard(), 'copied since');
    await run('copyToken', { server, name: 'ci-writer' });
    assert.match(await clipboard(), tokenPattern);
    await eventually(async () => (await clipboard()) === '');
    await configuration.update('clipboard.clearAfterSeconds', undefined, true);
  });

  it('showLog opens a log without tokens', async () => {
    await run('showLog');
    const shown = vscode.window.visibleTextEditors.map(({ document }) => document.getText()).join('\n');
    assert.ok(!shown.includes(operator));
  });
});
