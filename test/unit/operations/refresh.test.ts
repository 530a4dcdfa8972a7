import assert from 'node:assert/strict';
import { Canceled } from '../../../src/core/errors.ts';
import { refresh } from '../../../src/operations/refresh.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

describe('refresh', () => {
  let fixture: OperationFixture;

  beforeEach(async () => {
    fixture = await operationFixture();
    await fixture.signedInAsOperator();
    fixture.tokenServer.requests.length = 0;
  });

  const run = async (person: ScriptedPerson) => {
    await refresh(fixture.servers.store.servers(), { person, servers: fixture.servers });
    person.done();
    return fixture.servers.store.state(fixture.server);
  };

  it('loads the list again', async () => {
    const { contact, tokens } = await run(new ScriptedPerson());
    assert.equal(contact.kind, 'reached');
    assert.deepEqual(
      tokens?.map(({ name }) => name),
      ['_admin'],
    );
  });

  it('shows in the state that a server failed, and does not fail itself', async () => {
    await fixture.tokenServer.close();
    assert.equal((await run(new ScriptedPerson())).contact.kind, 'failed');
  });

  it('asks before tokens are sent for an external call, and names the servers', async () => {
    const declined = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(run(declined), Canceled);
    assert.equal(fixture.tokenServer.requests.length, 0);
    const { server, settings } = fixture;
    assert.deepEqual(declined.questions[0]?.urls, [server.url]);
    settings.entries = [server, { ...server, name: 'Other', url: 'http://127.0.0.1:9' }];
    const several = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(run(several), Canceled);
    assert.deepEqual(several.questions[0]?.urls, [server.url, 'http://127.0.0.1:9']);
    settings.entries = [server];
    await run(new ScriptedPerson([{ confirm: true }], { isExternal: true }));
    assert.ok(fixture.sent('POST', '/api/v3/query_sql') > 0);
  });
});
