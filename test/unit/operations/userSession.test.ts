import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/errors.ts';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { signIn } from '../../../src/operations/signIn.ts';
import { chooseStoredToken } from '../../../src/operations/steps/storedTokens.ts';
import { messagesFor } from '../../../src/ui/servers/messages.ts';
import { statusTexts } from '../../../src/ui/servers/statusTexts.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { kindsOf, rejection, remedyError } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

describe('The session of a user (Enterprise preview)', () => {
  let fixture: OperationFixture;

  beforeEach(async () => {
    fixture = await operationFixture({ product: 'enterprise', userAuth: true });
    await fixture.signedInAsOperator();
    await fixture.servers.tokens.removeSignIn(fixture.identity);
  });

  const signInAs = async (name: string, lifetime?: number) => {
    const session = fixture.tokenServer.users?.signIn(name, 'password', lifetime) ?? assert.fail();
    const person = new ScriptedPerson([{ text: session.token }, { confirm: true }]);
    await signIn(fixture.server, { fromClipboard: false }, { ...fixture, person });
    person.done();
    await fixture.servers.store.reload(fixture.server);
    return { person, state: () => fixture.servers.store.state(fixture.server) };
  };
  const create = () => {
    const ports = { ...fixture, person: new ScriptedPerson() };
    return createNamedToken(fixture.server, { name: 'new', lifetime: { seconds: 60 } }, ports);
  };

  it('is accepted with a word of warning, and the row says until when', async () => {
    const { person, state } = await signInAs('admin');
    assert.equal(person.questions[0]?.message, sentence('signInAsUserQuestion'));
    assert.deepEqual(
      state().tokens?.map(({ name }) => name),
      ['_admin'],
    );
    assert.match(statusTexts(fixture.server, state()).join(), sentencePattern('signedInAsUserUntil'));
  });

  it('can create tokens', async () => {
    await signInAs('admin');
    assert.equal((await create()).name, 'new');
  });

  it('is never offered for files', async () => {
    await signInAs('admin');
    const ports = { ...fixture, person: new ScriptedPerson() };
    await assert.rejects(chooseStoredToken(fixture.server, undefined, 'Insert Token', ports), UserError);
  });

  it('is not stored when the user signs in with something else', async () => {
    await signInAs('admin');
    await signInAs('member');
    assert.deepEqual(await fixture.servers.tokens.listStored(fixture.identity), []);
  });

  it('of a member is limited', async () => {
    const { state } = await signInAs('member');
    assert.deepEqual([state().isLimited, state().tokens], [true, undefined]);
  });

  it('asks to sign in again when the server says that it ended', async () => {
    const { state } = await signInAs('admin');
    fixture.tokenServer.clock.advance(2 * 3_600_000);
    await fixture.servers.store.reload(fixture.server);
    assert.deepEqual(
      messagesFor(fixture.server, state()).map(({ text, command }) => [text, command]),
      [[sentence('sessionEnded'), 'influxdb3Tokens.signIn']],
    );
    assert.deepEqual(kindsOf(await remedyError(create())), ['signIn']);
  });

  it('is not sent after it ended', async () => {
    await signInAs('admin', 1);
    await new Promise((resolve) => void setTimeout(resolve, 1100));
    fixture.tokenServer.requests.length = 0;
    const error = await remedyError(create());
    assert.equal(error.message, sentence('sessionOnServerEnded', 'Local'));
    assert.deepEqual(fixture.tokenServer.requests, []);
  });

  it('is not signed in with if the user declines', async () => {
    const { token } = fixture.tokenServer.users?.signIn('admin', 'password') ?? assert.fail();
    const person = new ScriptedPerson([{ text: token }, 'cancel', 'cancel']);
    await rejection(signIn(fixture.server, { fromClipboard: false }, { ...fixture, person }));
    assert.equal((await fixture.servers.tokens.readSignIn(fixture.identity)).kind, 'none');
  });
});
