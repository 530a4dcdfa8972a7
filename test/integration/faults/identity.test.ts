import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { signIn } from '../../../src/commands/signIn.ts';
import { rememberSignIn, trustServer } from '../../../src/operations/steps/approval.ts';
import { User } from '../../../src/ui/person.ts';
import { freePort } from '../../support/influxdb3/freePort.ts';
import { startTokenServer, type TokenServer } from '../../support/influxdb3/server.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { activateExtension, run } from '../support/extension.ts';
import { openWindow } from '../support/openWindow.ts';
import { signInSecret } from '../support/secrets.ts';
import { createOperatorTokenExternally } from '../support/serverList.ts';
import { SharedProfile } from '../support/sharedProfile.ts';

const server = 'Container';

describe('Different InfluxDB server at the same URL', () => {
  let port: number;
  let secrets: vscode.SecretStorage;
  let influxdb: TokenServer;

  const requestsWithToken = () => influxdb.requests.filter(({ hasToken }) => hasToken);
  const create = () => run<{ name: string }>('createNamedToken', { server, name: 'ci', expiry: 'never' });
  async function replaceServer(release: '3.7' | '3.10'): Promise<void> {
    await influxdb.close();
    influxdb = await startTokenServer({ port, release });
  }

  beforeEach(async () => {
    ({ secrets } = await activateExtension());
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

  it('gets no token when it was started with no request in between', async () => {
    await replaceServer('3.10');
    await assert.rejects(create(), sentencePattern('differentServerError'));
    await assert.rejects(run('testConnection', { server }), sentencePattern('differentServerError'));
    assert.deepEqual(requestsWithToken(), []);
  });

  it('gets no token after a failed connection', async () => {
    await influxdb.close();
    await assert.rejects(run('testConnection', { server }), sentencePattern('nothingListening'));
    influxdb = await startTokenServer({ port });
    await assert.rejects(create(), sentencePattern('differentServerError'));
    await assert.rejects(run('testConnection', { server }), sentencePattern('differentServerError'));
    assert.deepEqual(requestsWithToken(), []);
    assert.ok(influxdb.requests.every(({ method }) => method === 'OPTIONS'));
  });

  describe('Original server, back at its URL', () => {
    let dataDir: string;
    const restoreServer = async (): Promise<void> => {
      await influxdb.close();
      influxdb = await startTokenServer({ port, dataDir });
    };
    const startOtherServer = async (): Promise<void> => {
      await influxdb.close();
      await assert.rejects(run('testConnection', { server }), sentencePattern('nothingListening'));
      influxdb = await startTokenServer({ port });
      await assert.rejects(create(), sentencePattern('differentServerError'));
    };

    beforeEach(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'identity-'));
      await run('removeServer', { server, confirm: true });
      await restoreServer();
      await run('addServer', { server: influxdb.url, name: server });
      await run('createOperatorToken', { server });
    });
    afterEach(() => rm(dataDir, { recursive: true, force: true }));

    it('gets the token again', async () => {
      await startOtherServer();
      await restoreServer();
      assert.equal((await create()).name, 'ci');
    });

    it('needs no confirmation to be trusted', async () => {
      const profile = new SharedProfile({ secrets: 1, state: 1 });
      const here = openWindow(profile.window(), dataDir);
      const bearer = (await signInSecret(secrets, influxdb.url)) ?? '';
      await vscode.env.clipboard.writeText(bearer);
      await here.run(signIn, { server, fromClipboard: true });
      const connection = await here.connections.prepare(here.store.find(server));
      const remembered = async () => (await here.approvals.read(connection.identity))?.cluster;
      const originalId = await remembered();
      assert.equal(originalId, influxdb.clusterUuid);
      // The test editor can't show a dialog and rejects instead.
      const person = new User({
        autoConfirm: false,
        isExternal: false,
        origin: {},
        settings: here.settings,
        onLateFailure: () => undefined,
      });
      const ports = { person, approvals: here.approvals, tokens: here.tokens };
      await startOtherServer();
      await assert.rejects(trustServer(connection, ports), /dialog/);
      assert.equal(await remembered(), originalId);
      await restoreServer();
      await trustServer(connection, ports);
      // An unknown ID doesn't replace the remembered one.
      await rememberSignIn(connection, undefined, here.approvals);
      assert.equal(await remembered(), originalId);
      here.dispose();
    });
  });

  it('is accepted after signing in again', async () => {
    await influxdb.close();
    await assert.rejects(run('testConnection', { server }));
    influxdb = await startTokenServer({ port });
    await vscode.env.clipboard.writeText(await createOperatorTokenExternally(influxdb.url));
    await run('signIn', { server, fromClipboard: true, confirm: true });
    assert.equal((await create()).name, 'ci');
  });

  it('is remembered only after the new sign-in token is stored', async () => {
    await influxdb.close();
    await assert.rejects(run('testConnection', { server }));
    influxdb = await startTokenServer({ port });
    await vscode.env.clipboard.writeText(await createOperatorTokenExternally(influxdb.url));
    const changed: string[] = [];
    const listener = secrets.onDidChange(({ key }) => changed.push(key.split('|')[0] ?? ''));
    await run('signIn', { server, fromClipboard: true, confirm: true });
    listener.dispose();
    assert.deepEqual(changed, ['signIn', 'terms']);
  });

  it('gets no token when it does not identify itself but the original did', async () => {
    await influxdb.close();
    await assert.rejects(run('testConnection', { server }));
    await replaceServer('3.7');
    await assert.rejects(create(), sentencePattern('serverUnidentified'));
    assert.deepEqual(requestsWithToken(), []);
  });
});

describe('Server that does not identify itself', () => {
  let influxdb: TokenServer;

  it('is accepted', async () => {
    await activateExtension();
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
