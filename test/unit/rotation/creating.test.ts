import assert from 'node:assert/strict';
import { untranslated } from '../../../src/core/l10n.ts';
import type { TokenRecord } from '../../../src/core/token/tokenRecord.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { prepareRotation, type TestRotation, type RotationCase } from './testRotation.ts';
import type { EffectHook } from './inMemoryFixture.ts';

const lostResponse = (outcome?: 'unknown') =>
  Object.assign(new UserError(untranslated('The response was lost.')), outcome && { outcome });
const throwAfter =
  (effect: string, error: Error): EffectHook =>
  (name, when) => {
    if (name === effect && when === 'after') {
      throw error;
    }
  };

describe('ensureCreated', () => {
  it('creates nothing when someone else has created a token with the new name', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const othersToken = fixture.createToken('ci-2').token;
    const error = await thrownBy(new Rotation(journal, fixture.ports()).begin());
    assert.ok(error instanceof UserError && !(error instanceof RotationStopped));
    assert.equal(error.message, sentence('tokenCreatedElsewhere', 'ci-2'));
    assert.ok(fixture.isValid(othersToken));
    assert.deepEqual([...fixture.journals.keys()], [], 'no journal is left');
  });

  it('creates nothing when someone else has replaced the operator token', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'operator', signedInWith: 'other' });
    const othersToken = fixture.createToken('_admin').token;
    const error = await thrownBy(new Rotation(journal, fixture.ports()).begin());
    assert.ok(!(error instanceof RotationStopped));
    assert.equal(error.message, sentence('operatorTokenReplacedElsewhere'));
    assert.ok(fixture.isValid(othersToken));
  });

  it('leaves no journal and rethrows the original error when the server refuses', async () => {
    for (const refusal of [
      Object.assign(new UserError(untranslated('The server refused.')), { outcome: 'nothing' }),
      new Canceled(),
    ]) {
      const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
      const at: EffectHook = (name, when) => {
        if (name === 'server.create ci-2' && when === 'before') {
          throw refusal;
        }
      };
      assert.equal(await thrownBy(new Rotation(journal, fixture.ports({ at })).begin()), refusal);
      assert.deepEqual([...fixture.journals.keys()], []);
    }
  });

  it('leaves no journal when the server refuses the helper', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'operator', signedInWith: 'old' });
    const refusal = Object.assign(new UserError(untranslated('The server refused.')), { outcome: 'nothing' });
    const at: EffectHook = (name) => {
      if (name.startsWith('server.create')) {
        throw refusal;
      }
    };
    assert.equal(await thrownBy(new Rotation(journal, fixture.ports({ at })).begin()), refusal);
    assert.deepEqual([...fixture.journals.keys()], []);
  });

  it('keeps the helper in the journal when the server refuses the regenerate', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'operator', signedInWith: 'old' });
    const at: EffectHook = (name, when) => {
      if (name === 'server.regenerate' && when === 'before') {
        throw Object.assign(new UserError(untranslated('The server refused.')), { outcome: 'nothing' });
      }
    };
    const stopped = await thrownBy(new Rotation(journal, fixture.ports({ at })).begin(), RotationStopped);
    assert.notEqual(stopped.journal.helper?.hash, null);
    await new Rotation(stopped.journal, fixture.ports()).undo();
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
  });

  it('keeps the journal when the token may have been created', async () => {
    for (const error of [lostResponse('unknown'), lostResponse(), new Error('ECONNRESET')]) {
      const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
      const at = throwAfter('server.create ci-2', error);
      const stopped = await thrownBy(new Rotation(journal, fixture.ports({ at })).begin());
      assert.ok(stopped instanceof RotationStopped);
      assert.equal(stopped.cause, error);
      assert.equal(fixture.journals.get(journal.id)?.stage, 'creating');
    }
  });

  it('recreates a token whose response was lost only if the user agrees', async () => {
    const rotation = await withLostResponse({ kind: 'named', signedInWith: 'old' }, 'server.create ci-2');
    const { fixture } = rotation;
    const lostToken = fixture.listed.get('ci-2');
    const refused = await thrownBy(
      finish(rotation, () => Promise.reject(new Canceled())),
      RotationStopped,
    );
    assert.equal(refused.isCanceled, true);
    assert.equal(fixture.listed.get('ci-2'), lostToken, 'the token stays unless the user agrees');

    const questions: TokenRecord[] = [];
    const result = await finish(rotation, (record) => Promise.resolve(void questions.push(record)));
    assert.deepEqual(questions, [lostToken?.record]);
    assert.notEqual(fixture.listed.get('ci-2')?.token, lostToken?.token);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci-2']);
    assert.equal(result.token.id, fixture.listed.get('ci-2')?.record.id);
  });

  it('regenerates the operator token again with the helper when the response was lost', async () => {
    const rotation = await withLostResponse({ kind: 'operator', signedInWith: 'old' }, 'server.regenerate');
    const { fixture } = rotation;
    assert.equal(fixture.isValid(fixture.signIn ?? assert.fail()), false, 'the sign-in token no longer works');
    let questions = 0;
    await finish(rotation, () => Promise.resolve(void (questions += 1)));
    assert.equal(questions, 1);
    assert.equal(fixture.signIn, fixture.listed.get('_admin')?.token);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
  });

  it('recreates the helper without asking when the response was lost', async () => {
    const rotation = prepareRotation({ kind: 'operator', signedInWith: 'old' });
    const at = throwAfter(`server.create ${rotation.journal.helper?.name ?? ''}`, lostResponse('unknown'));
    await thrownBy(new Rotation(rotation.journal, rotation.fixture.ports({ at })).begin(), RotationStopped);
    await finish(rotation, () => assert.fail('must not ask'));
    assert.deepEqual(rotation.fixture.tokenNames, ['_admin', 'ci']);
    assert.deepEqual(rotation.fixture.storedNames, ['_admin']);
  });

  it('adopts a token that an earlier run stored but did not record in the journal', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const { token, id } = fixture.createToken('ci-2', 86_400);
    fixture.stored.set(token.hash, { token, name: '' });
    const result = await new Rotation(journal, fixture.ports()).finish();
    assert.deepEqual(result.token, { name: 'ci-2', id, expiry: '2026-11-25T12:00:00.000Z' });
    assert.equal(fixture.listed.get('ci-2')?.token, token);
    assert.equal(fixture.stored.get(token.hash)?.name, 'ci-2', 'its name is stored');
  });

  it('signs in with an adopted operator token unless the user signed in with another', async () => {
    for (const hasOtherSignIn of [false, true]) {
      const { fixture, journal } = prepareRotation({ kind: 'operator', signedInWith: 'old' });
      const at: EffectHook = (effect, when) => {
        const created = fixture.listed.get('_admin')?.token;
        if (effect === 'server.regenerate' && when === 'after' && created !== undefined) {
          fixture.stored.set(created.hash, { token: created, name: '' });
          throw lostResponse('unknown');
        }
      };
      const stopped = await thrownBy(new Rotation(journal, fixture.ports({ at })).begin(), RotationStopped);
      const token = fixture.listed.get('_admin')?.token;
      const ci = fixture.listed.get('ci')?.token;
      fixture.signIn = hasOtherSignIn ? ci : fixture.signIn;
      await new Rotation(stopped.journal, fixture.ports()).finish();
      assert.ok(token && fixture.isValid(token), 'it is not regenerated again');
      assert.equal(fixture.signIn, hasOtherSignIn ? ci : token);
    }
  });
});

describe('listTokens', () => {
  it('tries each token once when the server rejects all', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    fixture.stored.set(old.hash, { token: old, name: 'ci' });
    fixture.listed.delete('ci');
    const error = await thrownBy(new Rotation(journal, fixture.ports()).finish());
    assert.match(error.message, sentencePattern('noStoredTokenAccepted', 'Local'));
    assert.equal(fixture.effects.filter((effect) => effect === 'server.list').length, 1);
  });

  it('uses the next token when the sign-in token is not allowed to list tokens', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'other' });
    fixture.notAllowed.add(fixture.signIn?.hash ?? assert.fail());
    await new Rotation(journal, fixture.ports()).begin();
    assert.ok(!fixture.isValid(old) && fixture.listed.has('ci-2'));
  });

  it('creates nothing when no stored token is allowed to list tokens, and says so', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    fixture.notAllowed.add(old.hash);
    const error = await thrownBy(new Rotation(journal, fixture.ports()).begin());
    assert.ok(error instanceof UserError && !(error instanceof RotationStopped));
    assert.equal(error.message, sentence('noStoredTokenAllowed', 'Local'));
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
  });

  it('uses the new token when the sign-in token no longer works', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const deleted = fixture.createToken('mine').token;
    fixture.listed.delete('mine');
    const at: EffectHook = (effect) => {
      if (effect.startsWith('journals.write ending')) {
        fixture.signIn = deleted;
      }
    };
    await new Rotation(journal, fixture.ports({ at })).begin();
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci-2']);
  });
});

async function withLostResponse(rotationCase: RotationCase, effect: string): Promise<TestRotation> {
  const rotation = prepareRotation(rotationCase);
  const at = throwAfter(effect, lostResponse('unknown'));
  await thrownBy(new Rotation(rotation.journal, rotation.fixture.ports({ at })).begin(), RotationStopped);
  return rotation;
}

function finish({ fixture, journal }: TestRotation, confirm: (record: TokenRecord) => Promise<void>) {
  const saved = fixture.journals.get(journal.id);
  assert.ok(saved);
  return new Rotation(saved, fixture.ports({ person: { confirmRecreate: confirm } })).finish();
}

async function thrownBy<Thrown extends Error = Error>(
  work: Promise<unknown>,
  type?: abstract new (...args: never[]) => Thrown,
): Promise<Thrown> {
  const error = await work.then(
    () => assert.fail('must throw'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof (type ?? Error), String(error));
  return error as Thrown;
}
