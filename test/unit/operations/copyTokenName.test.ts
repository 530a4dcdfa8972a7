import assert from 'node:assert/strict';
import { Canceled } from '../../../src/core/errors.ts';
import { copyTokenName } from '../../../src/operations/copyTokenName.ts';
import { SignInNeeded } from '../../../src/operations/remedy.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { signOut } from './support/storedState.ts';

describe('copyTokenName', () => {
  let fixture: OperationFixture;
  let copied: string[];

  beforeEach(async () => {
    fixture = await operationFixture();
    await fixture.createElsewhere(await fixture.signedInAsOperator(), 'ci');
    fixture.tokenServer.requests.length = 0;
    copied = [];
  });

  const copy = async (source: Parameters<typeof copyTokenName>[0], person: ScriptedPerson) => {
    const clipboard = {
      async writeText(text: string) {
        await Promise.resolve();
        copied.push(text);
      },
    };
    await copyTokenName(source, { person, servers: fixture.servers, clipboard });
    person.done();
  };

  it('copies the name of a row without a question or a request', async () => {
    await copy({ name: 'ci' }, new ScriptedPerson());
    assert.deepEqual(copied, ['ci']);
    assert.equal(fixture.tokenServer.requests.length, 0);
  });

  it('asks before a link puts a text on the clipboard, and shows the text', async () => {
    const declined = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(copy({ name: 'rm -rf' }, declined), Canceled);
    assert.ok(declined.questions[0]?.message.includes('"rm -rf"'));
    assert.deepEqual(copied, []);
    await copy({ name: 'ci' }, new ScriptedPerson([{ confirm: true }], { isExternal: true }));
    assert.deepEqual(copied, ['ci']);
  });

  it('offers the tokens of a server', async () => {
    const person = new ScriptedPerson([{ pickToken: 'ci' }]);
    await copy(fixture, person);
    assert.deepEqual(copied, ['ci']);
    await assert.rejects(copy(fixture, new ScriptedPerson(['cancel'])), Canceled);
  });

  it('asks before an external call sends the token that loads the list', async () => {
    const declined = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(copy(fixture, declined), Canceled);
    assert.equal(fixture.tokenServer.requests.length, 0);
    assert.deepEqual(declined.questions[0]?.urls, [fixture.server.url]);
  });

  it('suggests signing in first if the list needs a token', async () => {
    await signOut(fixture);
    await assert.rejects(copy(fixture, new ScriptedPerson()), SignInNeeded);
  });
});
