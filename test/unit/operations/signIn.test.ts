import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import { approve } from '../../../src/core/server/approvals.ts';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import type { Server } from '../../../src/core/server/server.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { deleteToken } from '../../../src/influxdb/deleteToken.ts';
import { ServerError } from '../../../src/influxdb/transport/serverError.ts';
import type { TextQuestion } from '../../../src/operations/person.ts';
import { signIn } from '../../../src/operations/signIn.ts';
import { sentence } from '../../support/sentences.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { keyringFailure, operationFixture, strangerToken, type OperationFixture } from './support/operationFixture.ts';
import { rejection } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

const listRoute = '/api/v3/query_sql';

describe('signIn', () => {
  let fixture: OperationFixture;
  let operator: Token;

  /** The server has an operator token, but no one is signed in. */
  const start = async (options?: Parameters<typeof operationFixture>[0]) => {
    fixture = await operationFixture(options);
    operator = await fixture.signedInAsOperator();
    await fixture.servers.tokens.removeSignIn(fixture.identity);
    fixture.tokenServer.requests.length = 0;
  };
  beforeEach(() => start());

  const run = async (person: ScriptedPerson, server = fixture.server) => {
    const record = await signIn(server, { fromClipboard: false }, { ...fixture, person });
    person.done();
    return record;
  };
  const signedInWith = async () => {
    const current = await fixture.servers.tokens.readSignIn(fixture.identity);
    return current.kind === 'token' ? { hash: current.token.hash, name: current.name } : current.kind;
  };
  const textQuestions = ({ asked }: ScriptedPerson) =>
    asked.filter(({ kind }) => kind === 'text').map(({ question }) => question as TextQuestion);

  it('keeps the sign-in token of a different server, and does not send it to this one', async () => {
    const { tokens, approvals } = fixture.servers;
    const previous = strangerToken();
    await tokens.storeSignIn(fixture.identity, previous, 'other');
    const { requested } = await fixture.servers.connections.prepare(fixture.server);
    await approvals.write(fixture.identity, { ...approve(requested, undefined), cluster: 'other' });
    await run(new ScriptedPerson([{ text: operator.reveal() }]));
    assert.equal(((await signedInWith()) as { hash: string }).hash, operator.hash);
    assert.equal((await tokens.findByHash(fixture.identity, previous.hash))?.cluster, 'other');
    const signIn = await tokens.readSignIn(fixture.identity);
    assert.equal(signIn.kind === 'token' && signIn.token.cluster, fixture.tokenServer.clusterUuid);
  });

  it('asks for a token, checks it with the server, and stores it with its name and cluster', async () => {
    const person = new ScriptedPerson([{ text: operator.reveal() }]);
    const record = await run(person);
    assert.equal(record?.name, '_admin');
    assert.deepEqual(await signedInWith(), { hash: operator.hash, name: '_admin' });
    const approvals = await fixture.servers.approvals.read(fixture.identity);
    assert.equal(approvals?.cluster, fixture.tokenServer.clusterUuid);
    assert.deepEqual(fixture.notice.kinds, ['signedIn']);
    assert.equal(textQuestions(person)[0]?.password, true);
  });

  it('stores the token before its cluster, so that no earlier token can be sent there', async () => {
    fixture.secrets.accesses.length = 0;
    await run(new ScriptedPerson([{ text: operator.reveal() }]));
    const stored = fixture.secrets.accesses.filter((access) => access.startsWith('store '));
    assert.deepEqual(stored, [`store signIn|${fixture.identity}`, `store terms|${fixture.identity}`]);
  });

  it('does not sign in with a token that cannot list tokens, and says so', async () => {
    fixture.tokenServer.faults.add({ kind: 'status', status: 403, work: 'undone', path: listRoute });
    const person = new ScriptedPerson([{ text: operator.reveal() }, 'cancel']);
    await assert.rejects(run(person), Canceled);
    assert.equal(textQuestions(person)[1]?.rejection, sentence('notAllowed'));
    assert.equal(await signedInWith(), 'none');
  });

  it('reloads the list of the server', async () => {
    await run(new ScriptedPerson([{ text: operator.reveal() }]));
    await fixture.servers.store.ensureLoaded(fixture.server);
    assert.equal(fixture.servers.store.state(fixture.server).tokens?.length, 1);
  });

  it('checks which server responds before it asks for a token', async () => {
    const person = new ScriptedPerson(['cancel']);
    await assert.rejects(run(person), Canceled);
    const sent = fixture.tokenServer.requests.map(({ method, hasToken }) => [method, hasToken]);
    assert.deepEqual(sent, [['OPTIONS', false]]);
    assert.equal(await signedInWith(), 'none');
  });

  it('accepts a pasted header, and no text that could not be sent', async () => {
    const header = `Authorization: Bearer ${operator.reveal()}`;
    const person = new ScriptedPerson([
      { text: '', rejected: true },
      { text: 'two words', rejected: true },
      { text: header },
    ]);
    await run(person);
    assert.equal(textQuestions(person).length, 1);
  });

  it('accepts a pasted export line', async () => {
    await run(new ScriptedPerson([{ text: `export INFLUXDB3_AUTH_TOKEN='${operator.reveal()}'` }]));
    assert.deepEqual(await signedInWith(), { hash: operator.hash, name: '_admin' });
  });

  it('asks which of several tokens to use, and shows none of them', async () => {
    const other = strangerToken();
    const text = `{"old":"${other.reveal()}","new":"${operator.reveal()}"}`;
    const person = new ScriptedPerson([{ text }, 'cancel', { text }, { pick: sentence('numberedToken', 2) }]);
    await run(person);
    const picks = person.asked.filter(({ kind }) => kind === 'pick');
    assert.equal(picks.length, 2);
    assert.ok(!JSON.stringify(picks).includes(operator.reveal().slice(0, 20)));
    assert.deepEqual(await signedInWith(), { hash: operator.hash, name: '_admin' });
  });

  it('asks again with the reason and the same text when the server rejects a token', async () => {
    const typed = strangerToken().reveal();
    const person = new ScriptedPerson([{ text: typed }, { text: operator.reveal() }]);
    await run(person);
    const [, second] = textQuestions(person);
    assert.equal(second?.value, typed);
    assert.equal(second.rejection, sentence('tokenRejectedError'));
  });

  it('asks again when the response of the server was lost', async () => {
    const person = new ScriptedPerson([{ text: operator.reveal() }, { text: operator.reveal() }]);
    fixture.tokenServer.faults.add({ kind: 'close', when: 'beforeWork', path: listRoute, times: 2 });
    await run(person);
    assert.equal(typeof textQuestions(person)[1]?.rejection, 'string');
  });

  it('asks whether to try a token that no server created, and tries it', async () => {
    const person = new ScriptedPerson([{ text: 'offline-token' }, { confirm: true }, { text: operator.reveal() }]);
    await run(person);
    assert.equal(person.questions[0]?.message, sentence('notLikeToken'));
    assert.equal(textQuestions(person)[1]?.rejection, sentence('tokenRejectedError'));
  });

  it('asks for another token without a reason when trying the first one is declined', async () => {
    const incomplete = operator.reveal().slice(0, -1);
    const person = new ScriptedPerson([
      { text: strangerToken().reveal() },
      { text: incomplete },
      'cancel',
      { text: operator.reveal() },
    ]);
    await run(person);
    assert.deepEqual(
      textQuestions(person).map(({ value, rejection }) => [value, rejection !== undefined]),
      [
        ['', false],
        [strangerToken().reveal(), true],
        [incomplete, false],
      ],
    );
  });

  it('ends when the question whether to try a token fails', async () => {
    const person = new ScriptedPerson([{ text: 'offline-token' }]);
    person.confirm = () => Promise.reject(new UserError(untranslated('No window is open.')));
    await assert.rejects(run(person), UserError);
    assert.equal(textQuestions(person).length, 1);
  });

  for (const title of ['checkingServer', 'signingIn'] as const) {
    it(`stores nothing when "${sentence(title, 'Local')}" is canceled`, async () => {
      const person = new ScriptedPerson([{ text: operator.reveal() }]);
      person.onProgress = (shown, abort) => {
        if (shown === sentence(title, 'Local')) {
          abort.abort();
        }
      };
      await assert.rejects(run(person), Canceled);
      assert.equal(await signedInWith(), 'none');
      assert.deepEqual(fixture.notice.kinds, []);
    });
  }

  it('does not ask for a token when the server cannot be reached', async () => {
    await fixture.proxy.arm({ kind: 'refuse' });
    const error = await rejection(run(new ScriptedPerson([])));
    assert.ok(error instanceof ServerError);
    assert.equal(error.kind, 'connectionRefused');
    await fixture.proxy.takeReports();
  });

  it('refuses a server without authentication instead of asking again', async () => {
    fixture = await operationFixture({ withoutAuth: true });
    const error = await rejection(run(new ScriptedPerson([{ text: strangerToken().reveal() }])));
    assert.ok(error instanceof UserError && !(error instanceof ServerError));
    assert.equal(await signedInWith(), 'none');
  });

  it('stores a token without a name when the list does not contain it', async () => {
    const other = { ...fixture.tokenServer.tokens()[0], hash: '0'.repeat(9) };
    const contentType = 'application/json';
    const body = JSON.stringify([other]);
    fixture.tokenServer.faults.add({ kind: 'status', status: 200, work: 'undone', body, contentType, path: listRoute });
    assert.equal(await run(new ScriptedPerson([{ text: operator.reveal() }])), undefined);
    assert.deepEqual(await signedInWith(), { hash: operator.hash, name: undefined });
  });

  describe('with a previous sign-in', () => {
    let previous: Token;

    beforeEach(async () => {
      previous = await fixture.createElsewhere(operator, 'previous');
      await fixture.servers.tokens.storeSignIn(fixture.identity, previous, 'previous');
    });
    const storedNames = async () => (await fixture.servers.tokens.listStored(fixture.identity)).map(({ name }) => name);

    it('keeps the previous token if it still works', async () => {
      await run(new ScriptedPerson([{ text: operator.reveal() }]));
      assert.deepEqual(await storedNames(), ['previous']);
      const stored = await fixture.servers.tokens.findByHash(fixture.identity, previous.hash);
      assert.equal(stored?.hash, previous.hash);
    });

    it('drops the previous token if it was deleted', async () => {
      await deleteToken(endpointOf(fixture.tokenServer), operator, 'previous');
      await run(new ScriptedPerson([{ text: operator.reveal() }]));
      assert.deepEqual(await storedNames(), []);
      assert.equal(await fixture.servers.tokens.findByHash(fixture.identity, previous.hash), undefined);
    });

    it('accepts the server that responds now, even if it is not the one signed in to before', async () => {
      await approveCluster('of-another-server');
      await run(new ScriptedPerson([{ text: operator.reveal() }]));
      const approvals = await fixture.servers.approvals.read(fixture.identity);
      assert.equal(approvals?.cluster, fixture.tokenServer.clusterUuid);
    });

    it('stays signed in with the previous token when the keyring fails', async () => {
      const person = new ScriptedPerson([{ text: operator.reveal() }]);
      person.onProgress = (title) => {
        if (title === sentence('signingIn', 'Local')) {
          fixture.secrets.failure = keyringFailure;
        }
      };
      await assert.rejects(run(person), UserError);
      fixture.secrets.failure = undefined;
      assert.deepEqual(await signedInWith(), { hash: previous.hash, name: 'previous' });
      assert.deepEqual(fixture.notice.kinds, []);
    });

    async function approveCluster(cluster: string): Promise<void> {
      const tls = { ca: null, verifyCertificate: true };
      const approvals = { workspaceUrl: false, plainHttp: false, tls, cluster };
      await fixture.servers.approvals.write(fixture.identity, approvals);
    }
  });

  it('asks first when the call is external, and sends nothing when it is declined', async () => {
    const person = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(run(person), Canceled);
    assert.equal(person.questions[0]?.message, sentence('signInQuestion', 'Local'));
    assert.equal(fixture.tokenServer.requests.length, 0);
    await run(new ScriptedPerson([{ confirm: true }, { text: operator.reveal() }], { isExternal: true }));
  });

  it('asks to approve a server of the workspace before anything else', async () => {
    const server: Server = { ...fixture.server, scope: 'workspace' };
    const person = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(run(person, server), Canceled);
    assert.equal(person.questions[0]?.confirmLabel, sentence('approveServer'));
    assert.equal(fixture.tokenServer.requests.length, 0);
    await run(new ScriptedPerson([{ confirm: true }, { text: operator.reveal() }]), server);
    assert.equal((await fixture.servers.approvals.read(fixture.identity))?.workspaceUrl, true);
  });

  it('works with a server that does not identify itself', async () => {
    await start({ release: '3.7' });
    await run(new ScriptedPerson([{ text: operator.reveal() }]));
    assert.equal((await fixture.servers.approvals.read(fixture.identity))?.cluster, null);
  });
});
