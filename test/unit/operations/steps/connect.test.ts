import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../../src/core/errors.ts';
import type { Approvals } from '../../../../src/core/server/approvals.ts';
import type { Server } from '../../../../src/core/server/server.ts';
import { bearerOf, connect } from '../../../../src/operations/steps/connect.ts';
import { sentence } from '../../../support/sentences.ts';
import { startTokenServer } from '../../../support/influxdb3/server.ts';
import { closeAfterTest } from '../../influxdb/helpers/closeAfterTest.ts';
import { certificateFile } from '../support/certificateFile.ts';
import { keyringFailure, operationFixture, type OperationFixture } from '../support/operationFixture.ts';
import { kindsOf, remedyError } from '../support/rejection.ts';
import { ScriptedPerson } from '../support/scriptedPerson.ts';

describe('connect', () => {
  let fixture: OperationFixture;
  let workspaceServer: Server;

  beforeEach(async () => {
    fixture = await operationFixture();
    workspaceServer = { ...fixture.server, scope: 'workspace' };
  });
  afterEach(() => assert.equal(fixture.tokenServer.requests.length, 0));

  const run = async (person: ScriptedPerson, server = fixture.server) => {
    const connection = await connect(server, { person, servers: fixture.servers });
    person.done();
    return connection;
  };
  const approvals = () => fixture.servers.approvals.read(fixture.identity);

  it('asks nothing, stores nothing, and sends nothing for a server on this machine', async () => {
    const person = new ScriptedPerson([]);
    const { missingApprovals, identity } = await run(person);
    assert.deepEqual(missingApprovals, []);
    assert.equal(identity, fixture.identity);
    assert.equal(await approvals(), undefined);
    assert.equal(person.progressTitles.length, 1);
  });

  it('asks once for what is missing', async () => {
    await run(new ScriptedPerson([{ confirm: true }]), workspaceServer);
    assert.equal((await approvals())?.workspaceUrl, true);
    await run(new ScriptedPerson([]), workspaceServer);
  });

  it('asks again next time when it is declined', async () => {
    await assert.rejects(run(new ScriptedPerson(['cancel']), workspaceServer), Canceled);
    assert.equal(await approvals(), undefined);
    await run(new ScriptedPerson([{ confirm: true }]), workspaceServer);
  });

  it('asks no one about a server when questions are confirmed automatically', async () => {
    const person = new ScriptedPerson([], { autoConfirm: true });
    await run(person, workspaceServer);
    assert.deepEqual(person.asked, []);
    assert.equal((await approvals())?.workspaceUrl, true);
  });

  it('does not read the certificate file of a workspace before its URL is approved', async () => {
    const server = { ...workspaceServer, caFile: '/does/not/exist.pem' };
    await assert.rejects(run(new ScriptedPerson(['cancel']), server), Canceled);
    await assert.rejects(run(new ScriptedPerson([{ confirm: true }]), server), UserError);
    const stored = await approvals();
    assert.deepEqual([stored?.workspaceUrl, stored?.tls], [true, null]);
  });

  it('asks about a certificate file that could not be read when the URL was approved', async () => {
    const missing = { ...workspaceServer, caFile: '/does/not/exist.pem' };
    await assert.rejects(run(new ScriptedPerson([{ confirm: true }]), missing), UserError);
    const { caFile } = await certificateFile();
    const person = new ScriptedPerson(['cancel']);
    await assert.rejects(run(person, { ...workspaceServer, caFile }), Canceled);
    assert.equal(person.questions[0]?.message, sentence('tlsChangedQuestion', 'Local'));
    assert.equal((await approvals())?.tls, null);
    await run(new ScriptedPerson([{ confirm: true }]), { ...workspaceServer, caFile });
    await run(new ScriptedPerson([]), { ...workspaceServer, caFile });
  });

  it('stores the certificate file of a workspace with the approval of its URL', async () => {
    const { caFile, caPem } = await certificateFile();
    const { endpoint } = await run(new ScriptedPerson([{ confirm: true }]), { ...workspaceServer, caFile });
    assert.equal(endpoint.ca?.trim(), caPem.trim());
    assert.match((await approvals())?.tls?.ca ?? '', /^[0-9a-f]{64}$/);
  });

  it('asks about the certificate file of a workspace if another one was approved before', async () => {
    const before = { workspaceUrl: false, plainHttp: false, tls: { ca: null, verifyCertificate: true } };
    await fixture.servers.approvals.write(fixture.identity, before satisfies Approvals);
    const { caFile } = await certificateFile();
    const server = { ...workspaceServer, caFile };
    const person = new ScriptedPerson([{ confirm: true }, 'cancel']);
    await assert.rejects(run(person, server), Canceled);
    assert.equal(person.questions[1]?.message, sentence('tlsChangedQuestion', 'Local'));
    await run(new ScriptedPerson([{ confirm: true }]), server);
    await run(new ScriptedPerson([]), server);
  });

  it('asks once before tokens are sent to a server whose certificate is not verified', async () => {
    const tlsServer = await startTokenServer({ tls: 'generated' });
    closeAfterTest(tlsServer);
    const server: Server = { ...fixture.server, url: tlsServer.url, verifyCertificate: false };
    fixture.settings.entries = [server];
    const declined = new ScriptedPerson(['cancel']);
    await assert.rejects(run(declined, server), Canceled);
    assert.equal(declined.questions[0]?.message, sentence('sendUnverifiedQuestion', server.name));
    assert.deepEqual(declined.questions[0].urls, [server.url]);
    await fixture.servers.store.reload(server);
    assert.equal(fixture.servers.store.state(server).contact.kind, 'needsApproval');
    assert.deepEqual(tlsServer.requests, []);
    await run(new ScriptedPerson([{ confirm: true }]), server);
    const connection = await run(new ScriptedPerson([]), server);
    assert.equal(await connection.fetchClusterId(), tlsServer.clusterUuid);
    // The same entry with another URL is another server.
    const moved = { ...server, url: `${server.url}/moved` };
    await assert.rejects(run(new ScriptedPerson(['cancel']), moved), Canceled);
  });

  it('fails when the keyring fails', async () => {
    fixture.secrets.failure = keyringFailure;
    await assert.rejects(run(new ScriptedPerson([])), UserError);
  });
});

describe('bearerOf', () => {
  it('returns the sign-in token', async () => {
    const { fixture, connection } = await connected();
    const operator = await fixture.signedInAsOperator();
    assert.equal((await bearerOf(connection, fixture.servers)).hash, operator.hash);
  });

  it('suggests signing in when no one is signed in', async () => {
    const { fixture, connection } = await connected();
    const error = await remedyError(bearerOf(connection, fixture.servers));
    assert.deepEqual(kindsOf(error), ['signIn']);
    assert.equal(error.message, sentence('signInFirst', 'Local'));
  });

  it('suggests signing in again when the keyring lost the token', async () => {
    const { fixture, connection } = await connected();
    await fixture.signedInAsOperator();
    fixture.secrets.stored.clear();
    const error = await remedyError(bearerOf(connection, fixture.servers));
    assert.deepEqual(kindsOf(error), ['signIn']);
    assert.equal(error.message, sentence('signInTokenMissing', 'Local'));
  });
});

async function connected() {
  const fixture = await operationFixture();
  return { fixture, connection: await fixture.servers.connections.prepare(fixture.server) };
}
