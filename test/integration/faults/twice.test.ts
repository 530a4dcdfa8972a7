import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startTokenServer, type TokenServer } from '../../support/influxdb3/server.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { activateExtension, run } from '../support/extension.ts';
import { signInSecret } from '../support/secrets.ts';
import { listPath, isTokenAccepted } from '../support/serverList.ts';

const server = 'Twice';

describe('Command called twice', () => {
  let influxdb: TokenServer;
  let secrets: vscode.SecretStorage;

  const sentCount = (end: string) => influxdb.requests.filter(({ path }) => path.endsWith(end)).length;

  beforeEach(async () => {
    ({ secrets } = await activateExtension());
    influxdb = await startTokenServer();
    await vscode.workspace
      .getConfiguration('influxdb3Tokens')
      .update('servers', [{ name: server, url: influxdb.url }], true);
    await run('createOperatorToken', { server });
  });

  afterEach(async () => {
    await run('removeServer', { server, confirm: true });
    await influxdb.close();
  });

  it('creates one token for two calls with the same arguments', async () => {
    const args = { server, name: 'ci', expiry: 'never' };
    const [one, other] = await Promise.all([run('createNamedToken', args), run('createNamedToken', { ...args })]);
    assert.deepEqual(one, other);
    assert.equal(sentCount('/named_admin'), 1);
  });

  it('regenerates once for two calls with the same arguments', async () => {
    const args = { server, confirm: true };
    const [one, other] = await Promise.all([
      run('regenerateOperatorToken', args),
      run('regenerateOperatorToken', { ...args }),
    ]);
    assert.deepEqual(one, other);
    assert.equal(sentCount('/regenerate'), 1);
  });

  it('runs calls with different arguments one at a time', async () => {
    influxdb.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 200, path: regeneratePath });
    const regenerated = run('regenerateOperatorToken', { server, confirm: true });
    await until(() => sentCount('/regenerate') === 1);
    const created = await Promise.all(
      ['one', 'two', 'three'].map((name) => run<{ name: string }>('createNamedToken', { server, name, expiry: '1d' })),
    );
    await regenerated;
    assert.deepEqual(
      created.map(({ name }) => name),
      ['one', 'two', 'three'],
    );
    assert.ok(await isTokenAccepted(influxdb.url, (await signInSecret(secrets, influxdb.url)) ?? ''));
  });

  it('deletes no token that replaced the confirmed one', async () => {
    const name = 'taken';
    await run('createNamedToken', { server, name, expiry: 'never' });
    // Lists of the reload after the creation would be taken for that of the deletion.
    await run('refresh');
    const other = createSlowly('other');
    await until(() => sentCount('/named_admin') === 2);
    const lists = influxdb.requests.filter(({ path }) => path === listPath).length;
    // The token is replaced between the two lists of the deletion, which is only a moment otherwise.
    influxdb.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 1000, path: listPath, times: 3 });
    const deleted = run('deleteToken', { server, name, confirm: true });
    await until(() => influxdb.requests.filter(({ path }) => path === listPath).length > lists);
    const bearer = (await signInSecret(secrets, influxdb.url)) ?? '';
    await replaceNamed(influxdb.url, name, bearer);
    await assert.rejects(deleted, sentencePattern('tokenDeletedOrReplaced', 'taken'));
    assert.ok(influxdb.tokens().some((token) => token.name === name));
    await other;
  });

  /** A change of a server waits for the change before it. */
  function createSlowly(name: string): Thenable<unknown> {
    influxdb.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 1000, path: namedPath });
    return run('createNamedToken', { server, name, expiry: 'never' });
  }

  it('runs again after the first call has ended', async () => {
    const args = { server, name: 'again', expiry: 'never' };
    await run('createNamedToken', args);
    await run('deleteToken', { server, name: 'again', confirm: true });
    await run('createNamedToken', args);
    assert.equal(sentCount('/named_admin'), 2);
  });
});

const namedPath = '/api/v3/configure/token/named_admin';
const regeneratePath = '/api/v3/configure/token/admin/regenerate';

/** Replaces a token without the extension, as another client would. */
async function replaceNamed(url: string, name: string, bearer: string): Promise<void> {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  const route = `${url}/api/v3/configure/token`;
  assert.equal((await fetch(`${route}?token_name=${name}`, { method: 'DELETE', headers })).status, 200);
  const body = JSON.stringify({ token_name: name });
  assert.equal((await fetch(`${route}/named_admin`, { method: 'POST', headers, body })).status, 201);
}

async function until(check: () => boolean): Promise<void> {
  while (!check()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
