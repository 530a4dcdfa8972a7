import assert from 'node:assert/strict';
import { startControl, type ControlPort } from '../../../support/influxdb3/control.ts';
import { controlServer, type ControlledServer } from '../../../support/influxdb3/controlClient.ts';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { sendRequest } from './helpers/sendRequest.ts';
import { bearerHeader, createOperator } from './helpers/tokenCalls.ts';

describe('startControl', () => {
  let server: TokenServer;
  let control: ControlPort;
  let controlled: ControlledServer;
  beforeEach(async () => {
    server = await startTokenServer();
    control = await startControl(server);
    controlled = controlServer(control.url);
  });
  afterEach(() => Promise.all([server.close(), control.close()]));

  it('adds and clears faults', async () => {
    await controlled.addFault({ kind: 'status', status: 500, work: 'undone', times: 'always' });
    assert.equal((await sendRequest(server.url, '/ping')).status, 500);
    assert.equal((await controlled.faults())[0]?.hits, 1);
    await controlled.clearFaults();
    assert.equal((await sendRequest(server.url, '/ping')).status, 401);
  });

  it('sets, advances and freezes the clock', async () => {
    const now = await controlled.freezeClock(true);
    assert.equal(await controlled.advanceClock(5000), now + 5000);
    assert.equal(await controlled.setClock(7), 7);
    assert.equal(server.clock.now(), 7);
    assert.ok((await controlled.freezeClock(false)) < 60_000);
  });

  it('returns requests and tokens without token strings', async () => {
    const operator = await createOperator(server.url);
    await sendRequest(server.url, `/ping?p=${operator}`, { headers: bearerHeader(operator) });
    const requests = await controlled.requests();
    assert.deepEqual(
      requests.map(({ method, path, authenticatedAs }) => [method, path, authenticatedAs]),
      [
        ['POST', '/api/v3/configure/token/admin', undefined],
        ['GET', '/ping?p=apiv3_…', '_admin'],
      ],
    );
    const tokens = await controlled.tokens();
    assert.deepEqual(tokens, server.tokens());
    assert.ok(!JSON.stringify([requests, tokens]).includes(operator));
    await controlled.clearRequests();
    assert.deepEqual(await controlled.requests(), []);
  });

  it('changes what Enterprise does differently', async () => {
    await controlled.changeSwitches({ grants: 'less', permissionRefusal: 400 });
    assert.deepEqual([server.switches.grants, server.switches.permissionRefusal], ['less', 400]);
    await controlled.changeSwitches({ grants: 'asked' });
    assert.deepEqual([server.switches.grants, server.switches.permissionRefusal], ['asked', 400]);
    await assert.rejects(controlled.changeSwitches({ grants: 'all' as never }), /control port/);
  });

  it("returns the server's state", async () => {
    const state = await controlled.state();
    assert.deepEqual([state.url, state.clusterUuid, state.openConnections], [server.url, server.clusterUuid, 0]);
  });

  it("rejects unknown requests, and doesn't exist on the main port", async () => {
    assert.equal((await sendRequest(server.url, '/faults')).status, 401);
    await assert.rejects(controlled.addFault({ kind: 'flood' } as never), /control port/);
    assert.equal((await sendRequest(control.url, '/nowhere')).status, 400);
  });
});
