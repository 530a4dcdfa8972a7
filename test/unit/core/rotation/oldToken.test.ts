import assert from 'node:assert/strict';
import type { SearchResult } from '../../../../src/core/rotation/ports.ts';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import { prepareRotation } from './beginnings.ts';
import { doOnceBefore } from './once.ts';

describe('Rotation, retiring the old token', () => {
  it('asks with the files that still contain the old token and those it could not read', async () => {
    const { fixture: world, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const asked: SearchResult[] = [];
    const chooseDelete = (containing: SearchResult) => {
      asked.push(containing);
      return Promise.resolve('delete' as const);
    };
    await new Rotation(journal, world.ports({ person: { chooseRetirement: chooseDelete } })).begin();
    assert.deepEqual(
      asked.flatMap(({ files }) => files.map(({ file, occurrences: places }) => `${file} ${places.length}`)),
      ['notes/todo.md 1'],
    );
    assert.deepEqual(
      asked.map(({ unread }) => unread),
      [['/w/locked.env']],
    );
    assert.deepEqual(
      [...world.extraPaths].sort(),
      ['/w/.env', '/w/app.js', '/w/notes/todo.md', '/w/secret.yaml', '/w/telegraf.conf'],
      'known files are searched again wherever they are',
    );
  });

  it('keeps the old token when the user chooses that', async () => {
    const { fixture: world, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'other' });
    const ports = world.ports({ person: { chooseRetirement: () => Promise.resolve('keep') } });
    const result = await new Rotation(journal, ports).begin();
    assert.equal(result.old, 'kept');
    assert.ok(world.isValid(old));
    assert.deepEqual(world.keptNames, ['ci', 'ci-2']);
    assert.deepEqual([...world.journals.keys()], []);
  });

  it('waits when the user chooses later, and asks again when it is finished', async () => {
    const { fixture: world, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const later = new Date('2026-12-08T12:00:00Z');
    const waiting = world.ports({ person: { chooseRetirement: () => Promise.resolve({ later }) } });
    const first = await new Rotation(journal, waiting).begin();
    assert.equal(first.old, 'later');
    assert.equal(first.replaced.length, 4);
    const saved = world.journals.get(journal.id);
    assert.equal(saved?.stage, 'waiting');
    assert.equal(saved.due, later.toISOString());
    assert.ok(world.isValid(old));

    const dueTimes: (string | null | undefined)[] = [];
    const at = () => void dueTimes.push(world.journals.get(journal.id)?.due);
    const result = await new Rotation(saved, world.ports({ at })).finish();
    assert.equal(result.old, 'deleted');
    assert.equal(dueTimes.at(-2), null, 'it is no longer due');
    assert.equal(world.effects.filter((effect) => effect.startsWith('person.retire')).length, 2);
    assert.equal(world.isValid(old), false);
  });

  it('deletes nothing when another token has the old name by now', async () => {
    const { fixture: world, journal } = prepareRotation({ kind: 'named', signedInWith: 'other' });
    const at = doOnceBefore('journals.write ending', () => world.make('ci'));
    await new Rotation(journal, world.ports({ at })).begin();
    assert.deepEqual(world.tokenNames, ['_admin', 'ci', 'ci-2']);
  });
});
