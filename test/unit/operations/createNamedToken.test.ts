import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { createNamedToken, namedTokenInput } from '../../../src/operations/createNamedToken.ts';
import { RemedyError } from '../../../src/operations/remedy.ts';
import { sentence } from '../../support/sentences.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { ScriptedPerson, type Answer } from './support/scriptedPerson.ts';
import { rejection } from './support/rejection.ts';

const route = '/api/v3/configure/token/named_admin';

describe('createNamedToken', () => {
  let fixture: OperationFixture;

  beforeEach(async () => {
    fixture = await operationFixture();
    await fixture.signedInAsOperator();
    fixture.tokenServer.requests.length = 0;
  });

  const create = async (person: ScriptedPerson, input: Parameters<typeof namedTokenInput>[0] = {}) => {
    const created = await createNamedToken(fixture.server, namedTokenInput(input), { ...fixture, person });
    person.done();
    return created;
  };

  it('asks for a name and an expiration, stores the token, and copies it', async () => {
    const person = new ScriptedPerson([{ text: 'ci' }, { expiration: 3600 }]);
    const { token, name } = await create(person);
    assert.equal(name, 'ci');
    assert.deepEqual(fixture.names(), ['_admin', 'ci']);
    assert.ok((await fixture.servers.tokens.findByHash(fixture.identity, token.hash))?.hash === token.hash);
    assert.equal(fixture.clipboard.content?.hash, token.hash);
    assert.deepEqual(fixture.notice.kinds, ['created']);
    assert.equal(fixture.sent('POST', route), 1);
  });

  it('asks only for what is missing', async () => {
    await create(new ScriptedPerson([{ expiration: undefined }]), { name: 'ci' });
    await create(new ScriptedPerson([{ text: 'other' }]), { expiry: '30d' });
    await create(new ScriptedPerson([]), { name: 'third', expiry: 'never' });
    assert.deepEqual(fixture.names(), ['_admin', 'ci', 'other', 'third']);
  });

  it('rejects invalid arguments before anything is sent', () => {
    assert.throws(() => namedTokenInput({ name: '' }), UserError);
    assert.throws(() => namedTokenInput({ expiry: 'soon' }), UserError);
    assert.equal(fixture.tokenServer.requests.length, 0);
  });

  it('rejects a given name that is taken, without asking', async () => {
    await create(new ScriptedPerson([]), { name: 'ci', expiry: 'never' });
    await assert.rejects(create(new ScriptedPerson([]), { name: 'ci', expiry: 'never' }), UserError);
    assert.equal(fixture.sent('POST', route), 1);
  });

  it('asks again with the reason when the server refuses a typed name', async () => {
    const person = new ScriptedPerson([{ text: 'ci' }, { expiration: 60 }, { text: 'ci-2' }]);
    const body = 'token name already exists, ci';
    fixture.tokenServer.faults.add({ kind: 'status', status: 409, work: 'undone', body, path: route });
    await create(person);
    assert.deepEqual(fixture.names(), ['_admin', 'ci-2']);
    assert.notEqual((person.asked[2]?.question as { rejection?: string }).rejection, undefined);
  });

  const cancellations: readonly (readonly [question: string, answers: readonly Answer[]])[] = [
    ['name', ['cancel']],
    ['expiration', [{ text: 'ci' }, 'cancel']],
  ];
  for (const [question, answers] of cancellations) {
    it(`sends nothing when the ${question} is canceled`, async () => {
      await assert.rejects(create(new ScriptedPerson(answers)), Canceled);
      assert.deepEqual(fixture.names(), ['_admin']);
      assert.equal(fixture.sent('POST', route), 0);
    });
  }

  it('asks first when the call is external, and sends nothing when it is declined', async () => {
    const person = new ScriptedPerson(['cancel'], { isExternal: true });
    await assert.rejects(create(person, { name: 'ci', expiry: 'never' }), Canceled);
    assert.equal(person.questions.length, 1);
    assert.equal(fixture.tokenServer.requests.length, 0);
    await create(new ScriptedPerson([{ confirm: true }], { isExternal: true }), { name: 'ci', expiry: 'never' });
  });

  it('suggests signing in when there is no sign-in token', async () => {
    await fixture.servers.tokens.removeSignIn(fixture.identity);
    const error = await rejection(create(new ScriptedPerson([])));
    assert.ok(error instanceof RemedyError);
    assert.deepEqual(
      error.remedies.map(({ kind }) => kind),
      ['signIn'],
    );
  });

  it('suggests deleting and recreating a token whose response was lost', async () => {
    const person = new ScriptedPerson([]);
    fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path: route });
    const error = await rejection(create(person, { name: 'ci', expiry: 'never' }));
    assert.ok(error instanceof RemedyError);
    const [remedy] = error.remedies;
    assert.equal(remedy?.kind, 'deleteAndRecreate');
    assert.equal(fixture.sent('POST', route), 1);
    assert.deepEqual(fixture.names(), ['_admin', 'ci']);
  });

  it('still stores the token when the user stops waiting after it was sent', async () => {
    const person = new ScriptedPerson([]);
    person.onProgress = (title, abort) => {
      if (title === sentence('creatingToken', 'ci')) {
        setTimeout(() => abort.abort(), 5);
      }
    };
    await create(person, { name: 'ci', expiry: 'never' }).catch((error: unknown) => {
      assert.ok(error instanceof Canceled);
    });
    await fixture.changesDone();
    const isOnServer = fixture.names().includes('ci');
    const stored = await fixture.servers.tokens.listStored(fixture.identity);
    assert.equal(
      stored.some(({ name }) => name === 'ci'),
      isOnServer,
    );
  });
});
