import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import type { Call } from '../../../src/commands/command.ts';
import { testConnection } from '../../../src/commands/testConnection.ts';
import { messagesFor } from '../../../src/ui/servers/messages.ts';
import { MessageNode, type Message } from '../../../src/ui/servers/nodes.ts';
import { statusTexts } from '../../../src/ui/servers/statusTexts.ts';
import { startRouter } from '../influxdb/helpers/router.ts';
import { operationFixture, type OperationFixture } from '../operations/support/operationFixture.ts';
import { rejection } from '../operations/support/rejection.ts';
import { ScriptedPerson } from '../operations/support/scriptedPerson.ts';

describe('testConnection (command) of a server that closes each connection', () => {
  let fixture: OperationFixture;
  let server: OperationFixture['server'];
  let rows: Message[];

  beforeEach(async () => {
    fixture = await operationFixture();
    const { url } = await startRouter(() => fixture.tokenServer, { isClosing: () => true });
    server = { ...fixture.server, url };
    fixture.settings.entries = [server];
    const operator = await fixture.signedInAsOperator();
    await fixture.servers.tokens.storeSignIn(await fixture.servers.connections.identityOf(server), operator, '_admin');
    await fixture.servers.store.reload(server);
    rows = messagesFor(server, fixture.servers.store.state(server));
  });

  const run = (person: ScriptedPerson, call: Partial<Call>) =>
    testConnection(fixture).run({ args: {}, node: undefined, isRowGone: false, person, ...call } as Call);

  it('has a row in the view that asks for approval, and then shows the tokens', async () => {
    assert.deepEqual(
      rows.map(({ purpose }) => purpose),
      [undefined, 'uncheckedConnections'],
    );
    const row = rows.find(({ purpose }) => purpose === 'uncheckedConnections');
    assert.ok(row !== undefined);
    await run(new ScriptedPerson([{ confirm: true }]), { node: new MessageNode(server, row) });
    await fixture.servers.store.ensureLoaded(server);
    assert.deepEqual(messagesFor(server, fixture.servers.store.state(server)), []);
  });

  it('does not call the server unreachable', () => {
    assert.ok(!statusTexts(server, fixture.servers.store.state(server)).includes(untranslated('unreachable')));
  });

  it('is not approved by other callers, whatever they pass', async () => {
    const message = { ...rows[1], purpose: 'uncheckedConnections' };
    for (const call of [
      {},
      { args: { server: server.url, confirm: true } },
      { args: { purpose: 'uncheckedConnections', uncheckedConnections: true } },
      { node: { server, message } },
      { node: { server, message: { ...message, command: 'influxdb3Tokens.testConnection' } } },
    ] as unknown as Partial<Call>[]) {
      const person = new ScriptedPerson([], { isExternal: true, autoConfirm: true });
      assert.ok((await rejection(run(person, call))) instanceof Error);
      assert.deepEqual(
        person.questions.filter(({ message }) => message.includes('unchecked')),
        [],
      );
    }
    assert.ok(fixture.tokenServer.requests.every(({ path, hasToken }) => path !== '/api/v3/query_sql' || !hasToken));
  });
});
