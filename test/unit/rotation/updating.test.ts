import assert from 'node:assert/strict';
import { isUpdatable } from '../../../src/content/tokenEncoding.ts';
import { optionsFor, toChoice } from '../../../src/rotation/choices.ts';
import type { Choice, PersonPort } from '../../../src/rotation/ports.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { prepareRotation } from './testRotation.ts';

describe('Rotation, updating files', () => {
  it('keeps the old token without asking when a file could not be updated', async () => {
    for (const problem of ['barrier', 'changed', 'sibling stays'] as const) {
      const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
      if (problem === 'barrier') {
        fixture.barriers.set('.env', 'readOnly');
      }
      const result = await new Rotation(
        journal,
        fixture.ports({
          at: (effect, when) => {
            if (problem === 'changed' && effect === 'files.write .env' && when === 'before') {
              fixture.files.set('.env', Buffer.from(`# changed\nINFLUXDB3_AUTH_TOKEN=${old.reveal()}`));
            }
            if (problem === 'sibling stays' && effect === 'files.removeSibling .env') {
              throw new Error('EACCES');
            }
          },
        }),
      ).begin();
      assert.equal(result.old, 'kept', problem);
      assert.ok(fixture.isValid(old));
      assert.ok(!fixture.effects.some((effect) => effect.startsWith('person.chooseRetirement')));
      const reason = { barrier: 'readOnly', changed: 'changed', 'sibling stays': 'failed' }[problem];
      assert.deepEqual(
        result.left.find(({ file }) => file === '.env'),
        { folder: 'w', file: '.env', reason },
      );
      assert.ok(!result.replaced.some(({ file }) => file === '.env'));
      assert.equal(result.replaced.length, 3, 'the other files are updated');
      assert.deepEqual(fixture.filesContaining(old), ['.env', 'notes/todo.md']);
    }
  });

  it('keeps the old token when a file also has it in an encoding that cannot be updated', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const encoded = Buffer.from(old.reveal(), 'utf16le').toString('base64');
    fixture.files.set('task.ps1', Buffer.from(`-EncodedCommand ${encoded}\n$env:T = "${old.reveal()}"\n`));
    const chooseOccurrences: PersonPort['chooseOccurrences'] = (files) => {
      const options = optionsFor(files, new Set());
      return Promise.resolve(toChoice(options, new Set(options.flatMap((file) => file.options))));
    };
    const result = await new Rotation(journal, fixture.ports({ person: { chooseOccurrences } })).begin();
    assert.equal(result.old, 'kept');
    assert.deepEqual(result.left, [{ folder: 'w', file: 'task.ps1', reason: 'encoded' }]);
    assert.deepEqual(
      result.replaced.find(({ file }) => file === 'task.ps1'),
      { folder: 'w', file: 'task.ps1', count: 1 },
    );
    assert.deepEqual(fixture.filesContaining(old), ['task.ps1']);
    assert.ok(fixture.isValid(old));
  });

  it('updates base64 of more than the token', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const basic = (token: string) => `Basic ${Buffer.from(`any:${token}`).toString('base64')}\n`;
    fixture.files.set('api.http', Buffer.from(basic(old.reveal())));
    await new Rotation(journal, fixture.ports()).begin();
    const next = [...fixture.listed.values()].at(-1)?.token ?? assert.fail();
    assert.equal(fixture.files.get('api.http')?.toString(), basic(next.reveal()));
  });

  it('reports a file that changed after the search as skipped', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const at = (effect: string) => {
      if (effect === 'files.planUpdate app.js') {
        fixture.files.set('app.js', Buffer.from(`token("${old.reveal()}")`));
      }
    };
    const result = await new Rotation(journal, fixture.ports({ at })).begin();
    assert.deepEqual(result.left, [
      { folder: 'w', file: 'notes/todo.md', reason: 'unticked' },
      { folder: 'w', file: 'app.js', reason: 'changed' },
    ]);
    assert.equal(result.old, 'kept');
  });

  it('asks for no occurrences when no file contains the old token', async () => {
    for (const signedInWith of ['old', 'other'] as const) {
      const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith });
      fixture.files.clear();
      const result = await new Rotation(journal, fixture.ports()).begin();
      assert.ok(!fixture.effects.some((effect) => effect.startsWith('person.chooseOccurrences')));
      assert.equal(result.old, 'deleted');
    }
  });

  it('reports a partly updated file as both updated and skipped', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const choose: PersonPort['chooseOccurrences'] = (files) => {
      const file = files.find((one) => one.file === 'telegraf.conf') ?? assert.fail();
      const edits = file.occurrences
        .slice(1)
        .filter(isUpdatable)
        .map(({ start, writing }) => ({ start, writing, reference: null }));
      return Promise.resolve<Choice>({
        chosen: [{ file, edits }],
        skipped: [{ file, reason: 'unticked', wasSelected: false }],
      });
    };
    const result = await new Rotation(journal, fixture.ports({ person: { chooseOccurrences: choose } })).begin();
    assert.deepEqual(result.replaced, [{ folder: 'w', file: 'telegraf.conf', count: 1 }]);
    assert.deepEqual(result.left, [{ folder: 'w', file: 'telegraf.conf', reason: 'unticked' }]);
    assert.ok(fixture.filesContaining(old).includes('telegraf.conf'));
  });

  it('does not search an untitled editor again', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const choose: PersonPort['chooseOccurrences'] = ([first]) => {
      const file = { ...(first ?? assert.fail()), folder: '', file: 'Untitled-1', path: undefined };
      return Promise.resolve<Choice>({ chosen: [], skipped: [{ file, reason: 'unsaved', wasSelected: false }] });
    };
    await new Rotation(journal, fixture.ports({ person: { chooseOccurrences: choose } })).begin();
    assert.deepEqual(fixture.extraPaths, []);
  });
});
