import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { whenReplaced } from '../../../src/commands/replacedOperator.ts';
import { signIn } from '../../../src/commands/signIn.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { listTokens } from '../../../src/influxdb/listTokens.ts';
import { regenerateOperatorToken } from '../../../src/influxdb/regenerateOperatorToken.ts';
import type { SignIn } from '../../../src/storage/tokenStore.ts';
import type { Fault } from '../../influxdb3/faults.ts';
import { startTokenServer, type TokenServer } from '../../influxdb3/server.ts';
import { activated, run } from '../support/extension.ts';
import { openWindow } from '../support/openWindow.ts';
import { keptSecrets, signInSecret } from '../support/secrets.ts';
import { makeOperatorElsewhere, works } from '../support/serverList.ts';
import { SharedProfile } from '../support/sharedProfile.ts';

const server = 'Losing';
const named = '/api/v3/configure/token/named_admin';
const admin = '/api/v3/configure/token/admin';
const regenerate = `${admin}/regenerate`;

describe('When the answer to a change is lost', () => {
  let secrets: vscode.SecretStorage;
  let influxdb: TokenServer;

  const names = () => influxdb.tokens().map(({ name }) => name);
  const sent = (path: string) => influxdb.requests.filter((request) => request.path === path).length;
  const create = (name: string) => run<{ name: string }>('createNamedToken', { server, name, expiry: 'never' });

  beforeEach(async () => {
    ({ secrets } = await activated());
    influxdb = await startTokenServer({ recovery: {} });
    await vscode.workspace
      .getConfiguration('influxdb3Tokens')
      .update('servers', [{ name: server, url: influxdb.url }], true);
  });

  afterEach(async () => {
    await run('removeServer', { server, confirm: true });
    await influxdb.close();
  });

  /** Of another profile, signed in with the same token. */
  async function secondWindow() {
    const folder = await mkdtemp(join(tmpdir(), 'losing-'));
    const here = openWindow(new SharedProfile({ secrets: 1, notes: 1 }).window(), folder);
    await vscode.env.clipboard.writeText((await signInSecret(secrets, influxdb.url)) ?? '');
    await here.run(signIn, { server, fromClipboard: true });
    const connection = await here.connections.prepare(here.store.find(server));
    const dispose = async () => {
      here.dispose();
      await rm(folder, { recursive: true, force: true });
    };
    return { here, connection, dispose };
  }

  describe('of a server that is signed in to', () => {
    beforeEach(async () => {
      await run('createOperatorToken', { server });
      await vscode.env.clipboard.writeText('untouched');
    });

    it('a create that was done is told so; it is sent once, and nothing is kept', async () => {
      influxdb.faults.add({ kind: 'close', when: 'afterWork', path: named });
      await assert.rejects(create('lost'), /"lost" was created, but its string never arrived.*delete it and create it/);
      assert.equal(sent(named), 1);
      assert.ok(names().includes('lost'));
      assert.equal(await vscode.env.clipboard.readText(), 'untouched');
      assert.equal((await keptSecrets(secrets, influxdb.url)).length, 1);
    });

    it('a create that was not done is told so, and can be made again', async () => {
      influxdb.faults.add({ kind: 'close', when: 'beforeWork', path: named });
      await assert.rejects(create('undone'), /Nothing has changed: Losing has no token "undone"\. Try again/);
      assert.equal(sent(named), 1);
      assert.equal((await create('undone')).name, 'undone');
    });

    it('a create of which nothing can be seen is told so', async () => {
      influxdb.faults.add({ kind: 'close', when: 'afterWork', path: named });
      // The list before the create is read; those behind it are not.
      const before = influxdb.requests.length;
      const created = create('unseen');
      await until(() => influxdb.requests.slice(before).some(({ path }) => path === named));
      influxdb.faults.add({ kind: 'close', when: 'beforeWork', path: '/api/v3/query_sql', times: 'always' });
      await assert.rejects(created, /Whether the token "unseen" was created is not known, because Losing could not/);
      influxdb.faults.clear();
    });

    it('a delete that was done is done: its string is forgotten, and nothing fails', async () => {
      await create('old');
      influxdb.faults.add({ kind: 'cutHeaders', method: 'DELETE' });
      const result = await run<{ name: string }>('deleteToken', { server, name: 'old', confirm: true });
      assert.equal(result.name, 'old');
      assert.deepEqual(names(), ['_admin']);
      assert.equal((await keptSecrets(secrets, influxdb.url)).length, 1);
    });

    it('a delete that was not done is told so, and its string stays kept', async () => {
      await create('old');
      influxdb.faults.add({ kind: 'status', status: 502, work: 'undone', method: 'DELETE' });
      await assert.rejects(
        run('deleteToken', { server, name: 'old', confirm: true }),
        /Nothing has changed: "old" is still there\. Try again/,
      );
      assert.equal((await keptSecrets(secrets, influxdb.url)).length, 2);
    });

    it('an operator token that was there before is not called created', async () => {
      influxdb.faults.add({ kind: 'close', when: 'beforeWork', path: admin });
      await assert.rejects(run('createOperatorToken', { server }), /has an operator token already/);
    });

    it('a regenerate that was not done leaves the sign-in as it was', async () => {
      const before = await signInSecret(secrets, influxdb.url);
      influxdb.faults.add({ kind: 'close', when: 'beforeWork', path: regenerate });
      await assert.rejects(
        run('regenerateOperatorToken', { server, confirm: true }),
        /Nothing has changed: the operator token is as it was\. Try again/,
      );
      assert.equal(await signInSecret(secrets, influxdb.url), before);
      assert.ok(await works(influxdb.url, before ?? ''));
    });

    it('a regenerate that was done leads to the recovery port, which makes it good', async () => {
      influxdb.faults.add({ kind: 'close', when: 'afterWork', path: regenerate });
      await assert.rejects(
        run('regenerateOperatorToken', { server, confirm: true }),
        /operator token was replaced, but its new string never arrived.*--admin-token-recovery-http-bind/,
      );
      assert.equal(sent(regenerate), 1);
      const recovered = await run<{ name: string }>('recoverOperatorToken', {
        server,
        recoveryUrl: influxdb.recoveryUrl,
        confirm: true,
      });
      assert.equal(recovered.name, '_admin');
      const bearer = (await signInSecret(secrets, influxdb.url)) ?? '';
      assert.ok(await works(influxdb.url, bearer), 'signed in with the new one');
      assert.deepEqual(await keptSecrets(secrets, influxdb.url), [bearer], 'the dead ones are forgotten');
    });

    it('the recovery port of another server changes nothing for this one', async () => {
      const other = await startTokenServer({ recovery: {} });
      await makeOperatorElsewhere(other.url);
      const before = await keptSecrets(secrets, influxdb.url);
      const bearer = await signInSecret(secrets, influxdb.url);
      await assert.rejects(
        run('recoverOperatorToken', { server, recoveryUrl: other.recoveryUrl, confirm: true }),
        /recovery port of another InfluxDB than Losing.*is kept here.*signed in as before/,
      );
      assert.equal(await signInSecret(secrets, influxdb.url), bearer);
      const kept = await keptSecrets(secrets, influxdb.url);
      assert.ok(
        before.every((string) => kept.includes(string)),
        'what works is still kept',
      );
      const found = kept.filter((string) => !before.includes(string));
      assert.ok(await works(other.url, found[0] ?? ''), 'and so is the new one of the other server');
      await other.close();
    });

    it('a regenerate that was done leads to a kept token that still works, where there is one', async () => {
      await create('spare');
      influxdb.faults.add({ kind: 'close', when: 'afterWork', path: regenerate });
      await assert.rejects(
        run('regenerateOperatorToken', { server, confirm: true }),
        /"spare" is kept here and still works: sign in with it and regenerate once more/,
      );
    });

    it('who signs in meanwhile loses nothing by going on with the token that is kept', async () => {
      const { here, connection, dispose } = await secondWindow();
      const { identity, endpoint } = connection;
      const operator = (await here.tokens.signIn(identity)) as Extract<SignIn, { kind: 'token' }>;
      const spare = await createNamedToken(endpoint, operator.token, 'spare', undefined);
      await here.tokens.keep(identity, spare.token, spare.name, false);
      const records = await listTokens(endpoint, operator.token);
      const { offer } = await whenReplaced(connection, records, here);
      assert.equal(offer.label, 'Sign In with "spare" and Regenerate');
      const meanwhile = await regenerateOperatorToken(endpoint, operator.token);
      await here.tokens.storeSignIn(identity, meanwhile.token, meanwhile.name);
      // The other window's rows mean nothing to the command that it ends with.
      await assert.rejects(Promise.resolve(offer.run()), /argument/);
      const now = await here.tokens.signIn(identity);
      assert.ok(now.kind === 'token' && now.token.hash === spare.token.hash, 'signed in with the one that is kept');
      assert.ok(await here.tokens.keptToken(identity, meanwhile.token.hash), 'the other one is kept');
      await dispose();
    });
  });

  describe('of a server that is not signed in to', () => {
    it('the operator token is asked for once, and asking again is what tells', async () => {
      influxdb.faults.add({ kind: 'close', when: 'afterWork', path: admin });
      await assert.rejects(
        run('createOperatorToken', { server }),
        /cannot be looked up without a token that works there\. Try again/,
      );
      assert.equal(sent(admin), 1);
      await assert.rejects(run('createOperatorToken', { server }), /has an operator token already/);
    });

    it('a recovery whose answer is lost is told so by the port that is closed, and is sent once', async () => {
      const recovery = (fault: Fault) => influxdb.faults.add({ ...fault, port: 'recovery' });
      await makeOperatorElsewhere(influxdb.url);
      recovery({ kind: 'close', when: 'beforeWork' });
      const recover = () =>
        run<{ name: string }>('recoverOperatorToken', { server, recoveryUrl: influxdb.recoveryUrl, confirm: true });
      await assert.rejects(recover(), /Nothing has changed: the operator token is as it was\. Try again/);
      recovery({ kind: 'cutHeaders', path: regenerate });
      await assert.rejects(recover(), /operator token was replaced.*restart the server with/);
      await assert.rejects(recover(), /Nothing listens at .*--admin-token-recovery-http-bind/);
      assert.equal(sent(regenerate), 2);
    });

    it('a recovery during which the whole server went away is not called done', async () => {
      await makeOperatorElsewhere(influxdb.url);
      influxdb.faults.add({ kind: 'delay', when: 'beforeWork', milliseconds: 60_000, port: 'recovery' });
      const recovered = run('recoverOperatorToken', { server, recoveryUrl: influxdb.recoveryUrl, confirm: true });
      await until(() => sent(regenerate) === 1);
      await Promise.all([influxdb.close(), assert.rejects(recovered, /Whether .* was replaced is not known/)]);
      influxdb = await startTokenServer();
    });

    it('the main port is told from the recovery port', async () => {
      await makeOperatorElsewhere(influxdb.url);
      await assert.rejects(
        run('recoverOperatorToken', { server, recoveryUrl: influxdb.url, confirm: true }),
        /asks for a token, so it is not the recovery port/,
      );
    });
  });
});

async function until(check: () => boolean): Promise<void> {
  while (!check()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
