import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { signIn } from '../../../src/commands/signIn.ts';
import type { Server } from '../../../src/core/server.ts';
import type { NewToken } from '../../../src/influxdb/decode.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import type { Token } from '../../../src/core/token.ts';
import { startTokenServer, type TokenServer } from '../../influxdb3/server.ts';
import { activated } from '../support/extension.ts';
import { openWindow, type OpenWindow } from '../support/openWindow.ts';
import { listPath, makeOperatorElsewhere } from '../support/serverList.ts';
import { SharedProfile } from '../support/sharedProfile.ts';

const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');

describe('Who waits for what a server says', () => {
  let influxdb: TokenServer;
  let folder: string;
  let here: OpenWindow;
  let server: Server;
  let operator: Token;

  const names = () => (here.store.state(server).tokens ?? []).map(({ name }) => name);
  const create = async (name: string) =>
    createNamedToken((await here.connections.prepare(server)).endpoint, operator, name, undefined);
  /** Begins to ask, and makes a token once the list is on its way that does not have it. */
  async function askSlowly(): Promise<{ answered: Promise<void> }> {
    influxdb.faults.add({ kind: 'delay', when: 'beforeAnswer', milliseconds: 1000, path: listPath });
    influxdb.requests.length = 0;
    const answered = here.store.reload(server);
    while (!influxdb.requests.some((request) => request.path === listPath)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return { answered };
  }

  before(async () => {
    await activated();
    influxdb = await startTokenServer();
    await configuration().update('servers', [{ name: 'Waited', url: influxdb.url }], true);
    folder = await mkdtemp(join(tmpdir(), 'waited-'));
    here = openWindow(new SharedProfile({ secrets: 1, notes: 1 }).window(), folder);
    server = here.store.find('Waited');
    await vscode.env.clipboard.writeText(await makeOperatorElsewhere(influxdb.url));
    await here.run(signIn, { server: 'Waited', fromClipboard: true });
    const signedIn = await here.tokens.signIn(await here.connections.identityOf(server));
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

  const waited: Record<string, (made: NewToken) => unknown> = {
    'asked once more': () => void here.store.reload(server),
    'asked under other settings': () => configuration().update('expiryWarningDays', 20, true),
    'asked because a secret changed': async ({ token, name }) =>
      here.tokens.keep(await here.connections.identityOf(server), token, name, false),
  };
  for (const [why, again] of Object.entries(waited)) {
    it(`gets the last answer, where it is ${why} meanwhile`, async () => {
      const { answered } = await askSlowly();
      await again(await create(why));
      await answered;
      assert.ok(here.store.isUpToDate(server));
      assert.ok(names().includes(why), names().join());
    });
  }

  it('waits for nothing where the server is configured no more: that is not asked', async () => {
    await configuration().update('servers', [], true);
    influxdb.requests.length = 0;
    await here.store.reload(server);
    await here.store.ensureLoaded(server);
    assert.deepEqual(influxdb.requests, []);
    assert.equal(here.store.state(server).contact.kind, 'notAsked');
  });
});
