import assert from 'node:assert/strict';
import { Canceled } from '../../../src/core/errors.ts';
import type { Server } from '../../../src/core/server/server.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { ServerError } from '../../../src/influxdb/transport/serverError.ts';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { createOperatorToken } from '../../../src/operations/createOperatorToken.ts';
import { deleteToken } from '../../../src/operations/deleteToken.ts';
import { regenerateOperatorToken } from '../../../src/operations/regenerateOperatorToken.ts';
import { signIn } from '../../../src/operations/signIn.ts';
import { rememberApprovals, rememberSignIn } from '../../../src/operations/steps/approval.ts';
import { testConnection } from '../../../src/operations/testConnection.ts';
import { startTokenServer, type TokenServer } from '../../support/influxdb3/server.ts';
import { closeAfterTest } from '../influxdb/helpers/closeAfterTest.ts';
import { startRouter } from '../influxdb/helpers/router.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { kindsOf, onlyRemedy, rejection, remedyError } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

/** In front of the token server is a proxy that closes each connection after one response. */
describe('a server that closes each connection', () => {
  let fixture: OperationFixture;
  let server: Server;
  let identity: string;
  let operator: Token;
  let target: TokenServer;

  beforeEach(async () => {
    fixture = await operationFixture();
    target = fixture.tokenServer;
    const { url } = await startRouter(() => target, { isClosing: () => true });
    server = { ...fixture.server, url };
    fixture.settings.entries = [server];
    identity = await fixture.servers.connections.identityOf(server);
    operator = await fixture.signedInAsOperator();
    await fixture.servers.tokens.storeSignIn(identity, operator, '_admin');
    const connection = await fixture.servers.connections.prepare(server);
    await rememberSignIn(connection, await connection.fetchClusterId(), fixture.servers.approvals);
    target.requests.length = 0;
  });

  const ports = (person: ScriptedPerson) => ({ ...fixture, person });
  const create = (person: ScriptedPerson, name = 'ci') =>
    createNamedToken(server, { name, lifetime: { seconds: undefined } }, ports(person));
  const allow = (person: ScriptedPerson) => testConnection(server, { purpose: 'uncheckedConnections' }, ports(person));
  const tokensReceived = () => target.requests.filter(({ hasToken }) => hasToken).length;
  const isAllowed = async () => (await fixture.servers.approvals.read(identity))?.uncheckedConnections === true;

  for (const person of [{}, { autoConfirm: true }, { isExternal: true, autoConfirm: true }]) {
    it(`gets no token until that is allowed (${Object.keys(person).join(', ') || 'from the view'})`, async () => {
      const error = await remedyError(create(new ScriptedPerson([], person)));
      assert.deepEqual(onlyRemedy(error, 'allowUncheckedConnections').server, server);
      const regenerated = regenerateOperatorToken(
        server,
        ports(new ScriptedPerson([], { ...person, autoConfirm: true })),
      );
      assert.deepEqual(kindsOf(await remedyError(regenerated)), ['allowUncheckedConnections']);
      await fixture.servers.store.reload(server);
      const { contact } = fixture.servers.store.state(server);
      const kind = contact.kind === 'failed' && contact.error instanceof ServerError ? contact.error.kind : undefined;
      assert.equal(kind, 'connectionNotReusable');
      assert.deepEqual([tokensReceived(), await isAllowed(), target.tokens().length], [0, false, 1]);
    });
  }

  it('gets tokens after the user allowed it once', async () => {
    const person = new ScriptedPerson([{ confirm: true }]);
    assert.equal((await allow(person)).isAuthenticated, true);
    assert.deepEqual(person.questions[0]?.urls, [server.url]);
    await create(new ScriptedPerson([]));
    const [record] = fixture.servers.store.state(server).tokens?.filter(({ name }) => name === 'ci') ?? [];
    await fixture.servers.store.ensureLoaded(server);
    await deleteToken(server, record, ports(new ScriptedPerson([{ pickToken: 'ci' }, { confirm: true }])));
    assert.deepEqual(fixture.names(), ['_admin']);
  });

  it('gets no token when the question is declined', async () => {
    await assert.rejects(allow(new ScriptedPerson(['cancel'])), Canceled);
    await remedyError(create(new ScriptedPerson([])));
    assert.deepEqual([tokensReceived(), await isAllowed()], [0, false]);
  });

  it('gets no token if it is a different one, even if unchecked connections are allowed', async () => {
    await allow(new ScriptedPerson([{ confirm: true }]));
    target = closeAfterTest(await startTokenServer());
    const error = await remedyError(create(new ScriptedPerson([])));
    assert.deepEqual(kindsOf(error), ['signIn', 'trustServer']);
    assert.equal(tokensReceived(), 0);
  });

  it('is asked about again at another URL, but not after another approval', async () => {
    await allow(new ScriptedPerson([{ confirm: true }]));
    const connection = await fixture.servers.connections.prepare(server);
    await rememberApprovals(connection, fixture.servers.approvals);
    await rememberSignIn(connection, undefined, fixture.servers.approvals);
    assert.ok(await isAllowed());
    const other = { ...server, url: (await startRouter(() => target, { isClosing: () => true })).url };
    const otherIdentity = await fixture.servers.connections.identityOf(other);
    await fixture.servers.tokens.storeSignIn(otherIdentity, operator, '_admin');
    await fixture.servers.store.ensureLoaded(server);
    target.requests.length = 0;
    await remedyError(testConnection(other, {}, ports(new ScriptedPerson([]))));
    assert.equal(tokensReceived(), 0);
  });

  it('fails a sign-in before a token is entered, and accepts one after it was allowed', async () => {
    await fixture.servers.tokens.removeSignIn(identity);
    const error = await remedyError(signIn(server, { fromClipboard: false }, ports(new ScriptedPerson([]))));
    assert.deepEqual(kindsOf(error), ['allowUncheckedConnections']);
    await allow(new ScriptedPerson([{ confirm: true }]));
    await signIn(server, { fromClipboard: false }, ports(new ScriptedPerson([{ text: operator.reveal() }])));
    assert.equal((await fixture.servers.tokens.readSignIn(identity)).kind, 'token');
  });

  it('creates its operator token, because that request has no token', async () => {
    target = closeAfterTest(await startTokenServer());
    await fixture.servers.tokens.removeAll(identity);
    await fixture.servers.approvals.remove(identity);
    await createOperatorToken(server, ports(new ScriptedPerson([])));
    assert.deepEqual([target.tokens().length, tokensReceived()], [1, 0]);
    assert.ok((await rejection(create(new ScriptedPerson([])))) instanceof Error);
    assert.equal(tokensReceived(), 0);
  });
});
