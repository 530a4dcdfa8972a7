import assert from 'node:assert/strict';
import { Canceled } from '../../../src/core/errors.ts';
import type { Retirement } from '../../../src/rotation/ports.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { crashAt, savedJournal } from './crashes.ts';
import type { InMemoryFixture } from './inMemoryFixture.ts';
import { prepareRotation, type TestRotation } from './testRotation.ts';

const choosing = (retirement: Retirement) => ({ chooseRetirement: () => Promise.resolve(retirement) });

describe('Rotation, with keepCreatedTokens off', () => {
  /** The old token is only in files, as one that was found there. */
  const foundInFiles = (): TestRotation => {
    const rotation = prepareRotation({ kind: 'named', signedInWith: 'other' });
    rotation.fixture.stored.clear();
    rotation.fixture.keepsCreated = false;
    return rotation;
  };

  it('removes the old token from secret storage if a file still contains it', async () => {
    const { fixture, journal } = foundInFiles();
    await new Rotation(journal, fixture.ports({ person: choosing('keep') })).begin();
    assert.deepEqual(stored(fixture), { 'ci-2': true });
  });

  it('stores the old token until it is saved if no file contains it', async () => {
    const { fixture, journal } = foundInFiles();
    fixture.files.delete('notes/todo.md');
    await new Rotation(journal, fixture.ports({ person: choosing('keep') })).begin();
    assert.deepEqual(stored(fixture), { ci: true, 'ci-2': true });
  });

  it('removes the old token when the rotation is undone', async () => {
    const rotation = foundInFiles();
    const { fixture } = rotation;
    await new Rotation(rotation.journal, fixture.ports({ person: choosing({ later: new Date() }) })).begin();
    await new Rotation(savedJournal(rotation), fixture.ports()).undo();
    assert.deepEqual(stored(fixture), {});
  });

  it('removes the old token when nothing was created', async () => {
    const { fixture, journal } = foundInFiles();
    const at = (effect: string) => {
      if (effect.startsWith('server.create')) {
        throw new Canceled();
      }
    };
    await assert.rejects(new Rotation(journal, fixture.ports({ at })).begin(), Canceled);
    assert.deepEqual(stored(fixture), {});
  });

  it('keeps the old token if no other stored token works', async () => {
    const rotation = foundInFiles();
    const { fixture } = rotation;
    await new Rotation(rotation.journal, fixture.ports({ person: choosing({ later: new Date() }) })).begin();
    fixture.signIn = undefined;
    await new Rotation(savedJournal(rotation), fixture.ports()).undo();
    assert.ok(fixture.hasWorkingToken);
    assert.deepEqual(stored(fixture), { ci: true });
  });

  it('leaves a token alone that was stored before', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'other' });
    fixture.keepsCreated = false;
    await new Rotation(journal, fixture.ports({ person: choosing('keep') })).begin();
    assert.deepEqual(stored(fixture), { ci: false, 'ci-2': true });
  });

  it('removes the copy of a sign-in token that stays, and asks about one that was replaced', async () => {
    for (const how of ['undo', 'finish'] as const) {
      const rotation = prepareRotation({ kind: 'named', signedInWith: 'old' });
      const { fixture, old } = rotation;
      fixture.keepsCreated = false;
      await new Rotation(rotation.journal, fixture.ports({ person: choosing({ later: new Date() }) })).begin();
      await new Rotation(savedJournal(rotation), fixture.ports({ person: choosing('keep') }))[how]();
      assert.equal(fixture.signIn === old, how === 'undo');
      assert.deepEqual(stored(fixture), how === 'undo' ? {} : { ci: true, 'ci-2': true });
    }
  });

  it('leaves nothing stored for good after a crash at any step', async () => {
    const complete = foundInFiles();
    let count = 0;
    await new Rotation(complete.journal, complete.fixture.ports({ at: () => void (count += 1) })).begin();
    for (let step = 1; step <= count; step += 1) {
      for (const how of ['finish', 'undo'] as const) {
        const rotation = foundInFiles();
        const { fixture, journal } = rotation;
        const effect = await crashAt(step, rotation, (ports) => new Rotation(journal, ports).begin());
        const saved = fixture.journals.get(journal.id);
        await (saved && new Rotation(saved, fixture.ports())[how]());
        const forGood = Object.entries(stored(fixture)).filter(([, isUntilSaved]) => !isUntilSaved);
        assert.deepEqual(forGood, [], `${effect}, then ${how}`);
      }
    }
  });

  it('removes nothing if the setting is on', async () => {
    const { fixture, journal } = foundInFiles();
    fixture.keepsCreated = true;
    await new Rotation(journal, fixture.ports({ person: choosing('keep') })).begin();
    assert.deepEqual(stored(fixture), { ci: false, 'ci-2': false });
  });
});

/** Whether each stored token is stored only until the user has saved it elsewhere. */
function stored(fixture: InMemoryFixture): Record<string, boolean> {
  return Object.fromEntries(
    [...fixture.stored.values()].map(({ name, isUntilSaved = false }) => [name, isUntilSaved] as const),
  );
}
