import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { signIn } from '../../../src/operations/signIn.ts';
import { sentence } from '../../support/sentences.ts';
import { operationFixture, strangerToken, type OperationFixture } from './support/operationFixture.ts';
import { kindsOf, rejection, remedyError } from './support/rejection.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

const listRoute = '/api/v3/query_sql';

describe('signIn from the clipboard', () => {
  let fixture: OperationFixture;
  let operator: Token;

  beforeEach(async () => {
    fixture = await operationFixture();
    operator = await fixture.signedInAsOperator();
    await fixture.servers.tokens.removeSignIn(fixture.identity);
    fixture.tokenServer.requests.length = 0;
  });

  const run = async (person: ScriptedPerson) => {
    const record = await signIn(fixture.server, { fromClipboard: true }, { ...fixture, person });
    person.done();
    return record;
  };
  const signedInWith = async () => {
    const current = await fixture.servers.tokens.readSignIn(fixture.identity);
    return current.kind === 'token' ? { hash: current.token.hash, name: current.name } : current.kind;
  };

  it('signs in without asking', async () => {
    fixture.clipboard.foreignText = ` ${operator.reveal()}\n`;
    const record = await run(new ScriptedPerson([]));
    assert.equal(record?.name, '_admin');
    assert.deepEqual(await signedInWith(), { hash: operator.hash, name: '_admin' });
  });

  it('finds the only token in copied text', async () => {
    const token = operator.reveal();
    fixture.clipboard.foreignText = `Token: ${token}\nHTTP Requests Header: Authorization: Bearer ${token}\n`;
    assert.equal((await run(new ScriptedPerson([])))?.name, '_admin');
  });

  it('asks which of several tokens to use, and shows none of them', async () => {
    const other = strangerToken();
    fixture.clipboard.foreignText = `A=${other.reveal()}\nB=${operator.reveal()}\nC=${other.reveal()}\n`;
    const person = new ScriptedPerson([{ pick: sentence('numberedToken', 2) }]);
    assert.equal((await run(person))?.name, '_admin');
    const shown = JSON.stringify(person.asked);
    assert.ok([other, operator].every((token) => !shown.includes(token.reveal().slice(0, 20))));
    assert.deepEqual(await signedInWith(), { hash: operator.hash, name: '_admin' });
  });

  it('shows the name of a token that a server has', async () => {
    await fixture.servers.tokens.storeSignIn(fixture.identity, operator, '_admin');
    await fixture.servers.store.reload(fixture.server);
    fixture.clipboard.foreignText = `A=${strangerToken().reveal()}\nB=${operator.reveal()}\n`;
    assert.equal((await run(new ScriptedPerson([{ pick: '_admin' }])))?.name, '_admin');
  });

  it('sends no token when the question which one to use is canceled', async () => {
    fixture.clipboard.foreignText = `A=${operator.reveal()}\nB=${strangerToken().reveal()}\n`;
    await assert.rejects(run(new ScriptedPerson(['cancel'])), Canceled);
    assert.equal(fixture.sent('POST', listRoute), 0);
  });

  for (const text of ['', 'two words', 'offline-token', `apiv3_${'x'.repeat(85)}`]) {
    it(`sends no token when the clipboard contains "${text.slice(0, 15)}"`, async () => {
      fixture.clipboard.foreignText = text;
      const error = await rejection(run(new ScriptedPerson([])));
      assert.ok(error instanceof UserError);
      assert.equal(error.message, sentence('clipboardWithoutToken'));
      assert.equal(fixture.sent('POST', listRoute), 0);
    });
  }

  it('suggests signing in when the server rejects the token', async () => {
    fixture.clipboard.foreignText = strangerToken().reveal();
    const error = await remedyError(run(new ScriptedPerson([])));
    assert.deepEqual(kindsOf(error), ['signIn']);
    assert.equal(await signedInWith(), 'none');
  });

  it('refuses a server without authentication', async () => {
    fixture = await operationFixture({ withoutAuth: true });
    fixture.clipboard.foreignText = strangerToken().reveal();
    await assert.rejects(run(new ScriptedPerson([])), UserError);
    assert.equal(await signedInWith(), 'none');
  });

  it('asks first when the call is external, and does not read the clipboard before', async () => {
    fixture.clipboard.readText = () => assert.fail('the clipboard was read');
    const person = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(run(person), Canceled);
    assert.equal(person.questions[0]?.message, sentence('clipboardSignInQuestion', 'Local'));
    assert.equal(fixture.tokenServer.requests.length, 0);
  });
});
