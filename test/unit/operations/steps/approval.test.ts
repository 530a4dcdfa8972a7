import assert from 'node:assert/strict';
import { Canceled } from '../../../../src/core/errors.ts';
import type { MissingApproval } from '../../../../src/core/server/approvals.ts';
import type { Server } from '../../../../src/core/server/server.ts';
import { ServerError } from '../../../../src/influxdb/transport/serverError.ts';
import { obtainApprovals, rememberSignIn, trustServer } from '../../../../src/operations/steps/approval.ts';
import { connect } from '../../../../src/operations/steps/connect.ts';
import type { Connection } from '../../../../src/servers/connections.ts';
import { sentence } from '../../../support/sentences.ts';
import { remoteUrl, startProxy } from '../../influxdb/helpers/httpProxy.ts';
import { certificateFile } from '../support/certificateFile.ts';
import { operationFixture, strangerToken, type OperationFixture } from '../support/operationFixture.ts';
import { rejection } from '../support/rejection.ts';
import { ScriptedPerson } from '../support/scriptedPerson.ts';

const approvedTls = { ca: null, verifyCertificate: true };

describe('obtainApprovals', () => {
  let fixture: OperationFixture;
  let workspaceServer: Server;

  beforeEach(async () => {
    fixture = await operationFixture();
    workspaceServer = { ...fixture.server, scope: 'workspace' };
  });

  const obtain = async (connection: Connection, person: ScriptedPerson) => {
    await obtainApprovals(connection, { person, approvals: fixture.servers.approvals });
    person.done();
    return fixture.servers.approvals.read(connection.identity);
  };
  /** A connection that lacks only this approval, whatever its URL. */
  const lacking = async (missing: MissingApproval, server = workspaceServer): Promise<Connection> => ({
    ...(await fixture.servers.connections.prepare(server)),
    missingApprovals: [missing],
  });

  it('says where a server of the workspace is', async () => {
    const person = new ScriptedPerson([{ confirm: true }]);
    const stored = await obtain(await fixture.servers.connections.prepare(workspaceServer), person);
    const { message, detail, confirmLabel } = person.questions[0] ?? assert.fail();
    assert.equal(message, sentence('approveServerQuestion', 'Local'));
    assert.equal(detail, sentence('approveServerDetail'));
    assert.deepEqual(person.questions[0]?.urls, [fixture.server.url]);
    assert.equal(confirmLabel, sentence('approveServer'));
    assert.deepEqual(stored, { workspaceUrl: true, plainHttp: false, tls: null });
  });

  it('names the certificate file of a server of the workspace', async () => {
    const person = new ScriptedPerson([{ confirm: true }]);
    await obtain(await lacking('workspaceUrl', { ...workspaceServer, caFile: '/etc/ca.pem' }), person);
    const expected = `${sentence('approveServerDetail')} ${sentence('usesCertificateAuthorities', '/etc/ca.pem')}`;
    assert.equal(person.questions[0]?.detail, expected);
  });

  it('asks before tokens are sent unencrypted', async () => {
    const person = new ScriptedPerson([{ confirm: true }]);
    await obtain(await lacking('plainHttp'), person);
    assert.equal(person.questions[0]?.message, sentence('sendUnencryptedQuestion', 'Local'));
    assert.deepEqual(person.questions[0].urls, [fixture.server.url]);
  });

  it('says that the certificate is no longer verified', async () => {
    const server = { ...fixture.server, verifyCertificate: false };
    const before = { workspaceUrl: false, plainHttp: false, tls: approvedTls };
    await fixture.servers.approvals.write(fixture.identity, before);
    const connection = await fixture.servers.connections.prepare(server);
    assert.deepEqual(connection.missingApprovals, ['tlsChanged']);
    const person = new ScriptedPerson([{ confirm: true }]);
    const stored = await obtain(connection, person);
    const { message, detail } = person.questions[0] ?? assert.fail();
    assert.equal(message, sentence('tlsChangedQuestion', 'Local'));
    assert.equal(detail, sentence('certificateNotVerified'));
    assert.deepEqual(stored?.tls, { ca: null, verifyCertificate: false });
  });

  it('names the certificate file that changed', async () => {
    const { caFile } = await certificateFile();
    const person = new ScriptedPerson([{ confirm: true }]);
    await obtain(await lacking('tlsChanged', { ...fixture.server, caFile }), person);
    assert.equal(person.questions[0]?.detail, sentence('certificateFileChanged', caFile));
  });

  it('says that there is no longer a certificate file', async () => {
    const person = new ScriptedPerson([{ confirm: true }]);
    await obtain(await lacking('tlsChanged'), person);
    assert.equal(person.questions[0]?.detail, sentence('certificateFileChanged', sentence('noCertificateFile')));
  });

  it('stores nothing when one of several questions is declined', async () => {
    const connection = await lacking('workspaceUrl');
    const both: Connection = { ...connection, missingApprovals: ['workspaceUrl', 'plainHttp'] };
    const person = new ScriptedPerson([{ confirm: true }, 'cancel']);
    await assert.rejects(obtain(both, person), Canceled);
    assert.equal(person.questions.length, 2);
    assert.equal(await fixture.servers.approvals.read(fixture.identity), undefined);
  });

  it('does not contact another machine before unencrypted HTTP to it is approved', async () => {
    const proxy = await startProxy();
    fixture.settings.network = {
      ...fixture.settings.network,
      proxy: { ...fixture.settings.network.proxy, proxy: proxy.url },
    };
    const server: Server = { ...fixture.server, url: remoteUrl(fixture.tokenServer.url), scope: 'workspace' };
    fixture.settings.entries = [server];
    const run = (person: ScriptedPerson) => connect(server, { person, servers: fixture.servers });

    const person = new ScriptedPerson([{ confirm: true }, 'cancel']);
    await assert.rejects(run(person), Canceled);
    assert.deepEqual(
      person.questions.map(({ message }) => message),
      [sentence('approveServerQuestion', 'Local'), sentence('sendUnencryptedQuestion', 'Local')],
    );
    assert.equal(proxy.seen(), '');

    const connection = await run(new ScriptedPerson([{ confirm: true }, { confirm: true }]));
    assert.equal(proxy.seen(), '');
    // Every request would go through the proxy.
    assert.equal(await connection.fetchClusterId(), fixture.tokenServer.clusterUuid);
    assert.notEqual(proxy.seen(), '');
  });
});

describe('rememberSignIn', () => {
  it('stores the cluster with the approvals, and keeps it when none is given', async () => {
    const fixture = await operationFixture();
    const { approvals, connections } = fixture.servers;
    const connection = await connections.prepare(fixture.server);
    await rememberSignIn(connection, 'first', approvals);
    await rememberSignIn(connection, undefined, approvals);
    const expected = { workspaceUrl: false, plainHttp: false, tls: approvedTls };
    assert.deepEqual(await approvals.read(fixture.identity), { ...expected, cluster: 'first' });
    await rememberSignIn(connection, null, approvals);
    assert.deepEqual(await approvals.read(fixture.identity), { ...expected, cluster: null });
  });
});

describe('trustServer', () => {
  let fixture: OperationFixture;
  let connection: Connection;

  beforeEach(async () => {
    fixture = await operationFixture();
    connection = await fixture.servers.connections.prepare(fixture.server);
  });

  const trust = async (person: ScriptedPerson) => {
    await trustServer(connection, { person, ...fixture.servers });
    person.done();
  };
  const cluster = async () => (await fixture.servers.approvals.read(fixture.identity))?.cluster;

  it('asks, and stores the server that responds', async () => {
    const person = new ScriptedPerson([{ confirm: true }]);
    await trust(person);
    const { message, confirmLabel } = person.questions[0] ?? assert.fail();
    assert.equal(message, sentence('trustServerQuestion', 'Local'));
    assert.equal(confirmLabel, sentence('trustServer'));
    assert.equal(await cluster(), fixture.tokenServer.clusterUuid);
  });

  it('expects the stored tokens to belong to the server with its new ID', async () => {
    const { tokens } = fixture.servers;
    await rememberSignIn(connection, 'old', fixture.servers.approvals);
    const token = strangerToken().withCluster('old');
    await tokens.store(fixture.identity, token, 'ci', { untilSavedElsewhere: false });
    await trust(new ScriptedPerson([{ confirm: true }]));
    assert.equal((await tokens.findByHash(fixture.identity, token.hash))?.cluster, fixture.tokenServer.clusterUuid);
  });

  it('asks nothing about the stored server', async () => {
    await rememberSignIn(connection, fixture.tokenServer.clusterUuid, fixture.servers.approvals);
    await trust(new ScriptedPerson([]));
  });

  it('stores nothing when it is declined, or when there is no response', async () => {
    await assert.rejects(trust(new ScriptedPerson(['cancel'])), Canceled);
    await fixture.proxy.arm({ kind: 'refuse' });
    assert.ok((await rejection(trust(new ScriptedPerson([])))) instanceof ServerError);
    await fixture.proxy.takeReports();
    assert.equal(await cluster(), undefined);
  });
});
