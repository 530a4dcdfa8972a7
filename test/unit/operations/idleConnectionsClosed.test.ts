import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token/token.ts';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { forgetEverything } from '../../../src/operations/forgetEverything.ts';
import { removeServer } from '../../../src/operations/removeServer.ts';
import { signOut } from '../../../src/operations/signOut.ts';
import { until } from '../influxdb/helpers/until.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

/** Without the fault proxy, so that the server sees the connections. */
describe('idle connection', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let server: OperationFixture['server'];

  beforeEach(async () => {
    fixture = await operationFixture();
    server = { ...fixture.server, url: fixture.tokenServer.url };
    fixture.settings.entries = [server];
    const identity = await fixture.servers.connections.identityOf(server);
    operator = await fixture.signedInAsOperator();
    await fixture.servers.tokens.storeSignIn(identity, operator, '_admin');
    await fixture.servers.store.reload(server);
    assert.equal(fixture.tokenServer.openConnections, 1);
    fixture.tokenServer.requests.length = 0;
  });

  const ports = (answers: ConstructorParameters<typeof ScriptedPerson>[0]) => ({
    ...fixture,
    rotations: fixture.usage.rotations,
    person: new ScriptedPerson(answers),
  });
  const closings: Record<string, () => unknown> = {
    'the window closes': () => fixture.servers.store.dispose(),
    'settings change': () => fixture.settings.changed.fire(undefined),
    'the user signs out': async () => {
      // Otherwise, signing out would contact the server again.
      fixture.settings.entries = [];
      await signOut(server, ports([{ confirm: true }]));
    },
    'everything is forgotten': async () => {
      fixture.settings.entries = [];
      await forgetEverything({
        ...ports([{ confirm: true }]),
        clipboard: { clearNow: () => Promise.resolve() },
      });
    },
    'the server is removed': () => removeServer(server, ports([{ confirm: true }])),
    'a workspace server is removed': () => removeServer({ ...server, scope: 'workspace' }, ports([{ confirm: true }])),
  };
  for (const [what, close] of Object.entries(closings)) {
    it(`is closed when ${what}`, async () => {
      await close();
      await until('it was closed', () => fixture.tokenServer.openConnections === 0);
      assert.equal(fixture.tokenServer.requests.length, 0);
    });
  }

  it('is closed after a request that is running, whose token is stored', async () => {
    const path = '/api/v3/configure/token/named_admin';
    fixture.tokenServer.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 300, path });
    const created = createNamedToken(server, { name: 'ci', lifetime: { seconds: undefined } }, ports([]));
    await until('the request was received', () => fixture.tokenServer.requests.length === 3);
    fixture.servers.store.dispose();
    fixture.settings.entries = [];
    const { token } = await created;
    await until('it was closed', () => fixture.tokenServer.openConnections === 0);
    const identity = await fixture.servers.connections.identityOf(server);
    assert.ok((await fixture.servers.tokens.findByHash(identity, token.hash)) !== undefined);
    assert.deepEqual(
      fixture.tokenServer.requests.map(({ method }) => method),
      ['OPTIONS', 'POST', 'POST'],
    );
  });

  it('is left alone when another server is removed', async () => {
    fixture.servers.connections.closeIdle({ url: 'https://other.example' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(fixture.tokenServer.openConnections, 1);
  });

  it('sends nothing by itself', async () => {
    await new Promise((resolve) => setTimeout(resolve, 6000));
    assert.deepEqual([fixture.tokenServer.requests.length, fixture.tokenServer.openConnections], [0, 1]);
  });
});
