import assert from 'node:assert/strict';
import { Canceled } from '../../../src/core/errors.ts';
import type { Server } from '../../../src/core/server/server.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { createNamedToken as createOnServer } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken as create } from '../../../src/influxdb/createOperatorToken.ts';
import { ServerError } from '../../../src/influxdb/transport/serverError.ts';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { createOperatorToken } from '../../../src/operations/createOperatorToken.ts';
import { regenerateOperatorToken } from '../../../src/operations/regenerateOperatorToken.ts';
import { signIn } from '../../../src/operations/signIn.ts';
import { rememberSignIn } from '../../../src/operations/steps/approval.ts';
import { testConnection } from '../../../src/operations/testConnection.ts';
import { freePort } from '../../support/influxdb3/freePort.ts';
import { startTokenServer, type TokenServer, type TokenServerOptions } from '../../support/influxdb3/server.ts';
import { closeAfterTest } from '../influxdb/helpers/closeAfterTest.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { until } from '../influxdb/helpers/until.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { kindsOf, rejection, remedyError } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

const listRoute = '/api/v3/query_sql';
const configureRoute = '/api/v3/configure/token';

/** Without the fault proxy, so that the server sees the connections of the operation. */
describe('connection of an operation', () => {
  let fixture: OperationFixture;
  let influxdb: TokenServer;
  let server: Server;
  let identity: string;

  const startServer = async (options: TokenServerOptions) => {
    influxdb = closeAfterTest(await startTokenServer(options));
  };
  const signInAsOperator = async (): Promise<Token> => {
    const { token, name } = await create(endpointOf(influxdb));
    await fixture.servers.tokens.storeSignIn(identity, token, name);
    const connection = await fixture.servers.connections.prepare(server);
    await rememberSignIn(connection, await connection.fetchClusterId(), fixture.servers.approvals);
    influxdb.requests.length = 0;
    return token;
  };
  /** As if a container was recreated, or a port forwarded to another machine. */
  const replaceServer = async (release: '3.7' | '3.10' = '3.10') => {
    await influxdb.close();
    await startServer({ port: Number(new URL(server.url).port), release });
  };
  /** What was sent on the first connection. */
  const sent = () =>
    influxdb.requests
      .filter(({ connection }) => connection === influxdb.requests[0]?.connection)
      .map(({ method, path }) => (path === '/' ? method : path.replace(`${configureRoute}/`, '')));
  const tokensSent = () => influxdb.requests.filter(({ hasToken }) => hasToken).length;
  const ports = (person: ScriptedPerson) => ({ ...fixture, person });

  beforeEach(async () => {
    fixture = await operationFixture();
    await startServer({ port: await freePort() });
    server = { ...fixture.server, url: influxdb.url };
    fixture.settings.entries = [server];
    identity = await fixture.servers.connections.identityOf(server);
  });

  const createNamed = (person: ScriptedPerson) => createNamedToken(server, {}, ports(person));
  /** One list for the prompt, and one right before the request. */
  const prompted = [listRoute, listRoute, 'named_admin'];

  for (const release of ['3.10', '3.7'] as const) {
    it(`carries the check, the list, and the creation of a named token (${release})`, async () => {
      await replaceServer(release);
      await signInAsOperator();
      const input = { name: 'ci', lifetime: { seconds: undefined } };
      await createNamedToken(server, input, ports(new ScriptedPerson([])));
      assert.deepEqual(sent(), ['OPTIONS', listRoute, 'named_admin']);
    });
  }

  it('carries the list that is loaded again after the server rejected a name', async () => {
    await signInAsOperator();
    const body = 'token name already exists, ci';
    influxdb.faults.add({ kind: 'status', status: 409, work: 'undone', body, path: `${configureRoute}/named_admin` });
    await createNamed(new ScriptedPerson([{ text: 'ci' }, { expiration: undefined }, { text: 'ci-2' }]));
    assert.deepEqual(sent(), ['OPTIONS', ...prompted, ...prompted]);
  });

  it('is opened and checked while the name is entered, if the view shows the list', async () => {
    await signInAsOperator();
    await fixture.servers.store.reload(server);
    fixture.servers.connections.closeIdle();
    influxdb.requests.length = 0;
    const person = new ScriptedPerson([{ text: 'ci' }, { expiration: undefined }]);
    const text = person.text.bind(person);
    person.text = async (question) => {
      await until('the server was checked', () => influxdb.requests.length === 1);
      assert.equal(question.problem('_admin') === undefined, false, 'the names in the view are known');
      return text(question);
    };
    await createNamed(person);
    assert.deepEqual(sent(), ['OPTIONS', listRoute, 'named_admin']);
  });

  it('is not needed to enter a name, but then to create the token', async () => {
    await signInAsOperator();
    await fixture.servers.store.reload(server);
    await influxdb.close();
    const error = await rejection(createNamed(new ScriptedPerson([{ text: 'ci' }, { expiration: undefined }])));
    assert.ok(error instanceof ServerError && error.kind === 'connectionRefused', String(error));
  });

  it('carries the list again when the view did not show a name that is taken', async () => {
    const operator = await signInAsOperator();
    await fixture.servers.store.reload(server);
    await createOnServer(endpointOf(influxdb), operator, 'ci', undefined);
    influxdb.requests.length = 0;
    await createNamed(new ScriptedPerson([{ text: 'ci' }, { expiration: undefined }, { text: 'ci-2' }]));
    assert.deepEqual(sent(), ['OPTIONS', listRoute, ...prompted]);
  });

  it('is closed, or was never opened, when the prompt is canceled', async () => {
    await signInAsOperator();
    await fixture.servers.store.reload(server);
    fixture.servers.connections.closeIdle();
    influxdb.requests.length = 0;
    await assert.rejects(createNamed(new ScriptedPerson(['cancel'])), Canceled);
    await until('no connection is open', () => influxdb.openConnections === 0);
    assert.equal(tokensSent(), 0);
  });

  it('carries everything of a refresh and of a connection test', async () => {
    await signInAsOperator();
    await fixture.servers.store.reload(server);
    assert.deepEqual(sent(), ['OPTIONS', listRoute, '/ping']);
    influxdb.requests.length = 0;
    await testConnection(server, {}, ports(new ScriptedPerson([])));
    assert.deepEqual(sent(), ['OPTIONS', listRoute, '/ping']);
  });

  it('carries the refresh before and after an operation too, each with its own check', async () => {
    await signInAsOperator();
    await fixture.servers.store.reload(server);
    const input = { name: 'ci', lifetime: { seconds: undefined } };
    await createNamedToken(server, input, ports(new ScriptedPerson([])));
    await fixture.servers.store.ensureLoaded(server);
    const refresh = ['OPTIONS', listRoute, '/ping'];
    assert.deepEqual(sent(), [...refresh, 'OPTIONS', listRoute, 'named_admin', ...refresh]);
    assert.equal(influxdb.requests.length, sent().length);
  });

  it('carries a sign-in, whose cluster is remembered', async () => {
    const operator = await signInAsOperator();
    fixture.clipboard.foreignText = operator.reveal();
    await signIn(server, { fromClipboard: true }, ports(new ScriptedPerson([])));
    assert.deepEqual(sent(), ['OPTIONS', listRoute]);
    assert.equal((await fixture.servers.approvals.read(identity))?.cluster, influxdb.clusterUuid);
  });

  it('creates the operator token without a token, and first notes which server responds', async () => {
    await createOperatorToken(server, ports(new ScriptedPerson([])));
    const requests = influxdb.requests.slice(0, 2).map(({ method, hasToken }) => ({ method, hasToken }));
    assert.deepEqual(requests, [
      { method: 'OPTIONS', hasToken: false },
      { method: 'POST', hasToken: false },
    ]);
    assert.equal((await fixture.servers.approvals.read(identity))?.cluster, influxdb.clusterUuid);
  });

  for (const release of ['3.10', '3.7'] as const) {
    it(`carries no token to a different server that was started between two requests (${release})`, async () => {
      await signInAsOperator();
      const person = new ScriptedPerson([{ text: 'ci' }, { expiration: undefined }]);
      const expiration = person.expiration.bind(person);
      person.expiration = async (...args) => {
        await replaceServer(release);
        return expiration(...args);
      };
      const error = await remedyError(createNamed(person));
      assert.deepEqual(kindsOf(error), ['signIn', 'trustServer']);
      assert.deepEqual([tokensSent(), influxdb.tokens().length], [0, 0]);
    });

    it(`carries no token to a different server that was started between two operations (${release})`, async () => {
      await signInAsOperator();
      await createNamed(new ScriptedPerson([{ text: 'ci' }, { expiration: undefined }]));
      await replaceServer(release);
      await fixture.servers.store.reload(server);
      await remedyError(createNamed(new ScriptedPerson([])));
      await remedyError(regenerateOperatorToken(server, ports(new ScriptedPerson([], { autoConfirm: true }))));
      assert.equal(tokensSent(), 0);
    });
  }

  it('carries no token to another server than the one that a sign-in checked', async () => {
    const operator = await signInAsOperator();
    await fixture.servers.tokens.removeSignIn(identity);
    const person = new ScriptedPerson([{ text: operator.reveal() }]);
    const text = person.text.bind(person);
    person.text = async (question) => {
      await replaceServer();
      return text(question);
    };
    const error = await remedyError(signIn(server, { fromClipboard: false }, ports(person)));
    assert.deepEqual(kindsOf(error), ['signIn', 'trustServer']);
    assert.equal(tokensSent(), 0);
    assert.equal((await fixture.servers.tokens.readSignIn(identity)).kind, 'none');
    assert.notEqual((await fixture.servers.approvals.read(identity))?.cluster, influxdb.clusterUuid);
  });
});
