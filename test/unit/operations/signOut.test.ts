import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { signOut } from '../../../src/operations/signOut.ts';
import { sentence } from '../../support/sentences.ts';
import { keyringFailure, operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

describe('signOut', () => {
  let fixture: OperationFixture;
  let operator: Token;

  beforeEach(async () => {
    fixture = await operationFixture();
    operator = await fixture.signedInAsOperator();
    fixture.tokenServer.requests.length = 0;
  });

  const run = async (person: ScriptedPerson) => {
    await signOut(fixture.server, { ...fixture, person });
    person.done();
  };
  const signInKind = async () => (await fixture.servers.tokens.readSignIn(fixture.identity)).kind;
  const storeCopy = () =>
    fixture.servers.tokens.store(fixture.identity, operator, '_admin', { untilSavedElsewhere: false });

  it('removes the sign-in token without asking if another copy is stored', async () => {
    await storeCopy();
    await run(new ScriptedPerson([]));
    assert.equal(await signInKind(), 'none');
    assert.equal((await fixture.servers.tokens.findByHash(fixture.identity, operator.hash))?.hash, operator.hash);
  });

  it('asks before it removes the only copy', async () => {
    const person = new ScriptedPerson([{ confirm: true }]);
    await run(person);
    assert.equal(await signInKind(), 'none');
    assert.equal(person.questions[0]?.detail, sentence('onlyCopy'));
    assert.equal(fixture.clipboard.content, undefined);
  });

  it('can copy the only copy first, and then does not clear the clipboard', async () => {
    await run(new ScriptedPerson([{ choose: sentence('copyAndSignOut') }]));
    assert.equal(await signInKind(), 'none');
    assert.equal(fixture.clipboard.content?.hash, operator.hash);
    assert.equal(fixture.clipboard.clears, false);
  });

  it('stays signed in when the only copy cannot be copied', async () => {
    fixture.clipboard.failure = new UserError(untranslated('The clipboard is locked.'));
    await assert.rejects(run(new ScriptedPerson([{ choose: sentence('copyAndSignOut') }])), UserError);
    assert.equal(await signInKind(), 'token');
  });

  it('stays signed in when the question is canceled', async () => {
    await assert.rejects(run(new ScriptedPerson(['cancel'])), Canceled);
    assert.equal(await signInKind(), 'token');
    assert.equal(fixture.tokenServer.requests.length, 0);
  });

  it('does nothing when no token is stored', async () => {
    await fixture.servers.tokens.removeSignIn(fixture.identity);
    await run(new ScriptedPerson([]));
    assert.equal(await signInKind(), 'none');
  });

  it('forgets a token that the keyring lost, without asking', async () => {
    fixture.secrets.stored.clear();
    assert.equal(await signInKind(), 'missing');
    await run(new ScriptedPerson([]));
    assert.equal(await signInKind(), 'none');
  });

  it('reloads the server, which then shows that no one is signed in', async () => {
    await storeCopy();
    await run(new ScriptedPerson([]));
    const { store } = fixture.servers;
    await store.ensureLoaded(fixture.server);
    assert.equal(store.state(fixture.server).signIn, 'signedOut');
    assert.deepEqual(
      fixture.tokenServer.requests.map(({ hasToken }) => hasToken),
      [false],
    );
  });

  it('fails when the keyring fails', async () => {
    fixture.secrets.failure = keyringFailure;
    await assert.rejects(run(new ScriptedPerson([])), UserError);
    fixture.secrets.failure = undefined;
    assert.equal(await signInKind(), 'token');
  });
});
