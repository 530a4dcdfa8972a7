import assert from 'node:assert/strict';
import { Canceled } from '../../../src/core/errors.ts';
import { ServerError } from '../../../src/influxdb/transport/serverError.ts';
import { createOperatorToken } from '../../../src/operations/createOperatorToken.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { onceRequested } from './support/onceRequested.ts';
import { operationFixture, strangerToken, type OperationFixture } from './support/operationFixture.ts';
import { kindsOf, onlyRemedy, rejection, remedyError } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { signInHash, signInWith, signOut } from './support/storedState.ts';
import { withoutOperator } from './support/withoutOperator.ts';

const path = '/api/v3/configure/token/admin';
const list = '/api/v3/query_sql';

describe('createOperatorToken', () => {
  let fixture: OperationFixture;

  const create = async (person = new ScriptedPerson()) => {
    const created = await createOperatorToken(fixture.server, { ...fixture, person });
    person.done();
    return created;
  };

  describe('on a new server', () => {
    beforeEach(async () => {
      fixture = await operationFixture();
    });

    it('asks nothing, stores the token, signs in with it, and copies it', async () => {
      const person = new ScriptedPerson();
      const { token, name } = await create(person);
      assert.equal(name, '_admin');
      assert.deepEqual(person.asked, []);
      assert.deepEqual(fixture.names(), ['_admin']);
      assert.equal(await signInHash(fixture), token.hash);
      assert.ok(await fixture.servers.tokens.findByHash(fixture.identity, token.hash));
      assert.equal(fixture.clipboard.content?.hash, token.hash);
      assert.equal(fixture.notice.events.find(({ kind }) => kind === 'created')?.state?.isSignedIn, true);
    });

    it('keeps the sign-in token of another server', async () => {
      await signInWith(fixture, strangerToken(), 'elsewhere');
      const { token } = await create();
      assert.equal(await signInHash(fixture), strangerToken().hash);
      assert.ok(await fixture.servers.tokens.findByHash(fixture.identity, token.hash));
      assert.equal(fixture.notice.events.find(({ kind }) => kind === 'created')?.state?.isSignedIn, false);
    });

    it('creates the token even if the list cannot be loaded', async () => {
      await signInWith(fixture, strangerToken(), 'elsewhere');
      fixture.tokenServer.faults.add({ kind: 'status', status: 503, work: 'undone', path: list });
      await create();
      assert.deepEqual(fixture.names(), ['_admin']);
    });

    it('asks first when the call is external, and sends nothing when it is declined', async () => {
      await assert.rejects(create(new ScriptedPerson(['cancel'], { isExternal: true })), Canceled);
      assert.equal(fixture.tokenServer.requests.length, 0);
      await create(new ScriptedPerson([{ confirm: true }], { isExternal: true }));
      assert.deepEqual(fixture.names(), ['_admin']);
    });

    it('sends nothing when the user cancels before the request', async () => {
      const person = new ScriptedPerson();
      person.onProgress = (_title, abort) => {
        if (person.progressTitles.length === 2) {
          abort.abort();
        }
      };
      await assert.rejects(create(person), Canceled);
      await fixture.servers.store.changeQueue.run(fixture.server.url, () => Promise.resolve());
      assert.equal(fixture.sent('POST', path), 0);
    });

    it('suggests trying again after a lost response without a sign-in token', async () => {
      fixture.tokenServer.faults.add({ kind: 'close', when: 'beforeWork', path });
      const error = await remedyError(create());
      assert.match(error.message, sentencePattern('operatorTokenCreationUnknown'));
      assert.equal(fixture.sent('POST', path), 1);
      assert.equal(onlyRemedy(error, 'startAgain').operation, 'createOperatorToken');
      await create();
      assert.deepEqual(fixture.names(), ['_admin']);
      assert.ok(await signInHash(fixture));
    });

    it('learns from trying again that the lost token exists', async () => {
      fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path });
      await remedyError(create());
      const again = await remedyError(create());
      assert.deepEqual(kindsOf(again), ['signIn', 'recoverOperatorToken']);
    });

    it('suggests trying again when the sign-in token is rejected and the response was lost', async () => {
      await signInWith(fixture, strangerToken(), 'elsewhere');
      fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path });
      const error = await remedyError(create());
      assert.match(error.message, sentencePattern('operatorTokenCreationUnknown'));
      onlyRemedy(error, 'startAgain');
    });
  });

  describe('on a server with an operator token', () => {
    beforeEach(async () => {
      fixture = await operationFixture();
      await fixture.signedInAsOperator();
      fixture.tokenServer.requests.length = 0;
    });

    it('sends nothing when the list has one, and suggests signing in or a recovery', async () => {
      const error = await remedyError(create());
      assert.deepEqual(kindsOf(error), ['signIn', 'recoverOperatorToken']);
      assert.equal((error.cause as ServerError).kind, 'operatorTokenExists');
      assert.equal(fixture.sent('POST', path), 0);
    });

    it('suggests the same when the server refuses', async () => {
      await signOut(fixture);
      const error = await remedyError(create());
      assert.deepEqual(kindsOf(error), ['signIn', 'recoverOperatorToken']);
      assert.equal(fixture.sent('POST', path), 1);
      assert.deepEqual(fixture.notice.kinds, []);
    });
  });

  describe('on a server with only a named token', () => {
    const named = strangerToken();

    beforeEach(async () => {
      fixture = await operationFixture(await withoutOperator('ci', named));
      await signInWith(fixture, named, 'ci');
    });

    it('keeps the sign-in token', async () => {
      await create();
      assert.deepEqual(fixture.names(), ['ci', '_admin']);
      assert.equal(await signInHash(fixture), named.hash);
    });

    it('suggests regenerating the token when the check shows that it was created', async () => {
      fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path });
      onlyRemedy(await remedyError(create()), 'regenerateOperatorToken');
      assert.deepEqual(fixture.names(), ['ci', '_admin']);
      assert.equal(fixture.sent('POST', path), 1);
    });

    it('suggests trying again when the check shows that nothing was created', async () => {
      fixture.tokenServer.faults.add({ kind: 'close', when: 'beforeWork', path });
      const error = await remedyError(create());
      onlyRemedy(error, 'startAgain');
      await create();
      assert.deepEqual(fixture.names(), ['ci', '_admin']);
    });

    it('suggests trying again when the check fails, because that changes nothing', async () => {
      fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path });
      onceRequested(fixture.tokenServer, { method: 'POST', path }, () => {
        fixture.tokenServer.faults.add({ kind: 'status', status: 401, work: 'undone', path: list });
      });
      const error = await remedyError(create());
      onlyRemedy(error, 'startAgain');
    });

    it('passes on a refusal that has no remedy', async () => {
      fixture.tokenServer.faults.add({ kind: 'status', status: 404, work: 'undone', path });
      const error = await rejection(create());
      assert.ok(error instanceof ServerError);
      assert.equal(error.kind, 'unknownRoute');
    });
  });
});
