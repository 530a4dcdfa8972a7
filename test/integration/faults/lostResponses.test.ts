import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { operatorTokenLost } from '../../../src/operations/steps/lostResponse/operatorToken.ts';
import { signIn } from '../../../src/commands/signIn.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { regenerateOperatorToken } from '../../../src/influxdb/regenerateOperatorToken.ts';
import type { SignIn } from '../../../src/storage/tokenStore.ts';
import type { Fault } from '../../support/influxdb3/faults.ts';
import { startTokenServer, type TokenServer } from '../../support/influxdb3/server.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { activateExtension, run } from '../support/extension.ts';
import { openWindow } from '../support/openWindow.ts';
import { storedSecrets, signInSecret } from '../support/secrets.ts';
import { createOperatorTokenExternally, isTokenAccepted } from '../support/serverList.ts';
import { SharedProfile } from '../support/sharedProfile.ts';

const server = 'Losing';
const createPath = '/api/v3/configure/token/named_admin';
const operatorPath = '/api/v3/configure/token/admin';
const regeneratePath = `${operatorPath}/regenerate`;

describe('Lost responses', () => {
  let secrets: vscode.SecretStorage;
  let influxdb: TokenServer;

  const names = () => influxdb.tokens().map(({ name }) => name);
  const sentCount = (path: string) => influxdb.requests.filter((request) => request.path === path).length;
  const create = (name: string) => run<{ name: string }>('createNamedToken', { server, name, expiry: 'never' });

  beforeEach(async () => {
    ({ secrets } = await activateExtension());
    influxdb = await startTokenServer({ recovery: {} });
    await vscode.workspace
      .getConfiguration('influxdb3Tokens')
      .update('servers', [{ name: server, url: influxdb.url }], true);
  });

  afterEach(async () => {
    await run('removeServer', { server, confirm: true });
    await influxdb.close();
  });

  /** Has its own profile and is signed in with the same token. */
  async function openSecondWindow() {
    const folder = await mkdtemp(join(tmpdir(), 'losing-'));
    const here = openWindow(new SharedProfile({ secrets: 1, state: 1 }).window(), folder);
    await vscode.env.clipboard.writeText((await signInSecret(secrets, influxdb.url)) ?? '');
    await here.run(signIn, { server, fromClipboard: true });
    const connection = await here.connections.prepare(here.store.find(server));
    const dispose = async () => {
      here.dispose();
      await rm(folder, { recursive: true, force: true });
    };
    return { here, connection, dispose };
  }

  describe('with a sign-in token', () => {
    beforeEach(async () => {
      await run('createOperatorToken', { server });
      await vscode.env.clipboard.writeText('untouched');
    });

    it('createNamedToken reports a created token whose token string was lost', async () => {
      influxdb.faults.add({ kind: 'close', when: 'afterWork', path: createPath });
      await assert.rejects(create('lost'), sentencePattern('tokenStringNeverReceived', 'lost'));
      assert.equal(sentCount(createPath), 1);
      assert.ok(names().includes('lost'));
      assert.equal(await vscode.env.clipboard.readText(), 'untouched');
      assert.equal((await storedSecrets(secrets, influxdb.url)).length, 1);
    });

    it('createNamedToken reports that nothing was created', async () => {
      influxdb.faults.add({ kind: 'close', when: 'beforeWork', path: createPath });
      await assert.rejects(create('undone'), sentencePattern('tokenNotCreated', 'Losing', 'undone'));
      assert.equal(sentCount(createPath), 1);
      assert.equal((await create('undone')).name, 'undone');
    });

    it('createNamedToken reports that it could not check the result', async () => {
      influxdb.faults.add({ kind: 'close', when: 'afterWork', path: createPath });
      // Only list requests after the create fail.
      const requestCount = influxdb.requests.length;
      const created = create('unseen');
      await until(() => influxdb.requests.slice(requestCount).some(({ path }) => path === createPath));
      influxdb.faults.add({ kind: 'close', when: 'beforeWork', path: '/api/v3/query_sql', times: 'always' });
      await assert.rejects(created, sentencePattern('tokenCreationUnknown', 'unseen', 'Losing'));
      influxdb.faults.clear();
    });

    it('deleteToken succeeds when the server deleted the token', async () => {
      await create('old');
      influxdb.faults.add({ kind: 'cutHeaders', method: 'DELETE' });
      const result = await run<{ name: string }>('deleteToken', { server, name: 'old', confirm: true });
      assert.equal(result.name, 'old');
      assert.deepEqual(names(), ['_admin']);
      assert.equal((await storedSecrets(secrets, influxdb.url)).length, 1);
    });

    it('deleteToken reports that the token still exists, and keeps it stored', async () => {
      await create('old');
      influxdb.faults.add({ kind: 'status', status: 502, work: 'undone', method: 'DELETE' });
      await assert.rejects(
        run('deleteToken', { server, name: 'old', confirm: true }),
        sentencePattern('tokenStillExists', 'old'),
      );
      assert.equal((await storedSecrets(secrets, influxdb.url)).length, 2);
    });

    it('createOperatorToken reports an operator token that existed before', async () => {
      influxdb.faults.add({ kind: 'close', when: 'beforeWork', path: operatorPath });
      await assert.rejects(run('createOperatorToken', { server }), sentencePattern('operatorTokenExists'));
    });

    it('regenerateOperatorToken keeps the sign-in when nothing was replaced', async () => {
      const before = await signInSecret(secrets, influxdb.url);
      influxdb.faults.add({ kind: 'close', when: 'beforeWork', path: regeneratePath });
      await assert.rejects(
        run('regenerateOperatorToken', { server, confirm: true }),
        sentencePattern('operatorTokenUnchanged'),
      );
      assert.equal(await signInSecret(secrets, influxdb.url), before);
      assert.ok(await isTokenAccepted(influxdb.url, before ?? ''));
    });

    it('regenerateOperatorToken recommends the recovery port, which restores access', async () => {
      influxdb.faults.add({ kind: 'close', when: 'afterWork', path: regeneratePath });
      await assert.rejects(
        run('regenerateOperatorToken', { server, confirm: true }),
        sentencePattern('operatorTokenLostUseRecovery'),
      );
      assert.equal(sentCount(regeneratePath), 1);
      const recovered = await run<{ name: string }>('recoverOperatorToken', {
        server,
        recoveryUrl: influxdb.recoveryUrl,
        confirm: true,
      });
      assert.equal(recovered.name, '_admin');
      const bearer = (await signInSecret(secrets, influxdb.url)) ?? '';
      assert.ok(await isTokenAccepted(influxdb.url, bearer), 'the server accepts the new token');
      assert.deepEqual(await storedSecrets(secrets, influxdb.url), [bearer], 'the old tokens are removed');
    });

    it('recoverOperatorToken keeps the sign-in when the port belongs to another server', async () => {
      const other = await startTokenServer({ recovery: {} });
      await createOperatorTokenExternally(other.url);
      const before = await storedSecrets(secrets, influxdb.url);
      const bearer = await signInSecret(secrets, influxdb.url);
      await assert.rejects(
        run('recoverOperatorToken', { server, recoveryUrl: other.recoveryUrl, confirm: true }),
        sentencePattern('recoveryPortOfOtherServer', undefined, 'Losing'),
      );
      assert.equal(await signInSecret(secrets, influxdb.url), bearer);
      const stored = await storedSecrets(secrets, influxdb.url);
      assert.ok(
        before.every((secret) => stored.includes(secret)),
        'the working tokens are still stored',
      );
      const added = stored.filter((secret) => !before.includes(secret));
      assert.ok(await isTokenAccepted(other.url, added[0] ?? ''), "the other server's new token is stored");
      await other.close();
    });

    it('regenerateOperatorToken recommends a stored token that still works', async () => {
      await create('spare');
      influxdb.faults.add({ kind: 'close', when: 'afterWork', path: regeneratePath });
      await assert.rejects(
        run('regenerateOperatorToken', { server, confirm: true }),
        sentencePattern('operatorTokenLostUseStored', 'spare'),
      );
    });

    it('regenerateOperatorToken keeps a sign-in token stored during the recovery', async () => {
      const { here, connection, dispose } = await openSecondWindow();
      const { identity, endpoint } = connection;
      const operator = (await here.tokens.readSignIn(identity)) as Extract<SignIn, { kind: 'token' }>;
      const spare = await createNamedToken(endpoint, operator.token, 'spare', undefined);
      await here.tokens.store(identity, spare.token, spare.name, false);
      const records = await listTokens(endpoint, operator.token);
      const { offer } = await operatorTokenLost(connection, records, here);
      assert.equal(offer.label, sentence('signInAndRegenerate', 'spare'));
      const regenerated = await regenerateOperatorToken(endpoint, operator.token);
      await here.tokens.storeSignIn(identity, regenerated.token, regenerated.name);
      // The command that the offer runs last rejects the other window's row.
      await assert.rejects(Promise.resolve(offer.run()), /argument/);
      const now = await here.tokens.readSignIn(identity);
      assert.ok(now.kind === 'token' && now.token.hash === spare.token.hash, 'signed in with the stored token');
      assert.ok(await here.tokens.findByHash(identity, regenerated.token.hash), 'the regenerated token is stored');
      await dispose();
    });
  });

  describe('without a sign-in token', () => {
    it('createOperatorToken sends one request and recommends trying again', async () => {
      influxdb.faults.add({ kind: 'close', when: 'afterWork', path: operatorPath });
      await assert.rejects(run('createOperatorToken', { server }), sentencePattern('operatorTokenCreationUnknown'));
      assert.equal(sentCount(operatorPath), 1);
      await assert.rejects(run('createOperatorToken', { server }), sentencePattern('operatorTokenExists'));
    });

    it('recoverOperatorToken detects by the closed port that the token was replaced', async () => {
      const recovery = (fault: Fault) => influxdb.faults.add({ ...fault, port: 'recovery' });
      await createOperatorTokenExternally(influxdb.url);
      recovery({ kind: 'close', when: 'beforeWork' });
      const recover = () =>
        run<{ name: string }>('recoverOperatorToken', { server, recoveryUrl: influxdb.recoveryUrl, confirm: true });
      await assert.rejects(recover(), sentencePattern('operatorTokenUnchanged'));
      recovery({ kind: 'cutHeaders', path: regeneratePath });
      await assert.rejects(recover(), sentencePattern('recoveryPortClosed'));
      await assert.rejects(recover(), sentencePattern('recoveryPortNotListening'));
      assert.equal(sentCount(regeneratePath), 2);
    });

    it('recoverOperatorToken reports an unknown result when the server stops', async () => {
      await createOperatorTokenExternally(influxdb.url);
      influxdb.faults.add({ kind: 'delay', when: 'beforeWork', milliseconds: 60_000, port: 'recovery' });
      const recovered = run('recoverOperatorToken', { server, recoveryUrl: influxdb.recoveryUrl, confirm: true });
      await until(() => sentCount(regeneratePath) === 1);
      await Promise.all([
        influxdb.close(),
        assert.rejects(recovered, sentencePattern('operatorTokenReplacementUnknown')),
      ]);
      influxdb = await startTokenServer();
    });

    it('recoverOperatorToken rejects the main port', async () => {
      await createOperatorTokenExternally(influxdb.url);
      await assert.rejects(
        run('recoverOperatorToken', { server, recoveryUrl: influxdb.url, confirm: true }),
        sentencePattern('recoveryPortNeedsToken'),
      );
    });
  });
});

async function until(check: () => boolean): Promise<void> {
  while (!check()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
