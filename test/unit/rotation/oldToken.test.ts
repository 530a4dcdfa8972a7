import assert from 'node:assert/strict';
import type { SearchResult } from '../../../src/rotation/ports.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { prepareRotation } from './testRotation.ts';
import { doOnceBefore } from './doOnceBefore.ts';

describe('Rotation, retiring the old token', () => {
  it('asks with the files that still contain the old token and those it could not read', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const questions: SearchResult[] = [];
    const chooseDelete = (containing: SearchResult) => {
      questions.push(containing);
      return Promise.resolve('delete' as const);
    };
    await new Rotation(journal, fixture.ports({ person: { chooseRetirement: chooseDelete } })).begin();
    assert.deepEqual(
      questions.flatMap(({ files }) => files.map(({ file, occurrences }) => `${file} ${occurrences.length}`)),
      ['notes/todo.md 1'],
    );
    assert.deepEqual(
      questions.map(({ unsearched }) => unsearched),
      [['/w/locked.env']],
    );
    assert.deepEqual(
      [...fixture.extraPaths].sort(),
      ['/w/.env', '/w/app.js', '/w/notes/todo.md', '/w/secret.yaml', '/w/telegraf.conf'],
      'known files are searched again wherever they are',
    );
  });

  it('keeps the old token when the user chooses that', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'other' });
    const ports = fixture.ports({ person: { chooseRetirement: () => Promise.resolve('keep') } });
    const result = await new Rotation(journal, ports).begin();
    assert.equal(result.old, 'kept');
    assert.ok(fixture.isValid(old));
    assert.deepEqual(fixture.storedNames, ['ci', 'ci-2']);
    assert.deepEqual([...fixture.journals.keys()], []);
  });

  it('waits when the user chooses later, and asks again when it is finished', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const later = new Date('2026-12-08T12:00:00Z');
    const waiting = fixture.ports({ person: { chooseRetirement: () => Promise.resolve({ later }) } });
    const first = await new Rotation(journal, waiting).begin();
    assert.equal(first.old, 'later');
    assert.equal(first.replaced.length, 4);
    const saved = fixture.journals.get(journal.id);
    assert.equal(saved?.stage, 'waiting');
    assert.equal(saved.due, later.toISOString());
    assert.ok(fixture.isValid(old));

    const dueTimes: (string | null | undefined)[] = [];
    const at = () => void dueTimes.push(fixture.journals.get(journal.id)?.due);
    const result = await new Rotation(saved, fixture.ports({ at })).finish();
    assert.equal(result.old, 'deleted');
    assert.equal(dueTimes.at(-2), null, 'it is no longer due');
    assert.equal(fixture.effects.filter((effect) => effect.startsWith('person.chooseRetirement')).length, 2);
    assert.equal(fixture.isValid(old), false);
  });

  it('deletes nothing when another token has the old name by now', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'other' });
    const at = doOnceBefore('journals.write ending', () => fixture.createToken('ci'));
    await new Rotation(journal, fixture.ports({ at })).begin();
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci', 'ci-2']);
  });
});
