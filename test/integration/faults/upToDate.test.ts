import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { signIn } from '../../../src/commands/signIn.ts';
import type { Server } from '../../../src/core/server/server.ts';
import type { NewToken } from '../../../src/influxdb/decode.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { startTokenServer, type TokenServer } from '../../support/influxdb3/server.ts';
import { activateExtension } from '../support/extension.ts';
import { openWindow, type OpenWindow } from '../support/openWindow.ts';
import { listPath, createOperatorTokenExternally } from '../support/serverList.ts';
import { SharedProfile } from '../support/sharedProfile.ts';

const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');

describe('ServerStore.reload', () => {
  let influxdb: TokenServer;
  let folder: string;
  let here: OpenWindow;
  let server: Server;
  let operator: Token;

  const names = () => (here.store.state(server).tokens ?? []).map(({ name }) => name);
  const create = async (name: string) =>
    createNamedToken((await here.connections.prepare(server)).endpoint, operator, name, undefined);
  /** Starts a slow reload and returns once the list request has arrived, so that its list lacks later tokens. */
  async function startSlowReload(): Promise<{ reloaded: Promise<void> }> {
    influxdb.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 1000, path: listPath });
    influxdb.requests.length = 0;
    const reloaded = here.store.reload(server);
    while (!influxdb.requests.some((request) => request.path === listPath)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return { reloaded };
  }

  before(async () => {
    await activateExtension();
    influxdb = await startTokenServer();
    await configuration().update('servers', [{ name: 'Waited', url: influxdb.url }], true);
    folder = await mkdtemp(join(tmpdir(), 'waited-'));
    here = openWindow(new SharedProfile({ secrets: 1, state: 1 }).window(), folder);
    server = here.store.find('Waited');
    await vscode.env.clipboard.writeText(await createOperatorTokenExternally(influxdb.url));
    await here.run(signIn, { server: 'Waited', fromClipboard: true });
    const signedIn = await here.tokens.readSignIn(await here.connections.identityOf(server));
    assert.ok(signedIn.kind === 'token');
    operator = signedIn.token;
    await new Promise((resolve) => setTimeout(resolve, 500));
  });

  after(async () => {
    here.dispose();
    await configuration().update('servers', undefined, true);
    await configuration().update('expiryWarningDays', undefined, true);
    await influxdb.close();
    await rm(folder, { recursive: true, force: true });
  });

  const secondLoads: Record<string, (created: NewToken) => unknown> = {
    'another reload': () => void here.store.reload(server),
    'a change of the settings': () => configuration().update('expiryWarningDays', 20, true),
    'a change of a secret': async ({ token, name }) =>
      here.tokens.store(await here.connections.identityOf(server), token, name, { untilSavedElsewhere: false }),
  };
  for (const [reason, loadAgain] of Object.entries(secondLoads)) {
    it(`waits for the last load after ${reason}`, async () => {
      const { reloaded } = await startSlowReload();
      await loadAgain(await create(reason));
      await reloaded;
      assert.ok(here.store.isUpToDate(server));
      assert.ok(names().includes(reason), names().join());
    });
  }

  it('contacts no server that was removed from the settings', async () => {
    await configuration().update('servers', [], true);
    influxdb.requests.length = 0;
    await here.store.reload(server);
    await here.store.ensureLoaded(server);
    assert.deepEqual(influxdb.requests, []);
    assert.equal(here.store.state(server).contact.kind, 'notContacted');
  });
});
