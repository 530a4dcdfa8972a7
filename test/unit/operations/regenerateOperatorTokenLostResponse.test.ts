import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token/token.ts';
import { regenerateOperatorToken as regenerateElsewhere } from '../../../src/influxdb/regenerateOperatorToken.ts';
import { regenerateOperatorToken } from '../../../src/operations/regenerateOperatorToken.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { afterLostResponse } from './support/duringRequest.ts';
import type { OperationFixture } from './support/operationFixture.ts';
import { kindsOf, onlyRemedy, remedyError, remedyOf } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { signInHash, signInWith, store, storedHashes } from './support/storedState.ts';
import { withNamedToken } from './support/withNamedToken.ts';

const path = '/api/v3/configure/token/admin/regenerate';
const list = '/api/v3/query_sql';

describe('regenerateOperatorToken after a lost response', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let ci: Token;

  beforeEach(async () => {
    ({ fixture, operator, ci } = await withNamedToken());
  });

  const regenerate = async (person = new ScriptedPerson([{ confirm: true }])) =>
    regenerateOperatorToken(fixture.server, { ...fixture, person });
  const loseResponse = (when: 'beforeWork' | 'afterWork') =>
    fixture.tokenServer.faults.add({ kind: 'close', when, path });

  it('suggests a recovery if no stored token works', async () => {
    await store(fixture, operator, '_admin');
    loseResponse('afterWork');
    const error = await remedyError(regenerate());
    assert.match(error.message, sentencePattern('operatorTokenNeverReceived'));
    assert.deepEqual(kindsOf(error), ['signIn', 'recoverOperatorToken']);
    assert.equal(fixture.sent('POST', path), 1);
  });

  it('checks what happened when a proxy gave up on a request that it had forwarded', async () => {
    for (const status of [408, 429, 499]) {
      fixture.tokenServer.faults.add({ kind: 'status', status, work: 'done', path });
      await signInWith(fixture, ci, 'ci');
      const error = await remedyError(regenerate());
      onlyRemedy(error, 'regenerateAgain');
      assert.equal(fixture.sent('POST', path), 1);
      fixture.tokenServer.requests.length = 0;
    }
  });

  it('suggests signing in with a stored token that still works', async () => {
    const { clock } = fixture.tokenServer;
    clock.advance(-10_000);
    await store(fixture, await fixture.createElsewhere(operator, 'expired', 5), 'expired');
    clock.advance(10_000);
    const live = await fixture.createElsewhere(operator, 'live', 3600);
    await store(fixture, live, 'live');
    loseResponse('afterWork');
    const error = await remedyError(regenerate());
    const remedy = onlyRemedy(error, 'signInAndRegenerate');
    assert.match(error.message, sentencePattern('operatorTokenLostUseStored', 'live'));
    assert.equal(remedy.name, 'live');
    await remedy.signIn();
    assert.equal(await signInHash(fixture), live.hash);
    assert.ok(!(await storedHashes(fixture)).includes(operator.hash), 'the replaced token is no longer needed');
  });

  it('preserves a token that the user signed in with before signing in with the stored one', async () => {
    await store(fixture, ci, 'ci');
    loseResponse('afterWork');
    const remedy = onlyRemedy(await remedyError(regenerate()), 'signInAndRegenerate');
    const newer = await fixture.createElsewhere(ci, 'newer');
    await signInWith(fixture, newer, 'newer');
    await remedy.signIn();
    assert.equal(await signInHash(fixture), ci.hash);
    assert.ok((await storedHashes(fixture)).includes(newer.hash));
  });

  it('suggests regenerating again if the sign-in token still works', async () => {
    await signInWith(fixture, ci, 'ci');
    loseResponse('afterWork');
    onlyRemedy(await remedyError(regenerate()), 'regenerateAgain');
    assert.equal(await signInHash(fixture), ci.hash);
  });

  it('suggests copying a token that was recreated and stored in the meantime', async () => {
    await signInWith(fixture, ci, 'ci');
    loseResponse('afterWork');
    let recreated: Token | undefined;
    afterLostResponse(fixture, async () => {
      recreated = (await regenerateElsewhere(endpointOf(fixture.tokenServer), ci)).token;
      await store(fixture, recreated, '_admin');
    });
    const error = await remedyError(regenerate());
    assert.match(error.message, sentencePattern('createdAndStored', '_admin'));
    assert.ok(recreated?.matches(onlyRemedy(error, 'copyToken').record.hash));
  });

  it('checks with the token that the user has signed in with since', async () => {
    loseResponse('afterWork');
    afterLostResponse(fixture, () => signInWith(fixture, ci, 'ci'));
    onlyRemedy(await remedyError(regenerate()), 'regenerateAgain');
  });

  it('suggests starting again if the token is still the same', async () => {
    loseResponse('beforeWork');
    const error = await remedyError(regenerate(new ScriptedPerson([{ confirm: true }])));
    assert.match(error.message, sentencePattern('operatorTokenUnchanged'));
    assert.equal(await signInHash(fixture), operator.hash);
    assert.equal(onlyRemedy(error, 'startAgain').operation, 'regenerateOperatorToken');
  });

  it('suggests checking again if the check fails', async () => {
    await signInWith(fixture, ci, 'ci');
    loseResponse('afterWork');
    afterLostResponse(fixture, () => {
      fixture.tokenServer.faults.add({ kind: 'status', status: 401, work: 'undone', path: list });
      return Promise.resolve();
    });
    const error = await remedyError(regenerate());
    assert.match(error.message, sentencePattern('operatorTokenReplacementUnknown', 'Local'));
    assert.deepEqual(kindsOf(error), ['signIn', 'checkAgain']);
    await error.whenDismissed();
    const checked = await remedyError(remedyOf(error, 'checkAgain').run());
    onlyRemedy(checked, 'regenerateAgain');
    assert.equal(fixture.sent('POST', path), 1);
  });

  it('says what it finds when checking again, even if the request has left the journal', async () => {
    loseResponse('afterWork');
    afterLostResponse(fixture, () => {
      fixture.tokenServer.faults.add({ kind: 'status', status: 503, work: 'undone', path: list, times: 3 });
      return Promise.resolve();
    });
    const error = await remedyError(regenerate());
    await error.whenDismissed();
    await fixture.servers.requests.endMatching(() => true);
    const checked = await remedyError(remedyOf(error, 'checkAgain').run());
    assert.deepEqual(kindsOf(checked), ['signIn', 'recoverOperatorToken']);
  });
});
