import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token/token.ts';
import { InterruptedRequests } from '../../../src/operations/interruptedRequests.ts';
import type { RemedyError } from '../../../src/operations/remedy.ts';
import type { OpenRequest } from '../../../src/storage/requestJournal.ts';
import { createNamedToken as createElsewhere } from '../../../src/influxdb/createNamedToken.ts';
import { regenerateOperatorToken as regenerateElsewhere } from '../../../src/influxdb/regenerateOperatorToken.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { kindsOf } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { signInHash, signInWith, store } from './support/storedState.ts';
import { until } from '../influxdb/helpers/until.ts';

type Details = Partial<Omit<OpenRequest['request'], 'version' | 'id' | 'startedAt'>>;

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
      server: { name, url, identity: fixture.identity },
      route: 'createNamed',
      name: 'ci',
      lifetime: null,
      signsIn: false,
      before: { hash: null, serverTime: new Date().toISOString() },
      timeLimit: 10_000,
      recoveryUrl: null,
      rotation: null,
      ...details,
    });
    await open.release();
    return open;
  }

  const leftRequests = async () => (await fixture.servers.requests.readAll()).length;
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

  it('does not say that nobody has a token string that was received and got lost later', async () => {
    await leaveRequest({ isReceived: true });
    await create();
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', sentencePattern('tokenMaybeOfOthers', 'ci'));
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

  it('says that a token string was lost, and suggests deleting and recreating the token', async () => {
    await leaveRequest();
    await create();
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', sentencePattern('tokenNeverReceived', 'ci'));
    assert.deepEqual(shown.map(kindsOf), [['deleteAndRecreate']]);
  });

  it('says that nothing changed, and suggests trying again', async () => {
    await leaveRequest();
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', sentencePattern('tokenNotCreated', 'Local', 'ci'));
    assert.deepEqual(shown.map(kindsOf), [['retry']]);
  });

  it('says that someone else may have created a token, and does not suggest deleting it first', async () => {
    await leaveRequest({ before: { hash: null, serverTime: new Date(Date.now() - 3_600_000).toISOString() } });
    await create();
    await interrupted.check();
    assert.match(shown[0]?.message ?? '', sentencePattern('tokenMaybeOfOthers', 'ci'));
    assert.deepEqual(shown.map(kindsOf), [['startAgain', 'deleteAndRecreate']]);
  });

  it('completes the sign-in with a new operator token that was stored', async () => {
    await leaveRequest(replaced(true));
    const { token } = await regenerateElsewhere(endpointOf(fixture.tokenServer), operator);
    await store(fixture, token, '_admin');
    await interrupted.check();
    assert.equal(await signInHash(fixture), token.hash);
    assert.match(shown[0]?.message ?? '', sentencePattern('createdAndStored', '_admin'));
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
    assert.deepEqual(shown.map(kindsOf), [['signInAndRegenerate']]);
  });

  it('tells it again at every start until the user has read it', async () => {
    const open = await leaveRequest();
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
    assert.deepEqual(shown.slice(1).map(kindsOf), [['deleteAndRecreate']]);
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
    const ports = {
      ...fixture,
      person: new ScriptedPerson([]),
      rotations: { read: () => Promise.resolve({}) as never },
    };
    const other = new InterruptedRequests(ports, (error) => void shown.push(error));
    await other.check();
    other.dispose();
    assert.equal(shown.length, 0);
    await interrupted.check();
    assert.equal(shown.length, 1, 'the rotation has ended');
  });

  it('sends nothing to a server that is no longer configured', async () => {
    await leaveRequest({ server: { name: 'Gone', url: 'http://gone.example', identity: 'http://gone.example' } });
    await interrupted.check();
    assert.equal(shown.length, 0);
    assert.equal(await leftRequests(), 1);
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
