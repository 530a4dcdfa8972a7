import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { signIn } from '../../../src/operations/signIn.ts';
import { chooseStoredToken } from '../../../src/operations/steps/storedTokens.ts';
import { messagesFor } from '../../../src/ui/servers/messages.ts';
import { statusTexts } from '../../../src/ui/servers/statusTexts.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { kindsOf, rejection, remedyError } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

describe('Signing in with a user session', () => {
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

  it('warns, stores the session, and shows when it ends', async () => {
    const { person, state } = await signInAs('admin');
    assert.equal(person.questions[0]?.message, sentence('signInAsUserQuestion'));
    assert.deepEqual(
      state().tokens?.map(({ name }) => name),
      ['_admin'],
    );
    assert.match(statusTexts(fixture.server, state()).join(), sentencePattern('signedInAsUserUntil'));
  });

  it('signs in from the clipboard after the same question, unless it is declined', async () => {
    const { token } = fixture.tokenServer.users?.signIn('admin', 'password') ?? assert.fail();
    const { tokens } = fixture.servers;
    fixture.clipboard.foreignText = `Authorization: Bearer ${token}\n`;
    const signInWith = async (person: ScriptedPerson) => {
      await signIn(fixture.server, { fromClipboard: true }, { ...fixture, person });
      person.done();
    };
    fixture.tokenServer.requests.length = 0;
    await assert.rejects(signInWith(new ScriptedPerson(['cancel'])), Canceled);
    assert.equal((await tokens.readSignIn(fixture.identity)).kind, 'none');
    assert.ok(fixture.tokenServer.requests.every(({ hasToken }) => !hasToken));
    const person = new ScriptedPerson([{ confirm: true }]);
    await signInWith(person);
    assert.equal(person.questions[0]?.message, sentence('signInAsUserQuestion'));
    const stored = await tokens.readSignIn(fixture.identity);
    assert.ok(stored.kind === 'token' && stored.token.userSession !== undefined);
  });

  it('can create tokens with the session', async () => {
    await signInAs('admin');
    assert.equal((await create()).name, 'new');
  });

  it('never offers the session for files', async () => {
    await signInAs('admin');
    const ports = { ...fixture, person: new ScriptedPerson() };
    await assert.rejects(chooseStoredToken(fixture.server, undefined, untranslated('Insert Token'), ports), UserError);
  });

  it('drops the session when the user signs in with a token', async () => {
    await signInAs('admin');
    await signInAs('member');
    assert.deepEqual(await fixture.servers.tokens.listStored(fixture.identity), []);
  });

  it('shows that the session of a member cannot list tokens', async () => {
    const { state } = await signInAs('member');
    assert.deepEqual([state().isLimited, state().tokens], [true, undefined]);
  });

  it('asks to sign in again when the server rejects the session', async () => {
    const { state } = await signInAs('admin');
    fixture.tokenServer.clock.advance(2 * 3_600_000);
    await fixture.servers.store.reload(fixture.server);
    assert.deepEqual(
      messagesFor(fixture.server, state()).map(({ text, command }) => [text, command]),
      [[sentence('sessionEnded'), 'influxdb3Tokens.signIn']],
    );
    assert.deepEqual(kindsOf(await remedyError(create())), ['signIn']);
  });

  it('does not send the session after it has ended', async () => {
    await signInAs('admin', 1);
    await new Promise((resolve) => void setTimeout(resolve, 1100));
    fixture.tokenServer.requests.length = 0;
    const error = await remedyError(create());
    assert.equal(error.message, sentence('sessionOnServerEnded', 'Local'));
    assert.deepEqual(fixture.tokenServer.requests, []);
  });

  it('stores nothing when the user declines', async () => {
    const { token } = fixture.tokenServer.users?.signIn('admin', 'password') ?? assert.fail();
    const person = new ScriptedPerson([{ text: token }, 'cancel', 'cancel']);
    await rejection(signIn(fixture.server, { fromClipboard: false }, { ...fixture, person }));
    assert.equal((await fixture.servers.tokens.readSignIn(fixture.identity)).kind, 'none');
  });
});
