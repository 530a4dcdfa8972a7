import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token/token.ts';
import { deleteToken } from '../../../src/operations/deleteToken.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { onceRequested } from './support/onceRequested.ts';
import type { OperationFixture } from './support/operationFixture.ts';
import { onlyRemedy, remedyError } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { signInHash, signInWith, store, storedHashes } from './support/storedState.ts';
import { withNamedToken } from './support/withNamedToken.ts';

const path = '/api/v3/configure/token';
const list = '/api/v3/query_sql';

describe('deleteToken after a lost response', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let ci: Token;

  beforeEach(async () => {
    ({ fixture, operator, ci } = await withNamedToken());
  });

  const remove = async (person = new ScriptedPerson([{ confirm: true }])) =>
    deleteToken(fixture.server, { name: 'ci' }, { ...fixture, person });
  const deletions = () => fixture.tokenServer.requests.filter(({ method }) => method === 'DELETE').length;
  const loseResponse = (when: 'beforeWork' | 'afterWork') =>
    fixture.tokenServer.faults.add({ kind: 'close', when, path });

  it('succeeds if the token is no longer listed', async () => {
    await store(fixture, ci, 'ci');
    loseResponse('afterWork');
    await remove();
    assert.equal(deletions(), 1);
    assert.deepEqual(await storedHashes(fixture), []);
  });

  it('signs in with another token if the deleted one was the sign-in token', async () => {
    await signInWith(fixture, ci, 'ci');
    await store(fixture, operator, '_admin');
    loseResponse('afterWork');
    await remove();
    assert.equal(await signInHash(fixture), operator.hash);
  });

  it('says which token is no longer accepted if it is not the sign-in token', async () => {
    await signInWith(fixture, ci, 'ci');
    await store(fixture, operator, '_admin');
    loseResponse('afterWork');
    onceRequested(fixture.tokenServer, { method: 'DELETE', path }, () => {
      fixture.tokenServer.faults.add({ kind: 'status', status: 401, work: 'undone', path: list });
    });
    const error = await remedyError(remove());
    assert.ok(error.message.endsWith(sentence('tokenNoLongerAccepted')), error.message);
    assert.doesNotMatch(error.message, /signed in/);
  });

  it('suggests starting again if the token still exists', async () => {
    loseResponse('beforeWork');
    const error = await remedyError(remove(new ScriptedPerson([{ confirm: true }])));
    assert.match(error.message, sentencePattern('tokenStillExists', 'ci'));
    assert.equal(deletions(), 1);
    const remedy = onlyRemedy(error, 'startAgain');
    assert.ok(remedy.operation === 'deleteToken' && remedy.record.name === 'ci');
    assert.deepEqual(fixture.names(), ['_admin', 'ci']);
  });

  it('suggests checking again if the check fails', async () => {
    await store(fixture, ci, 'ci');
    loseResponse('afterWork');
    onceRequested(fixture.tokenServer, { method: 'DELETE', path }, () => {
      fixture.tokenServer.faults.add({ kind: 'status', status: 401, work: 'undone', path: list });
    });
    const error = await remedyError(remove());
    assert.ok(await fixture.servers.tokens.findByHash(fixture.identity, ci.hash), 'it may still be needed');
    await onlyRemedy(error, 'checkAgain').run();
    assert.deepEqual(await storedHashes(fixture), []);
  });
});
