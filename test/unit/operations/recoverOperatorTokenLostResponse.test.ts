import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token/token.ts';
import { regenerateOperatorToken as regenerateElsewhere } from '../../../src/influxdb/regenerateOperatorToken.ts';
import { recoverOperatorToken } from '../../../src/operations/recoverOperatorToken.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { afterLostResponse } from './support/duringRequest.ts';
import type { OperationFixture } from './support/operationFixture.ts';
import { kindsOf, onlyRemedy, remedyError } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { signInHash, signInWith, signOut, store } from './support/storedState.ts';
import { withNamedToken } from './support/withNamedToken.ts';

const path = '/api/v3/configure/token/admin/regenerate';

describe('recoverOperatorToken after a lost response', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let ci: Token;
  let recoveryUrl: string;

  beforeEach(async () => {
    ({ fixture, operator, ci } = await withNamedToken({ recovery: {} }));
    recoveryUrl = fixture.tokenServer.recoveryUrl ?? '';
  });

  const recover = async () => {
    const person = new ScriptedPerson([{ confirm: true }]);
    return recoverOperatorToken(fixture.server, { recoveryUrl }, { ...fixture, person });
  };
  const loseResponse = (when: 'beforeWork' | 'afterWork') =>
    fixture.tokenServer.faults.add({ kind: 'close', when, path, port: 'recovery' });

  it('suggests another recovery if the server rejects the replaced sign-in token', async () => {
    loseResponse('afterWork');
    const error = await remedyError(recover());
    assert.match(error.message, sentencePattern('recoveryPortClosed'));
    assert.deepEqual(kindsOf(error), ['signIn', 'recoverOperatorToken']);
    assert.equal(fixture.sent('POST', path), 1);
    assert.equal(await signInHash(fixture), operator.hash);
  });

  it('suggests another recovery if the port is closed and there is no sign-in token', async () => {
    await signOut(fixture);
    loseResponse('afterWork');
    const error = await remedyError(recover());
    assert.match(error.message, sentencePattern('recoveryPortClosed'));
    assert.deepEqual(kindsOf(error), ['signIn', 'recoverOperatorToken']);
  });

  it('suggests another recovery if the port still listens and there is no sign-in token', async () => {
    await signOut(fixture);
    loseResponse('beforeWork');
    const error = await remedyError(recover());
    assert.match(error.message, sentencePattern('operatorTokenUnchanged'));
    onlyRemedy(error, 'recoverOperatorToken');
  });

  it('suggests another recovery if the list shows the same token', async () => {
    await signInWith(fixture, ci, 'ci');
    loseResponse('beforeWork');
    const error = await remedyError(recover());
    assert.match(error.message, sentencePattern('operatorTokenUnchanged'));
    onlyRemedy(error, 'recoverOperatorToken');
  });

  it('suggests copying a token that was recreated and stored in the meantime', async () => {
    await signInWith(fixture, ci, 'ci');
    loseResponse('afterWork');
    afterLostResponse(fixture, async () => {
      const { token } = await regenerateElsewhere(endpointOf(fixture.tokenServer), ci);
      await store(fixture, token, '_admin');
    });
    const error = await remedyError(recover());
    assert.match(error.message, sentencePattern('createdAndStored', '_admin'));
    onlyRemedy(error, 'copyToken');
  });

  it('suggests checking again if the server is unreachable too', async () => {
    await signOut(fixture);
    loseResponse('afterWork');
    // Only the main port is behind the proxy.
    afterLostResponse(fixture, () => fixture.proxy.arm({ kind: 'refuse' }));
    const error = await remedyError(recover());
    assert.match(error.message, sentencePattern('operatorTokenReplacementUnknown', 'Local'));
    await fixture.proxy.takeReports();
    await error.whenDismissed();
    const checked = await remedyError(onlyRemedy(error, 'checkAgain').run());
    assert.match(checked.message, sentencePattern('recoveryPortClosed'));
  });
});
