import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { copyToken } from '../../../src/operations/copyToken.ts';
import { keyringFailure, operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { store } from './support/storedState.ts';

describe('copyToken', () => {
  let fixture: OperationFixture;
  let ci: Token;

  beforeEach(async () => {
    fixture = await operationFixture();
    ci = await fixture.createElsewhere(await fixture.signedInAsOperator(), 'ci');
    await store(fixture, ci, 'ci');
    fixture.tokenServer.requests.length = 0;
  });

  const copy = async (name: string | undefined, person = new ScriptedPerson()) => {
    await copyToken(fixture.server, name === undefined ? undefined : { name }, { ...fixture, person });
    person.done();
    return person;
  };
  const copiedHash = () => fixture.clipboard.content?.hash;

  it('copies a token, says when the clipboard is cleared, and sends nothing', async () => {
    for (const [seconds, expected] of [
      [60, /"ci".* 60 /],
      [1, /"ci".* 1 second /],
      [0, /^[^.]*"ci"[^.]*\.$/],
    ] as const) {
      fixture.clipboard.seconds = seconds;
      const { informed } = await copy('ci');
      assert.match(informed.join(), expected);
      assert.equal(copiedHash(), ci.hash);
      assert.equal(fixture.clipboard.clears, true);
    }
    assert.equal(fixture.tokenServer.requests.length, 0);
  });

  it('asks which token if none was selected', async () => {
    await copy(undefined, new ScriptedPerson([{ pick: 'ci' }]));
    assert.equal(copiedHash(), ci.hash);
    await assert.rejects(copy(undefined, new ScriptedPerson(['cancel'])), Canceled);
  });

  it('asks first when the call is external, and names the token and the server', async () => {
    const declined = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(copy('ci', declined), Canceled);
    assert.equal(copiedHash(), undefined);
    assert.ok(declined.questions[0]?.message.includes('"ci"'));
    assert.deepEqual(declined.questions[0]?.urls, [fixture.server.url]);
    await copy('ci', new ScriptedPerson([{ confirm: true }], { isExternal: true }));
    assert.equal(copiedHash(), ci.hash);
  });

  it('says nothing about success if the token is not stored, or the clipboard fails', async () => {
    const person = new ScriptedPerson();
    await assert.rejects(copy('unknown', person), UserError);
    fixture.clipboard.failure = keyringFailure;
    await assert.rejects(copy('ci', person), keyringFailure);
    assert.deepEqual(person.informed, []);
  });
});
