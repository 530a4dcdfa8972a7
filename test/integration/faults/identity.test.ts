import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { signIn } from '../../../src/commands/signIn.ts';
import { Confirmer } from '../../../src/ui/confirmer.ts';
import { freePort } from '../../influxdb3/freePort.ts';
import { startTokenServer, type TokenServer } from '../../influxdb3/server.ts';
import { activated, run } from '../support/extension.ts';
import { openWindow } from '../support/openWindow.ts';
import { signInSecret } from '../support/secrets.ts';
import { makeOperatorElsewhere } from '../support/serverList.ts';
import { SharedProfile } from '../support/sharedProfile.ts';

const server = 'Container';

describe('When another InfluxDB answers at a URL', () => {
  let port: number;
  let secrets: vscode.SecretStorage;
  let influxdb: TokenServer;

  const withTokens = () => influxdb.requests.filter(({ carriedToken }) => carriedToken);
  const create = () => run<{ name: string }>('createNamedToken', { server, name: 'ci', expiry: 'never' });
  async function replaceBy(release: '3.7' | '3.10'): Promise<void> {
    await influxdb.close();
    influxdb = await startTokenServer({ port, release });
  }

  beforeEach(async () => {
    ({ secrets } = await activated());
    port = await freePort();
    influxdb = await startTokenServer({ port });
    await vscode.workspace
      .getConfiguration('influxdb3Tokens')
      .update('servers', [{ name: server, url: influxdb.url }], true);
    await run('createOperatorToken', { server });
  });

  afterEach(async () => {
    await run('removeServer', { server, confirm: true });
    await influxdb.close();
  });

  it('the token is not sent to it, once a connection has failed', async () => {
    await influxdb.close();
    await assert.rejects(run('testConnection', { server }), /Nothing listens/);
    influxdb = await startTokenServer({ port });
    await assert.rejects(create(), /A different InfluxDB than the one that you signed in to.*The token was not sent/);
    await assert.rejects(run('testConnection', { server }), /A different InfluxDB/);
    assert.deepEqual(withTokens(), []);
    assert.ok(influxdb.requests.every(({ method }) => method === 'OPTIONS'));
  });

  describe('and the right one comes back', () => {
    let dataDir: string;
    const back = async (): Promise<void> => {
      await influxdb.close();
      influxdb = await startTokenServer({ port, dataDir });
    };
    const other = async (): Promise<void> => {
      await influxdb.close();
      await assert.rejects(run('testConnection', { server }), /Nothing listens/);
      influxdb = await startTokenServer({ port });
      await assert.rejects(create(), /A different InfluxDB/);
    };

    beforeEach(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'identity-'));
      await run('removeServer', { server, confirm: true });
      await back();
      await run('addServer', { server: influxdb.url, name: server });
      await run('createOperatorToken', { server });
    });
    afterEach(() => rm(dataDir, { recursive: true, force: true }));

    it('it is sent the token again', async () => {
      await other();
      await back();
      assert.equal((await create()).name, 'ci');
    });

    it('"trust it" asks nothing any more, and asks about another one', async () => {
      const profile = new SharedProfile({ secrets: 1, notes: 1 });
      const here = openWindow(profile.window(), dataDir);
      const bearer = (await signInSecret(secrets, influxdb.url)) ?? '';
      await vscode.env.clipboard.writeText(bearer);
      await here.run(signIn, { server, fromClipboard: true });
      const connection = await here.connections.prepare(here.store.find(server));
      const remembered = async () => (await here.terms.read(connection.identity))?.cluster;
      const right = await remembered();
      assert.equal(right, influxdb.clusterUuid);
      // The editor of a test shows no dialog, and refuses who wants one.
      const person = new Confirmer(false, false);
      await other();
      await assert.rejects(here.consent.trust(connection, person), /dialog/);
      assert.equal(await remembered(), right);
      await back();
      await here.consent.trust(connection, person);
      // What could not be looked at is not forgotten.
      await here.consent.rememberSignIn(connection, undefined);
      assert.equal(await remembered(), right);
      here.dispose();
    });
  });

  it('signing in again is for the one that answers now', async () => {
    await influxdb.close();
    await assert.rejects(run('testConnection', { server }));
    influxdb = await startTokenServer({ port });
    await vscode.env.clipboard.writeText(await makeOperatorElsewhere(influxdb.url));
    await run('signIn', { server, fromClipboard: true, confirm: true });
    assert.equal((await create()).name, 'ci');
  });

  it('the token before is never stored beside the identity that the new one is for', async () => {
    await influxdb.close();
    await assert.rejects(run('testConnection', { server }));
    influxdb = await startTokenServer({ port });
    await vscode.env.clipboard.writeText(await makeOperatorElsewhere(influxdb.url));
    const changed: string[] = [];
    const listener = secrets.onDidChange(({ key }) => changed.push(key.split('|')[0] ?? ''));
    await run('signIn', { server, fromClipboard: true, confirm: true });
    listener.dispose();
    assert.deepEqual(changed, ['signIn', 'terms']);
  });

  it('one that says nothing of itself, where the one before did, gets no token', async () => {
    await influxdb.close();
    await assert.rejects(run('testConnection', { server }));
    await replaceBy('3.7');
    await assert.rejects(create(), /does not say which InfluxDB it is.*The token was not sent/);
    assert.deepEqual(withTokens(), []);
  });
});

describe('A server that does not say which InfluxDB it is', () => {
  let influxdb: TokenServer;

  it('is neither a match nor an alarm', async () => {
    await activated();
    influxdb = await startTokenServer({ release: '3.7' });
    await vscode.workspace
      .getConfiguration('influxdb3Tokens')
      .update('servers', [{ name: server, url: influxdb.url }], true);
    await run('createOperatorToken', { server });
    assert.equal((await run<{ authenticated: boolean }>('testConnection', { server })).authenticated, true);
    await run('removeServer', { server, confirm: true });
    await influxdb.close();
  });
});
