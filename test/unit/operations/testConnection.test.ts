import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import type { Server } from '../../../src/core/server/server.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { ServerError } from '../../../src/influxdb/transport/serverError.ts';
import { resultText, testConnection, type TestConnectionInput } from '../../../src/operations/testConnection.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { keyringFailure, operationFixture, strangerToken, type OperationFixture } from './support/operationFixture.ts';
import { kindsOf, rejection, remedyError } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

const listRoute = '/api/v3/query_sql';

describe('testConnection', () => {
  let fixture: OperationFixture;
  let operator: Token;

  beforeEach(async () => {
    fixture = await operationFixture();
    operator = await fixture.signedInAsOperator();
    fixture.tokenServer.requests.length = 0;
  });

  const run = async (
    person: ScriptedPerson,
    { purpose, server = fixture.server }: TestConnectionInput & { server?: Server } = {},
  ) => {
    const test = await testConnection(server, { purpose }, { ...fixture, person });
    person.done();
    return test;
  };
  const approveCluster = async (cluster: string) => {
    const tls = { ca: null, verifyCertificate: true };
    const approvals = { workspaceUrl: false, plainHttp: false, tls, cluster };
    await fixture.servers.approvals.write(fixture.identity, approvals);
  };
  const contact = () => fixture.servers.store.state(fixture.server).contact.kind;

  it('shows the time and the version when the server accepts the token', async () => {
    const person = new ScriptedPerson([]);
    const { version, isAuthenticated, milliseconds } = await run(person);
    assert.equal(version, fixture.tokenServer.version);
    assert.equal(isAuthenticated, true);
    assert.ok(Number.isInteger(milliseconds) && milliseconds >= 0 && milliseconds < 5_000);
    assert.deepEqual(person.informed, [
      sentence('respondedAndAccepted', 'Local', milliseconds, `InfluxDB 3 Core ${version}`),
    ]);
  });

  it('reloads the server', async () => {
    await run(new ScriptedPerson([]));
    assert.equal(contact(), 'contacting');
    await fixture.servers.store.ensureLoaded(fixture.server);
    assert.equal(contact(), 'reached');
  });

  it('leaves out the version when a proxy blocks /ping', async () => {
    fixture.tokenServer.faults.add({ kind: 'status', status: 403, work: 'undone', path: '/ping' });
    const person = new ScriptedPerson([]);
    const { version, isAuthenticated, milliseconds } = await run(person);
    assert.deepEqual([version, isAuthenticated], [undefined, true]);
    assert.deepEqual(person.informed, [sentence('respondedAndAccepted', 'Local', milliseconds, 'InfluxDB 3 Core')]);
  });

  it('reports a token that the server rejects, without an error', async () => {
    await fixture.servers.tokens.storeSignIn(fixture.identity, strangerToken(), undefined);
    const person = new ScriptedPerson([]);
    const { version, isAuthenticated, milliseconds } = await run(person);
    assert.deepEqual([version, isAuthenticated], [undefined, false]);
    assert.deepEqual(person.informed, [sentence('respondedAndRejected', 'Local', milliseconds)]);
    assert.equal(fixture.sent('GET', '/ping'), 0);
  });

  it('tells a token that cannot list tokens from one that the server rejects', async () => {
    fixture.tokenServer.faults.add({ kind: 'status', status: 403, work: 'undone', path: listRoute, times: 'always' });
    const person = new ScriptedPerson([]);
    const { isAuthenticated, canListTokens, milliseconds } = await run(person);
    assert.deepEqual([isAuthenticated, canListTokens], [true, false]);
    assert.deepEqual(person.informed, [sentence('respondedNotAllowed', 'Local', milliseconds)]);
    await fixture.servers.store.ensureLoaded(fixture.server);
    const { contact } = fixture.servers.store.state(fixture.server);
    assert.ok(contact.kind === 'failed' && contact.error instanceof ServerError);
    assert.equal(contact.error.kind, 'notAllowed');
  });

  it('sends no token when no one is signed in', async () => {
    await fixture.servers.tokens.removeSignIn(fixture.identity);
    const person = new ScriptedPerson([], { isExternal: true });
    const { version, isAuthenticated, milliseconds } = await run(person);
    assert.deepEqual([version, isAuthenticated], [undefined, false]);
    assert.deepEqual(person.informed, [sentence('respondedSignedOut', 'Local', milliseconds)]);
    assert.deepEqual(
      fixture.tokenServer.requests.map(({ method, hasToken }) => [method, hasToken]),
      [['OPTIONS', false]],
    );
  });

  it('names the product of a Cloud host even if no token is accepted', () => {
    const test = { version: undefined, isAuthenticated: false, canListTokens: false, milliseconds: 12 } as const;
    const textFor = (kind: 'token' | 'none', product: 'cloud' | 'unknown') =>
      resultText('Local', { ...test, product }, { kind });
    const product = 'InfluxDB 3 Cloud';
    assert.equal(textFor('token', 'cloud'), sentence('respondedAndRejectedProduct', 'Local', 12, product));
    assert.equal(textFor('none', 'cloud'), sentence('respondedSignedOutProduct', 'Local', 12, product));
    assert.equal(textFor('none', 'unknown'), sentence('respondedSignedOut', 'Local', 12));
  });

  it('asks first when the call is external, and sends nothing when it is declined', async () => {
    const person = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(run(person), Canceled);
    const { message, confirmLabel } = person.questions[0] ?? assert.fail();
    assert.equal(message, sentence('sendTokenToTestQuestion', '_admin', 'Local'));
    assert.equal(confirmLabel, sentence('testConnection'));
    assert.equal(fixture.tokenServer.requests.length, 0);
    assert.equal(contact(), 'notContacted');
    await run(new ScriptedPerson([{ confirm: true }], { isExternal: true }));
  });

  it('asks about a token whose name is unknown', async () => {
    await fixture.servers.tokens.removeSignIn(fixture.identity);
    await fixture.servers.tokens.storeSignIn(fixture.identity, operator, undefined);
    const person = new ScriptedPerson([{ confirm: true }], { isExternal: true });
    await run(person);
    const expected = sentence('sendSignInTokenToTestQuestion', 'Local');
    assert.equal(person.questions[0]?.message, expected);
  });

  for (const isSignedIn of [true, false]) {
    it(`fails and reloads when the server is down, ${isSignedIn ? 'signed in' : 'signed out'}`, async () => {
      if (!isSignedIn) {
        await fixture.servers.tokens.removeSignIn(fixture.identity);
      }
      await fixture.proxy.arm({ kind: 'refuse' });
      const person = new ScriptedPerson([]);
      const error = await rejection(run(person));
      assert.ok(error instanceof ServerError);
      assert.equal(error.kind, 'connectionRefused');
      assert.deepEqual(person.informed, []);
      await fixture.servers.store.ensureLoaded(fixture.server);
      assert.equal(contact(), 'failed');
      await fixture.proxy.takeReports();
    });
  }

  it('fails when the server fails with another error than a rejected token', async () => {
    fixture.tokenServer.faults.add({ kind: 'status', status: 500, work: 'undone', path: listRoute });
    const error = await rejection(run(new ScriptedPerson([])));
    assert.ok(error instanceof ServerError);
    assert.equal(error.kind, 'serverFailed');
  });

  it('stops when it is canceled, and reloads', async () => {
    const person = new ScriptedPerson([]);
    person.onProgress = (title, abort) => {
      if (title === sentence('testingConnection', 'Local')) {
        abort.abort();
      }
    };
    await assert.rejects(run(person), Canceled);
    assert.deepEqual(person.informed, []);
    await fixture.servers.store.ensureLoaded(fixture.server);
    assert.equal(contact(), 'reached');
  });

  it('fails when the keyring fails', async () => {
    const person = new ScriptedPerson([]);
    fixture.secrets.failure = keyringFailure;
    await assert.rejects(run(person), UserError);
    assert.equal(fixture.tokenServer.requests.length, 0);
  });

  it('asks to approve a server of the workspace before anything is sent', async () => {
    const server: Server = { ...fixture.server, scope: 'workspace' };
    await assert.rejects(run(new ScriptedPerson(['cancel']), { server }), Canceled);
    assert.equal(fixture.tokenServer.requests.length, 0);
    assert.equal((await run(new ScriptedPerson([{ confirm: true }]), { server })).isAuthenticated, true);
  });

  describe('when a different server responds', () => {
    beforeEach(() => approveCluster('of-another-server'));

    it('sends no token, and suggests signing in or trusting the server', async () => {
      const error = await remedyError(run(new ScriptedPerson([])));
      assert.deepEqual(kindsOf(error), ['signIn', 'trustServer']);
      assert.equal(error.message, sentence('differentServerError'));
      await fixture.servers.store.ensureLoaded(fixture.server);
      assert.ok(fixture.tokenServer.requests.every(({ hasToken }) => !hasToken));
    });

    it('asks whether to trust it, stores that, and then tests', async () => {
      const person = new ScriptedPerson([{ confirm: true }]);
      const { isAuthenticated } = await run(person, { purpose: 'trust' });
      assert.equal(isAuthenticated, true);
      assert.match(person.questions[0]?.message ?? '', sentencePattern('trustServerQuestion', 'Local'));
      const approvals = await fixture.servers.approvals.read(fixture.identity);
      assert.equal(approvals?.cluster, fixture.tokenServer.clusterUuid);
    });

    it('sends no token when the question is declined', async () => {
      await assert.rejects(run(new ScriptedPerson(['cancel']), { purpose: 'trust' }), Canceled);
      assert.ok(fixture.tokenServer.requests.every(({ hasToken }) => !hasToken));
      assert.equal((await fixture.servers.approvals.read(fixture.identity))?.cluster, 'of-another-server');
    });

    it('asks nothing when it cannot be reached', async () => {
      await fixture.proxy.arm({ kind: 'refuse' });
      const error = await rejection(run(new ScriptedPerson([]), { purpose: 'trust' }));
      assert.ok(error instanceof ServerError);
      await fixture.proxy.takeReports();
    });
  });

  it('does not ask whether to trust the server that was signed in to', async () => {
    await approveCluster(fixture.tokenServer.clusterUuid);
    assert.equal((await run(new ScriptedPerson([]), { purpose: 'trust' })).isAuthenticated, true);
  });

  it('suggests trusting a server that no longer identifies itself', async () => {
    fixture = await operationFixture({ release: '3.7' });
    await fixture.signedInAsOperator();
    await approveCluster('of-another-server');
    const error = await remedyError(run(new ScriptedPerson([])));
    assert.deepEqual(kindsOf(error), ['signIn', 'trustServer']);
    assert.equal(error.message, sentence('serverUnidentified'));
    assert.equal((await run(new ScriptedPerson([{ confirm: true }]), { purpose: 'trust' })).isAuthenticated, true);
  });
});
