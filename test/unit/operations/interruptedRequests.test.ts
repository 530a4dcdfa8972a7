import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/emitter.ts';
import { UserError } from '../../../src/core/errors.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { InterruptedRequests } from '../../../src/operations/interruptedRequests.ts';
import type { RemedyError } from '../../../src/operations/remedy.ts';
import type { OpenRequest } from '../../../src/storage/requestJournal.ts';
import { createNamedToken as createElsewhere } from '../../../src/influxdb/createNamedToken.ts';
import { regenerateOperatorToken as regenerateElsewhere } from '../../../src/influxdb/regenerateOperatorToken.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { keyringFailure, operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { kindsOf } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { signInHash, signInWith, store } from './support/storedState.ts';
import { tokenRequest } from './support/tokenRequest.ts';
import { until } from '../influxdb/helpers/until.ts';

type Details = Partial<Omit<OpenRequest['request'], 'version' | 'id' | 'startedAt'>>;

const noRotations = { onDidChange: new Emitter<undefined>().event };

describe('InterruptedRequests', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let shown: RemedyError[];
  let interrupted: InterruptedRequests;

  beforeEach(async () => {
    fixture = await operationFixture();
    operator = await fixture.signedInAsOperator();
    shown = [];
    const ports = { ...fixture, person: new ScriptedPerson([]), rotations: fixture.usage.rotations };
    interrupted = new InterruptedRequests(ports, (error) => void shown.push(error));
  });

  afterEach(() => interrupted.dispose());

  /** What a window leaves that was killed after it sent a request. */
  async function leaveRequest(details: Details = {}): Promise<OpenRequest> {
    const { name, url } = fixture.server;
    const open = await fixture.servers.requests.begin({
      ...tokenRequest({ route: 'createNamed', name: 'ci' }),
      server: { name, url, identity: fixture.identity },
      before: { hash: null, serverTime: new Date().toISOString() },
      ...details,
    });
    await open.release();
    return open;
  }

  const leftRequests = async () => (await fixture.servers.requests.readAll()).length;
  /** Without the metadata, which VS Code saves later. */
  const storeSecretOnly = (token: Token) =>
    fixture.secrets.store(`kept|${fixture.identity}|${token.hash}`, token.reveal());
  const storedNames = async () =>
    (await fixture.servers.tokens.listStored(fixture.identity)).map(({ name, untilSavedElsewhere }) => ({
      name,
      untilSavedElsewhere,
    }));
  const create = () => createElsewhere(endpointOf(fixture.tokenServer), operator, 'ci', undefined);
  const replaced = (signsIn: boolean): Details => ({
    route: 'regenerate',
    name: '_admin',
    signsIn,
    before: { hash: operator.hash.slice(0, 9), serverTime: new Date().toISOString() },
  });

  it('says that a token was created and is stored', async () => {
    await leaveRequest();
    const { token } = await create();
    await store(fixture, token, 'ci');
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', sentencePattern('createdAndStored', 'ci'));
    assert.ok(shown[0]?.isInformation);
    assert.deepEqual(shown.map(kindsOf), [['copyToken']]);
  });

  it('finds a token of which only the sign-in token is left', async () => {
    await leaveRequest();
    const { token } = await create();
    await signInWith(fixture, token, 'ci');
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', sentencePattern('createdAndStored', 'ci'));
  });

  it('says nothing about the token when a different server responds by now', async () => {
    await leaveRequest({ cluster: 'original' });
    await create();
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', sentencePattern('requestOfOtherServer'));
    assert.deepEqual(shown.map(kindsOf), [[]]);
    await shown[0]?.whenDismissed();
    assert.equal(await leftRequests(), 0);
  });

  it('restores the name of a stored token if VS Code was killed before it saved its state', async () => {
    await leaveRequest();
    const { token } = await create();
    await storeSecretOnly(token);
    await interrupted.check();
    assert.deepEqual(await storedNames(), [{ name: 'ci', untilSavedElsewhere: false }]);
    assert.deepEqual(fixture.notice.kinds, []);
  });

  it('asks whether such a token is saved elsewhere if created tokens are not kept', async () => {
    fixture.settings.keepCreatedTokens = false;
    await leaveRequest();
    const { token } = await create();
    await storeSecretOnly(token);
    await interrupted.check();
    assert.deepEqual(await storedNames(), [{ name: 'ci', untilSavedElsewhere: true }]);
    assert.deepEqual(fixture.notice.kinds, ['confirmSaved']);
  });

  it('says that nothing changed, and suggests trying again', async () => {
    await leaveRequest();
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', sentencePattern('tokenNotCreated', 'Local', 'ci'));
    assert.deepEqual(shown.map(kindsOf), [['retry']]);
  });

  it('says that someone else may have created a token, and does not suggest deleting it first', async () => {
    await leaveRequest();
    await create();
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', sentencePattern('tokenMaybeOfOthers', 'ci'));
    assert.deepEqual(shown.map(kindsOf), [['startAgain', 'deleteAndRecreate']]);
  });

  for (const isCreated of [false, true]) {
    it(`finds a resource token by its name, and does not create another one (created: ${isCreated})`, async () => {
      await leaveRequest({ route: 'createResource', permissions: ['db:metrics:read'] });
      if (isCreated) {
        await create();
      }
      await interrupted.check();
      const expected = isCreated
        ? sentencePattern('tokenMaybeOfOthers', 'ci')
        : sentencePattern('tokenNotCreated', 'Local', 'ci');
      assert.match(shown[0]?.message ?? '', expected);
      assert.deepEqual(shown.map(kindsOf), [isCreated ? ['startAgain', 'deleteAndRecreate'] : ['retry']]);
    });
  }

  it('creates no admin token when a resource token is created again', async () => {
    const names = fixture.names();
    await leaveRequest({ route: 'createResource', permissions: ['db:metrics:read'] });
    await interrupted.check();
    const [remedy] = shown[0]?.remedies ?? [];
    assert.equal(remedy?.kind, 'retry');
    await assert.rejects(remedy.run(), UserError);
    assert.deepEqual(fixture.names(), names);
  });

  it('checks once more when a server can no longer complete a request late', async () => {
    const open = await leaveRequest();
    await interrupted.check();
    await shown[0]?.whenDismissed();
    assert.equal(await leftRequests(), 1, 'the server might still be working on it');
    await create();
    await interrupted.check();
    assert.deepEqual(shown.map(kindsOf), [['retry'], ['startAgain', 'deleteAndRecreate']]);
    await shown[1]?.whenDismissed();
    assert.equal(await fixture.servers.requests.claim(open.request), undefined);
  });

  it('ends a request silently if nothing changed after all, and that was shown before', async () => {
    await leaveRequest({ timeLimit: -10_000 });
    await leaveRequest();
    await interrupted.check();
    await Promise.all(shown.map(({ whenDismissed }) => whenDismissed()));
    assert.equal(await leftRequests(), 1, 'the first is over');
    await interrupted.check();
    assert.equal(shown.length, 2);
  });

  it('reports only what a rotation that has ended left behind, and recreates nothing', async () => {
    await leaveRequest({ rotation: 'ended', name: 'never created' });
    await leaveRequest({ rotation: 'ended' });
    await create();
    await interrupted.check();
    assert.deepEqual(shown.map(kindsOf), [['startAgain']]);
  });

  it('says once that a request cannot be checked because its server is not configured', async () => {
    await leaveRequest({ server: { name: 'Gone', url: 'http://gone.example', identity: 'http://gone.example' } });
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', /http:\/\/gone\.example/);
    await shown[0]?.whenDismissed();
    assert.equal(await leftRequests(), 0);
  });

  it('checks again when another process stops working on a request', async () => {
    const open = await fixture.servers.requests.begin((await leaveRequest()).request);
    await interrupted.check();
    await Promise.all(shown.map(({ whenDismissed }) => whenDismissed()));
    assert.equal(shown.length, 1);
    await open.release();
    await until('the request is checked', () => shown.length === 2, 10_000);
  }).timeout(15_000);

  it('completes the sign-in with a new operator token that was stored', async () => {
    await leaveRequest(replaced(true));
    const { token } = await regenerateElsewhere(endpointOf(fixture.tokenServer), operator);
    await store(fixture, token, '_admin');
    await interrupted.check();
    assert.equal(await signInHash(fixture), token.hash);
    assert.match(shown[0]?.message ?? '', sentencePattern('createdAndStored', '_admin'));
  });

  it('remembers which server the token belongs to when it completes the sign-in', async () => {
    await leaveRequest(replaced(true));
    const { token } = await regenerateElsewhere(endpointOf(fixture.tokenServer), operator);
    await store(fixture, token, '_admin');
    await interrupted.check();
    const approvals = await fixture.servers.approvals.read(fixture.identity);
    assert.equal(approvals?.cluster, fixture.tokenServer.clusterUuid);
  });

  it('does not say that nobody has a token that was copied', async () => {
    const { token } = await create();
    await leaveRequest({ received: { hash: token.hash, isDone: false } });
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', sentencePattern('tokenMaybeOfOthers', 'ci'));
  });

  it('says nothing about a token that was stored and shown, and still is stored', async () => {
    const { token } = await create();
    await store(fixture, token, 'ci');
    const received = { hash: token.hash, isDone: true };
    await leaveRequest({ received });
    await leaveRequest({ received, timeLimit: -10_000 });
    await interrupted.check();
    assert.deepEqual(shown, []);
    assert.equal(await leftRequests(), 1, 'VS Code may not have written the first to the disk yet');
  });

  it('says that a token is lost that was stored and shown, and no longer is stored', async () => {
    const { token } = await create();
    await leaveRequest({ received: { hash: token.hash, isDone: true } });
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', sentencePattern('tokenMaybeOfOthers', 'ci'));
  });

  it('says nothing about a token that a rotation deleted before it ended', async () => {
    await leaveRequest({ rotation: 'ended' });
    await interrupted.check();
    assert.deepEqual(shown, []);
    assert.equal(await leftRequests(), 0);
  });

  it('says that the operator token was replaced when no stored token works', async () => {
    await leaveRequest(replaced(true));
    await regenerateElsewhere(endpointOf(fixture.tokenServer), operator);
    await interrupted.check();
    assert.deepEqual(shown.map(kindsOf), [['signIn', 'recoverOperatorToken']]);
    assert.equal(await signInHash(fixture), operator.hash);
  });

  it('suggests signing in with a stored token that works', async () => {
    const ci = await fixture.createElsewhere(operator, 'ci');
    await store(fixture, ci, 'ci');
    await leaveRequest(replaced(true));
    await regenerateElsewhere(endpointOf(fixture.tokenServer), operator);
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', sentencePattern('operatorTokenLostUseStored', 'ci'));
    assert.deepEqual(shown.map(kindsOf), [['signIn', 'signInAndRegenerate']]);
  });

  it('tells it again at every start until the user has read it', async () => {
    const open = await leaveRequest({ timeLimit: -10_000 });
    await interrupted.check();
    assert.equal(await leftRequests(), 1);
    await interrupted.check();
    assert.equal(shown.length, 1, 'the message is still shown');
    await shown[0]?.whenDismissed();
    assert.equal(await leftRequests(), 0);
    assert.equal(await fixture.servers.requests.claim(open.request), undefined);
  });

  it('checks again when the server can be reached again', async () => {
    await leaveRequest();
    await create();
    const path = '/api/v3/query_sql';
    fixture.tokenServer.faults.add({ kind: 'status', status: 503, work: 'undone', path, times: 3 });
    await interrupted.check();
    assert.deepEqual(shown.map(kindsOf), [['checkAgain']]);
    await shown[0]?.whenDismissed();
    assert.equal(await leftRequests(), 1);
    await fixture.servers.store.reload(fixture.server);
    await until('the result is shown', () => shown.length === 2);
    assert.deepEqual(shown.slice(1).map(kindsOf), [['startAgain', 'deleteAndRecreate']]);
  });

  it('checks when the state of a server shows that it was reached', async () => {
    await leaveRequest();
    await fixture.servers.store.reload(fixture.server);
    await until('the user is told', () => shown.length === 1);
    assert.deepEqual(shown.map(kindsOf), [['retry']]);
  });

  it('leaves requests of other windows that are still running', async () => {
    await fixture.servers.requests.begin({ ...(await leaveRequest()).request, name: 'running' });
    await interrupted.check();
    assert.equal(shown.length, 1);
    assert.match(shown[0]?.message ?? '', /"ci"/);
  });

  it('leaves requests of a rotation that has not ended, which are checked when it is resumed', async () => {
    await leaveRequest({ rotation: 'open' });
    await create();
    const ports = {
      ...fixture,
      person: new ScriptedPerson([]),
      rotations: { ...noRotations, read: () => Promise.resolve({}) as never },
    };
    const other = new InterruptedRequests(ports, (error) => void shown.push(error));
    await other.check();
    other.dispose();
    assert.equal(shown.length, 0);
    await interrupted.check();
    assert.equal(shown.length, 1, 'the rotation has ended');
  });

  it('says that the operator token exists, which someone else may have created', async () => {
    await leaveRequest({ route: 'createOperator', name: '_admin' });
    const ci = await fixture.createElsewhere(operator, 'ci');
    await signInWith(fixture, ci, 'ci');
    await interrupted.check();
    assert.deepEqual(shown.map(kindsOf), [['signIn', 'regenerateOperatorToken']]);
  });

  it('says that a recovery may have replaced the token of another server', async () => {
    const recoveryUrl = 'http://127.0.0.1:9';
    await leaveRequest({ ...replaced(true), route: 'recover', recoveryUrl });
    await interrupted.check();
    assert.ok(shown[0]?.message.includes(recoveryUrl), shown[0]?.message);
    assert.deepEqual(shown.map(kindsOf), [['recoverOperatorToken']]);
  });

  it('sends nothing to a server of the workspace that is not approved, and keeps the request', async () => {
    await leaveRequest();
    fixture.settings.entries = [{ ...fixture.server, scope: 'workspace' }];
    fixture.tokenServer.requests.length = 0;
    await interrupted.check();
    assert.deepEqual([shown.length, fixture.tokenServer.requests.length, await leftRequests()], [0, 0, 1]);
  });

  it('keeps the request, and logs why, if the stored data cannot be read', async () => {
    await leaveRequest();
    fixture.log.length = 0;
    fixture.servers.connections.prepare = () => Promise.reject(keyringFailure);
    await interrupted.check();
    assert.ok(fixture.log.some((line) => line.includes(keyringFailure.message)));
    assert.deepEqual([shown.length, await leftRequests()], [0, 1]);
  });

  it('tells only once that a request cannot be checked', async () => {
    await signInWith(fixture, (await create()).token, 'ci');
    await fixture.tokenServer.close();
    await leaveRequest();
    await interrupted.check();
    await shown[0]?.whenDismissed();
    await interrupted.check();
    assert.equal(shown.length, 1);
  });
});
