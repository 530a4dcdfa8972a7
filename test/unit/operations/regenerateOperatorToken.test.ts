import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { Token } from '../../../src/core/token/token.ts';
import { regenerateOperatorToken as regenerateElsewhere } from '../../../src/influxdb/regenerateOperatorToken.ts';
import { ServerError } from '../../../src/influxdb/transport/serverError.ts';
import { regenerateOperatorToken } from '../../../src/operations/regenerateOperatorToken.ts';
import { RotationInProgressError } from '../../../src/rotation/tokenLock.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { endpointOf } from '../influxdb/helpers/endpoint.ts';
import { enterpriseFixture } from './support/enterprise.ts';
import { fileWithToken } from './support/fileWithToken.ts';
import { duringSearch } from './support/duringRequest.ts';
import { keyringFailure, operationFixture, strangerToken, type OperationFixture } from './support/operationFixture.ts';
import { kindsOf, onlyRemedy, rejection, remedyError } from './support/rejection.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';
import { signInHash, signInWith, signOut, store, storedHashes } from './support/storedState.ts';
import { unfinishedRotation } from './support/unfinishedRotation.ts';
import { withoutOperator } from './support/withoutOperator.ts';
import { withNamedToken } from './support/withNamedToken.ts';

const path = '/api/v3/configure/token/admin/regenerate';
const listPath = '/api/v3/query_sql';

describe('regenerateOperatorToken', () => {
  let fixture: OperationFixture;
  let operator: Token;
  let ci: Token;

  beforeEach(async () => {
    ({ fixture, operator, ci } = await withNamedToken());
  });

  const regenerate = async (person: ScriptedPerson) => {
    const created = await regenerateOperatorToken(fixture.server, { ...fixture, person });
    person.done();
    return created;
  };
  const yes = () => new ScriptedPerson([{ confirm: true }]);
  const external = (answers: readonly Answer[]) => new ScriptedPerson(answers, { isExternal: true });
  const replaceElsewhere = async (bearer: Token) =>
    (await regenerateElsewhere(endpointOf(fixture.tokenServer), bearer)).token;
  const assertNotSent = () => assert.equal(fixture.sent('POST', path), 0);

  describe('asking', () => {
    it('asks once, names the files, stores the new token, and removes the old one', async () => {
      await store(fixture, operator, '_admin');
      fixture.usage.files = [fileWithToken(operator), fileWithToken(ci, 'other.env')];
      const person = yes();
      const { token, name } = await regenerate(person);
      assert.equal(name, '_admin');
      assert.deepEqual(
        person.questions[0]?.usage?.files.map(({ file }) => file),
        ['app.env'],
      );
      assert.deepEqual(await storedHashes(fixture), [token.hash]);
      assert.equal(await signInHash(fixture), token.hash);
      assert.equal(fixture.clipboard.content?.hash, token.hash);
      assert.equal(fixture.sent('POST', path), 1);
    });

    it('keeps a named sign-in token', async () => {
      await signInWith(fixture, ci, 'ci');
      const { token } = await regenerate(yes());
      assert.equal(await signInHash(fixture), ci.hash);
      assert.deepEqual(await storedHashes(fixture), [token.hash]);
    });

    it('says what is at stake unless another stored token works', async () => {
      const [alone, spare] = [yes(), yes()];
      await regenerate(alone);
      assert.equal(alone.questions[0]?.note, sentence('noSpareToken'));
      await store(fixture, ci, 'ci');
      await regenerate(spare);
      assert.equal(spare.questions[0]?.note, undefined);
    });

    it('does not count a user session as another token that works', async () => {
      fixture = await operationFixture({ product: 'enterprise', userAuth: true });
      await fixture.signedInAsOperator();
      const session = fixture.tokenServer.users?.signIn('admin', 'password') ?? assert.fail();
      await signInWith(fixture, new Token(session.token), '');
      const person = yes();
      await regenerate(person);
      assert.equal(person.questions[0]?.note, sentence('noSpareToken'));
    });

    it('does not count a resource token as another token that works', async () => {
      const enterprise = await enterpriseFixture();
      ({ fixture, operator } = enterprise);
      const reader = await enterprise.createResource('reader', 'db:metrics:read');
      await signInWith(fixture, reader, 'reader');
      const body = JSON.stringify(fixture.tokenServer.tokens());
      fixture.tokenServer.faults.add({ kind: 'status', status: 200, work: 'undone', path: listPath, body });
      const person = new ScriptedPerson(['cancel']);
      await assert.rejects(regenerate(person), Canceled);
      assert.equal(person.questions[0]?.note, sentence('noSpareToken'));
    });

    it('sends nothing when the question is declined', async () => {
      await assert.rejects(regenerate(new ScriptedPerson(['cancel'])), Canceled);
      assertNotSent();
    });

    it('sends nothing when the user looks at the files instead', async () => {
      fixture.usage.files = [fileWithToken(operator)];
      await assert.rejects(regenerate(new ScriptedPerson([{ choose: sentence('showFiles') }])), Canceled);
      assertNotSent();
    });

    it('asks nothing when questions are confirmed automatically', async () => {
      const { token } = await regenerate(new ScriptedPerson([], { autoConfirm: true }));
      assert.equal(await signInHash(fixture), token.hash);
    });
  });

  describe('an external call', () => {
    it('asks once before anything is sent if the list is loaded', async () => {
      await fixture.servers.store.reload(fixture.server);
      fixture.tokenServer.requests.length = 0;
      fixture.usage.files = [fileWithToken(operator)];
      const declined = external(['cancel']);
      await assert.rejects(regenerate(declined), Canceled);
      assert.equal(declined.questions[0]?.usage?.files.length, 1);
      assert.equal(fixture.tokenServer.requests.length, 0);
      await regenerate(external([{ confirm: true }]));
      assert.equal(fixture.sent('POST', path), 1);
    });

    it('asks again with the files if the list was not loaded', async () => {
      fixture.usage.files = [fileWithToken(operator)];
      const person = external([{ confirm: true }, { confirm: true }]);
      await regenerate(person);
      assert.deepEqual(
        person.questions.map(({ usage }) => usage?.files.length),
        [undefined, 1],
      );
    });

    it('asks again if the loaded list has an earlier operator token', async () => {
      await signInWith(fixture, ci, 'ci');
      await fixture.servers.store.reload(fixture.server);
      await replaceElsewhere(ci);
      const person = external([{ confirm: true }, 'cancel']);
      await assert.rejects(regenerate(person), Canceled);
      assert.equal(person.questions.length, 2);
    });
  });

  describe('refusing', () => {
    it('suggests signing in, before anything is asked, if there is no sign-in token', async () => {
      await signOut(fixture);
      onlyRemedy(await remedyError(regenerate(new ScriptedPerson())), 'signIn');
      assert.equal(fixture.tokenServer.requests.length, 0);
    });

    it('suggests signing in if the server rejects the sign-in token', async () => {
      await signInWith(fixture, strangerToken(), 'elsewhere');
      const error = await remedyError(regenerate(new ScriptedPerson()));
      assert.deepEqual(kindsOf(error), ['signIn']);
    });

    it('refuses if the server has no operator token', async () => {
      fixture = await operationFixture(await withoutOperator('ci', strangerToken()));
      await signInWith(fixture, strangerToken(), 'ci');
      await assert.rejects(regenerate(new ScriptedPerson()), UserError);
      assertNotSent();
    });

    it('refuses, before anything is asked, if a rotation is unfinished', async () => {
      await unfinishedRotation(fixture, '_admin', operator);
      const error = await rejection(regenerate(external([])));
      assert.ok(error instanceof RotationInProgressError);
      assert.equal(fixture.tokenServer.requests.length, 0);
    });

    it('refuses if a rotation started while the question was open', async () => {
      duringSearch(fixture, () => unfinishedRotation(fixture, '_admin', operator));
      const error = await rejection(regenerate(yes()));
      assert.ok(error instanceof RotationInProgressError);
      assertNotSent();
    });

    it('refuses while another window changes the token', async () => {
      const { identity, usage } = fixture;
      const lock = await usage.rotations.lock({ server: { identity }, old: { name: '_admin' } });
      await assert.rejects(regenerate(yes()), UserError);
      assertNotSent();
      await lock?.release();
      await regenerate(yes());
    });

    it('refuses if someone else replaced the token while the question was open', async () => {
      await signInWith(fixture, ci, 'ci');
      duringSearch(fixture, () => replaceElsewhere(ci));
      const error = await rejection(regenerate(yes()));
      assert.ok(error instanceof UserError);
      assert.match(error.message, sentencePattern('operatorTokenReplacedElsewhere'));
      assert.equal(fixture.sent('POST', path), 1, 'only the request of the other client');
    });

    it('refuses if the server lists other permissions once the question is answered', async () => {
      const rows = fixture.tokenServer.tokens().map((row) => ({ ...row, permissions: '' }));
      duringSearch(fixture, () => {
        const fault = { kind: 'status', status: 200, work: 'undone', path: listPath } as const;
        fixture.tokenServer.faults.add({ ...fault, body: JSON.stringify(rows) });
        return Promise.resolve();
      });
      const error = await rejection(regenerate(yes()));
      assert.ok(error instanceof UserError && !(error instanceof ServerError));
      assertNotSent();
    });

    it('passes on a refusal that has no remedy, and removes nothing', async () => {
      await store(fixture, operator, '_admin');
      fixture.tokenServer.faults.add({ kind: 'status', status: 404, work: 'undone', path });
      const error = await rejection(regenerate(yes()));
      assert.ok(error instanceof ServerError);
      assert.equal(error.kind, 'unknownRoute');
      assert.deepEqual(await storedHashes(fixture), [operator.hash]);
    });
  });

  it('succeeds with a warning if the stored old token cannot be removed', async () => {
    fixture.servers.tokens.removeByHashPrefix = () => Promise.reject(keyringFailure);
    const person = yes();
    const { token } = await regenerate(person);
    assert.equal(await signInHash(fixture), token.hash);
    assert.equal(person.warnings.length, 1);
  });

  it('still stores the new token when the user stops waiting after it was sent', async () => {
    fixture.tokenServer.faults.add({ kind: 'delay', when: 'beforeResponse', milliseconds: 50, path });
    const person = yes();
    person.onProgress = (_title, abort) => {
      // Stored data, the list, the search, and then the regeneration.
      if (person.progressTitles.length === 4) {
        const timer = setInterval(() => {
          if (fixture.sent('POST', path) === 1) {
            clearInterval(timer);
            abort.abort();
          }
        }, 1);
      }
    };
    await assert.rejects(regenerate(person), Canceled);
    assert.equal(await signInHash(fixture), operator.hash);
    await fixture.changesDone();
    const [hash] = await storedHashes(fixture);
    assert.ok(hash !== undefined && hash !== operator.hash);
    assert.equal(await signInHash(fixture), hash);
  });
});
