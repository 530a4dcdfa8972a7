import assert from 'node:assert/strict';
import type { Token } from '../../../src/core/token/token.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { recoverOperatorToken } from '../../../src/operations/recoverOperatorToken.ts';
import { startTokenServer } from '../../support/influxdb3/server.ts';
import { closeAfterTest } from '../influxdb/helpers/closeAfterTest.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { keyringFailure, strangerToken, type OperationFixture } from './support/operationFixture.ts';
import { onlyRemedy, remedyError } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { signInHash, signInWith, signOut, store, storedHashes } from './support/storedState.ts';
import { withNamedToken } from './support/withNamedToken.ts';

const list = '/api/v3/query_sql';

describe('sign-in after recoverOperatorToken', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let ci: Token;

  beforeEach(async () => {
    ({ fixture, operator, ci } = await withNamedToken({ recovery: {} }));
  });

  const yes = () => new ScriptedPerson([{ confirm: true }]);
  const recover = async (person = yes(), recoveryUrl = fixture.tokenServer.recoveryUrl) =>
    recoverOperatorToken(fixture.server, { recoveryUrl }, { ...fixture, person });
  /** Only the main port is behind the proxy. */
  const stopMainPort = () => fixture.proxy.arm({ kind: 'refuse' });

  describe('on the recovery port of this server', () => {
    it('replaces the operator token as sign-in token, and removes earlier ones', async () => {
      await store(fixture, operator, '_admin');
      await store(fixture, ci, 'ci');
      const { token } = await recover();
      assert.deepEqual(await storedHashes(fixture), [ci.hash, token.hash].sort());
      assert.equal(await signInHash(fixture), token.hash);
    });

    it('signs in if there was no sign-in token', async () => {
      await signOut(fixture);
      const { token } = await recover();
      assert.equal(await signInHash(fixture), token.hash);
    });

    it('replaces a sign-in token that the server rejects', async () => {
      await signInWith(fixture, strangerToken(), 'elsewhere');
      const { token } = await recover();
      assert.equal(await signInHash(fixture), token.hash);
    });

    it('keeps a named sign-in token that works but is not allowed to list tokens', async () => {
      await signInWith(fixture, ci, 'ci');
      fixture.tokenServer.faults.add({ kind: 'status', status: 403, work: 'undone', path: list });
      const { token } = await recover();
      assert.equal(await signInHash(fixture), ci.hash);
      assert.ok((await storedHashes(fixture)).includes(token.hash));
    });

    it('keeps a named sign-in token that works', async () => {
      await store(fixture, operator, '_admin');
      await signInWith(fixture, ci, 'ci');
      const { token } = await recover();
      assert.equal(await signInHash(fixture), ci.hash);
      assert.deepEqual(await storedHashes(fixture), [token.hash]);
    });

    it('goes by the name of the sign-in token if the main port is unreachable', async () => {
      await store(fixture, operator, '_admin');
      await stopMainPort();
      const { token } = await recover();
      assert.equal(await signInHash(fixture), token.hash);
      assert.deepEqual(await storedHashes(fixture), [operator.hash, token.hash].sort(), 'it may be another server');
    });

    it('keeps a named sign-in token if the main port is unreachable', async () => {
      await signInWith(fixture, ci, 'ci');
      await stopMainPort();
      await recover();
      assert.equal(await signInHash(fixture), ci.hash);
    });

    it('removes nothing if the named sign-in token stops working in the meantime', async () => {
      await store(fixture, operator, '_admin');
      await signInWith(fixture, ci, 'ci');
      const { created } = fixture.notice;
      fixture.notice.created = (...args) => {
        fixture.tokenServer.faults.add({ kind: 'status', status: 401, work: 'undone', path: list });
        created(...args);
      };
      const { token } = await recover();
      assert.deepEqual(await storedHashes(fixture), [operator.hash, token.hash].sort());
      assert.equal(await signInHash(fixture), ci.hash);
    });

    it('succeeds with a warning if an earlier token cannot be removed', async () => {
      await store(fixture, operator, '_admin');
      fixture.servers.tokens.remove = () => Promise.reject(keyringFailure);
      const person = yes();
      const { token } = await recover(person);
      assert.equal(person.warnings.length, 1);
      assert.equal(await signInHash(fixture), token.hash);
    });
  });

  describe('on the recovery port of another server', () => {
    const recoverOther = async () => {
      const otherServer = closeAfterTest(await startTokenServer({ recovery: {} }));
      await createOperatorToken(endpointOf(otherServer));
      const error = await remedyError(recover(yes(), otherServer.recoveryUrl));
      const { token } = onlyRemedy(error, 'copyNewToken');
      assert.ok((await storedHashes(fixture)).includes(token.hash), 'it may be the only copy');
    };

    it('restores the sign-in, keeps earlier tokens, and offers to copy the new one', async () => {
      await store(fixture, operator, '_admin');
      await recoverOther();
      assert.equal(await signInHash(fixture), operator.hash);
      assert.ok((await storedHashes(fixture)).includes(operator.hash));
    });

    it('keeps a named sign-in token', async () => {
      await signInWith(fixture, ci, 'ci');
      await recoverOther();
      assert.equal(await signInHash(fixture), ci.hash);
    });

    it('signs out again if there was no sign-in token', async () => {
      await signOut(fixture);
      await recoverOther();
      assert.equal(await signInHash(fixture), undefined);
    });

    it('restores a sign-in token that the server rejects', async () => {
      await signInWith(fixture, strangerToken(), 'elsewhere');
      await recoverOther();
      assert.equal(await signInHash(fixture), strangerToken().hash);
    });
  });
});
