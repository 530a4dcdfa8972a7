import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/errors.ts';
import type { Server } from '../../../src/core/server/server.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { createOperatorToken } from '../../../src/operations/createOperatorToken.ts';
import { deleteToken } from '../../../src/operations/deleteToken.ts';
import { recoverOperatorToken } from '../../../src/operations/recoverOperatorToken.ts';
import { regenerateOperatorToken } from '../../../src/operations/regenerateOperatorToken.ts';
import { signIn } from '../../../src/operations/signIn.ts';
import { testConnection } from '../../../src/operations/testConnection.ts';
import { messagesFor } from '../../../src/ui/servers/messages.ts';
import { sentence } from '../../support/sentences.ts';
import { enterpriseFixture } from './support/enterprise.ts';
import { operationFixture, strangerToken, type OperationFixture } from './support/operationFixture.ts';
import { kindsOf, rejection, remedyError } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

const listRoute = '/api/v3/query_sql';

describe('Signing in with a token that cannot list tokens', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let reader: Token;

  const start = async (...permissions: string[]) => {
    const enterprise = await enterpriseFixture();
    ({ fixture, operator } = enterprise);
    reader = await enterprise.createResource('reader', ...permissions);
  };
  beforeEach(() => start('db:metrics:read'));

  const signInWith = async (token: Token) => {
    const person = new ScriptedPerson([{ text: token.reveal() }]);
    const record = await signIn(fixture.server, { fromClipboard: false }, { ...fixture, person });
    person.done();
    return { record, informed: person.informed };
  };
  const signedInHash = async () => {
    const current = await fixture.servers.tokens.readSignIn(fixture.identity);
    return current.kind === 'token' ? current.token.hash : current.kind;
  };
  const loadedState = async () => {
    await fixture.servers.store.reload(fixture.server);
    return fixture.servers.store.state(fixture.server);
  };
  const test = async () => {
    const person = new ScriptedPerson();
    return { result: await testConnection(fixture.server, {}, { ...fixture, person }), person };
  };

  it('stores the token and says what it cannot do', async () => {
    const { record, informed } = await signInWith(reader);
    assert.equal(record, undefined);
    assert.deepEqual(informed, [sentence('signedInWithLimitedToken', 'Local')]);
    assert.equal(await signedInHash(), reader.hash);
    assert.ok(await fixture.servers.tokens.findByHash(fixture.identity, operator.hash), 'the admin token stays stored');
  });

  it('shows the server as signed in, without an error', async () => {
    await signInWith(reader);
    const state = await loadedState();
    assert.deepEqual(
      { ...state, bearerHash: undefined, storedTokens: [] },
      {
        contact: { kind: 'reached' },
        version: undefined,
        product: 'enterprise',
        isLimited: true,
        signIn: 'signedIn',
        bearerHash: undefined,
        userSession: undefined,
        storedTokens: [],
        tokens: undefined,
        unreadableTokens: [],
      },
    );
    assert.deepEqual(
      messagesFor(fixture.server, state).map(({ text, command }) => [text, command]),
      [[sentence('tokenCannotListTokens'), 'influxdb3Tokens.signIn']],
    );
  });

  it('shows the version if the token may ping', async () => {
    await start('db:metrics:read', 'system:ping:read');
    await signInWith(reader);
    assert.equal((await loadedState()).version, fixture.tokenServer.version);
  });

  it('passes the connection test', async () => {
    await signInWith(reader);
    const { result, person } = await test();
    const { product, isAuthenticated, canListTokens, milliseconds } = result;
    assert.deepEqual([product, isAuthenticated, canListTokens], ['enterprise', true, false]);
    const software = 'InfluxDB 3 Enterprise';
    assert.deepEqual(person.informed, [sentence('respondedWithLimitedToken', 'Local', milliseconds, software)]);
  });

  it('rejects a token that the server does not know', async () => {
    const person = new ScriptedPerson([{ text: strangerToken().reveal() }, 'cancel']);
    await rejection(signIn(fixture.server, { fromClipboard: false }, { ...fixture, person }));
    assert.equal(await signedInHash(), operator.hash);
  });

  it('is not mistaken for a server without authentication when the list is empty', async () => {
    const empty = { kind: 'status', status: 200, body: '[]', work: 'undone', path: listRoute } as const;
    fixture.tokenServer.faults.add(empty);
    assert.deepEqual((await signInWith(reader)).informed, [sentence('signedInWithLimitedToken', 'Local')]);
    // The reload after signing in may still run.
    await fixture.servers.store.ensureLoaded(fixture.server);
    fixture.tokenServer.faults.add(empty);
    const state = await loadedState();
    assert.deepEqual([state.isLimited, state.tokens], [true, undefined]);
  });

  it('creates and deletes nothing, and offers to sign in with another token', async () => {
    await fixture.servers.tokens.storeSignIn(fixture.identity, reader, undefined);
    const before = fixture.names();
    const ports = { ...fixture, person: new ScriptedPerson() };
    const create = createNamedToken(fixture.server, { name: 'new', lifetime: { seconds: 60 } }, ports);
    assert.deepEqual(kindsOf(await remedyError(create)), ['signIn']);
    assert.deepEqual(kindsOf(await remedyError(deleteToken(fixture.server, { name: 'reader' }, ports))), ['signIn']);
    assert.deepEqual(kindsOf(await remedyError(regenerateOperatorToken(fixture.server, ports))), ['signIn']);
    assert.deepEqual(fixture.names(), before);
  });

  it('does not sign in with the token when the sign-in token is deleted', async () => {
    const { tokens } = fixture.servers;
    const ci = await fixture.createElsewhere(operator, 'ci');
    await tokens.store(fixture.identity, reader, 'reader', { untilSavedElsewhere: false });
    await tokens.storeSignIn(fixture.identity, ci, 'ci');
    const ports = { ...fixture, person: new ScriptedPerson([], { autoConfirm: true }) };
    await assert.rejects(deleteToken(fixture.server, { name: 'ci' }, ports), UserError);
    assert.ok(fixture.names().includes('ci'));
  });
});

describe('A server that was started without authentication', () => {
  it('is recognized, because it also responds without a token', async () => {
    const fixture = await operationFixture({ withoutAuth: true });
    const text = strangerToken().reveal();
    const person = new ScriptedPerson([{ text }, 'cancel']);
    await rejection(signIn(fixture.server, { fromClipboard: false }, { ...fixture, person }));
    await fixture.servers.tokens.storeSignIn(fixture.identity, strangerToken(), undefined);
    await fixture.servers.store.reload(fixture.server);
    const { tokens, isLimited } = fixture.servers.store.state(fixture.server);
    assert.deepEqual([tokens, isLimited], [[], false]);
  });
});

describe('InfluxDB 3 Cloud', () => {
  const cloud = (server: Server): Server => ({ ...server, url: 'https://abc-123.enterprise.influxdb.io' });

  it('has no operator token to create, regenerate, or recover', async () => {
    const fixture = await operationFixture();
    const server = cloud(fixture.server);
    const ports = { ...fixture, person: new ScriptedPerson() };
    for (const refused of [
      createOperatorToken(server, ports),
      regenerateOperatorToken(server, ports),
      recoverOperatorToken(server, {}, ports),
    ]) {
      const error = await rejection(refused);
      assert.ok(error instanceof UserError);
      assert.equal(error.message, sentence('operatorTokenIsManaged', 'Local'));
    }
    assert.deepEqual(fixture.tokenServer.requests, []);
  });
});
