import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/errors.ts';
import { LastTokenError, removeToken } from '../../../src/rotation/removal.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { crashBefore, savedJournal } from './crashes.ts';
import { doOnceBefore } from './doOnceBefore.ts';
import { prepareRotation, type RotationCase, type TestRotation } from './testRotation.ts';

describe('removeToken', () => {
  const removeCi = ({ fixture, journal }: TestRotation) =>
    removeToken(({ name }) => name === 'ci', journal, fixture.ports());

  it('deletes with another stored token, whichever that is', async () => {
    const rotation = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const { fixture } = rotation;
    const other = fixture.createToken('other').token;
    fixture.stored.set(other.hash, { token: other, name: 'other' });
    const removed = await removeCi(rotation);
    assert.equal(removed?.name, 'ci');
    assert.deepEqual(fixture.tokenNames, ['_admin', 'other']);
    assert.equal(fixture.signIn, other, 'the sign-in token still works');
  });

  it('deletes nothing if no other stored token is accepted', async () => {
    const rotation = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const { fixture } = rotation;
    const deleted = fixture.createToken('deleted').token;
    fixture.listed.delete('deleted');
    fixture.stored.set(deleted.hash, { token: deleted, name: 'deleted' });
    await assert.rejects(removeCi(rotation), LastTokenError);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
  });

  it('deletes nothing if the server rejects all stored tokens', async () => {
    const rotation = prepareRotation({ kind: 'named', signedInWith: 'old' });
    rotation.fixture.signIn = undefined;
    await assert.rejects(
      removeCi(rotation),
      (error) => error instanceof UserError && !(error instanceof LastTokenError),
    );
    assert.deepEqual(rotation.fixture.tokenNames, ['_admin', 'ci']);
  });

  it('deletes nothing if the token is not listed', async () => {
    const rotation = prepareRotation({ kind: 'named', signedInWith: 'old' });
    assert.equal(await removeToken(() => false, rotation.journal, rotation.fixture.ports()), undefined);
  });
});

describe('Rotation, when the new operator token is lost', () => {
  const operator: RotationCase = { kind: 'operator', signedInWith: 'old' };

  for (const [how, effect] of [
    ['undo', /^journals\.write writing/],
    ['undo', /^server\.remove/],
    ['finish', /^journals\.write writing/],
    ['finish', /^server\.remove/],
  ] as const) {
    it(`${how} regenerates it again before it deletes the helper (${String(effect)})`, async () => {
      const rotation = prepareRotation(operator);
      const { fixture, journal, old } = rotation;
      for (const file of fixture.files.keys()) {
        fixture.files.set(file, Buffer.from(`T=${old.reveal()}`));
      }
      await crashBefore(effect, rotation, (ports) =>
        new Rotation(journal, { ...ports, person: { ...ports.person, chooseOccurrences: skipAll } }).begin(),
      );
      fixture.loseLastCreated();
      const regenerated: string[] = [];
      const at = (name: string, when: string) => {
        if (name === 'server.regenerate' && when === 'after') {
          regenerated.push(...fixture.tokenNames);
        }
      };
      await new Rotation(savedJournal(rotation), fixture.ports({ at }))[how]();
      assert.ok(regenerated.includes(journal.helper?.name ?? ''), 'the helper still exists');
      assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
      assert.equal(fixture.signIn, fixture.listed.get('_admin')?.token);
      assert.deepEqual(fixture.storedNames, ['_admin']);
    });
  }

  it('creates the helper again if someone else deleted it before the regenerate', async () => {
    const rotation = prepareRotation(operator);
    const { fixture, journal } = rotation;
    await crashBefore(/^server\.regenerate/, rotation, (ports) => new Rotation(journal, ports).begin());
    fixture.listed.delete(journal.helper?.name ?? '');
    const at = doOnceBefore('server.regenerate', () => {
      const helper = fixture.listed.get(journal.helper?.name ?? '')?.token;
      assert.ok(helper !== undefined && fixture.stored.has(helper.hash));
    });
    await new Rotation(savedJournal(rotation), fixture.ports({ at })).finish();
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
  });

  it('keeps the helper if someone else replaced the operator token since', async () => {
    const rotation = prepareRotation(operator);
    const { fixture, journal } = rotation;
    const at = doOnceBefore('journals.write ending', () => fixture.createToken('_admin'));
    await assert.rejects(new Rotation(journal, fixture.ports({ at })).begin(), RotationStopped);
    assert.ok(fixture.hasWorkingToken);
    assert.ok(fixture.tokenNames.includes(journal.helper?.name ?? ''));
    const result = await new Rotation(savedJournal(rotation), fixture.ports()).undo();
    assert.equal(result.old, 'replaced');
    assert.equal(fixture.signIn, fixture.listed.get('_admin')?.token);
    assert.deepEqual(fixture.storedNames, ['_admin']);
  });

  it('stops if the secret storage loses it again and again', async () => {
    const { fixture, journal } = prepareRotation(operator);
    const at = (name: string, when: string) => {
      if (name.startsWith('journals.write placing') && when === 'after') {
        fixture.loseLastCreated();
      }
    };
    await assert.rejects(new Rotation(journal, fixture.ports({ at })).begin(), RotationStopped);
    assert.ok(fixture.hasWorkingToken);
  });
});

describe('Rotation.undo, when the new token is the last one that works', () => {
  it('keeps it if the old one has expired', async () => {
    const rotation = await waiting();
    const { fixture, old } = rotation;
    fixture.expired.add(old.hash);
    const result = await new Rotation(savedJournal(rotation), fixture.ports()).undo();
    assert.equal(result.old, 'kept');
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci', 'ci-2']);
    assert.equal(fixture.signIn, fixture.listed.get('ci-2')?.token);
  });

  it('stops and keeps it if the old token string is lost', async () => {
    const rotation = await waiting();
    const { fixture, old } = rotation;
    fixture.files.clear();
    fixture.stored.delete(old.hash);
    fixture.signIn = undefined;
    fixture.journals.set(rotation.journal.id, { ...savedJournal(rotation), files: [] });
    await assert.rejects(
      new Rotation(savedJournal(rotation), fixture.ports()).undo(),
      (error) => error instanceof RotationStopped && error.cause instanceof LastTokenError,
    );
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci', 'ci-2']);
  });

  async function waiting(): Promise<TestRotation> {
    const rotation = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const later = () => Promise.resolve({ later: new Date() });
    await new Rotation(rotation.journal, rotation.fixture.ports({ person: { chooseRetirement: later } })).begin();
    return rotation;
  }
});

const skipAll = () => Promise.resolve({ updates: [], skipped: [] });
