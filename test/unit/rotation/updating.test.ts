import assert from 'node:assert/strict';
import { isUpdatable } from '../../../src/content/tokenEncoding.ts';
import { TornFileError } from '../../../src/files/replace/tornFile.ts';
import { optionsFor, toChoice } from '../../../src/rotation/choices.ts';
import type { Choice, FilesPort, PersonPort } from '../../../src/rotation/ports.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { systemError } from '../files/helpers/errors.ts';
import { prepareRotation } from './testRotation.ts';

describe('Rotation, updating files', () => {
  it('keeps the old token without asking when a file could not be updated', async () => {
    for (const problem of ['barrier', 'changed', 'leftover stays'] as const) {
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
            if (problem === 'leftover stays' && effect === 'files.rollBack .env') {
              throw systemError('EACCES');
            }
          },
        }),
      ).begin();
      assert.equal(result.old, 'kept', problem);
      assert.ok(fixture.isValid(old));
      assert.ok(!fixture.effects.some((effect) => effect.startsWith('person.chooseRetirement')));
      const reason = { barrier: 'readOnly', changed: 'changed', 'leftover stays': 'failed' }[problem];
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
        updates: [{ file, edits }],
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
      return Promise.resolve<Choice>({ updates: [], skipped: [{ file, reason: 'unsaved', wasSelected: false }] });
    };
    await new Rotation(journal, fixture.ports({ person: { chooseOccurrences: choose } })).begin();
    assert.deepEqual(fixture.extraPaths, []);
  });

  it('reports the backup of a file that someone else changed while it was half written', async () => {
    for (const when of ['before the update', 'during the update']) {
      const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
      const ports = fixture.ports();
      let rollBacks = 0;
      const isFound = () => (rollBacks += 1) > (when === 'before the update' ? 0 : 1);
      const files: FilesPort = {
        ...ports.files,
        rollBack: (_id, _index, { file }) =>
          Promise.resolve(file === '.env' && isFound() ? '/w/.env-backup.bak' : undefined),
        write: (id, index, file, ...tokens) =>
          file.file === '.env' && when === 'during the update'
            ? Promise.resolve('changed')
            : ports.files.write(id, index, file, ...tokens),
      };
      const result = await new Rotation(journal, { ...ports, files }).begin();
      assert.equal(result.old, 'kept');
      assert.deepEqual(
        result.left.find(({ file }) => file === '.env'),
        { folder: 'w', file: '.env', reason: 'changed', backup: '/w/.env-backup.bak' },
      );
      assert.equal(result.replaced.length, 3, 'the other files are updated');
      assert.ok(fixture.filesContaining(old).includes('.env'));
    }
  });

  it('stops while a half-written file cannot be restored, and can be finished or undone later', async () => {
    for (const action of ['finish', 'undo'] as const) {
      const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'old' });
      const ports = fixture.ports();
      const savedJournal = () => fixture.journals.get(journal.id) ?? assert.fail();
      const isTorn = () => Promise.reject(new TornFileError('/w/.env', '/w/.env-backup.bak'));
      const rollBack: FilesPort['rollBack'] = (_id, _index, { file }) =>
        file === 'telegraf.conf' ? isTorn() : Promise.resolve(undefined);
      const torn = { ...ports, files: { ...ports.files, rollBack } };
      for (const run of [
        () => new Rotation(journal, torn).begin(),
        () => new Rotation(savedJournal(), torn)[action](),
      ]) {
        await assert.rejects(run(), (error) => {
          assert.ok(error instanceof RotationStopped);
          assert.ok(error.message.includes('/w/.env-backup.bak'));
          return true;
        });
      }
      const result = await new Rotation(savedJournal(), ports)[action]();
      assert.equal(result.old, action === 'finish' ? 'deleted' : 'kept');
      assert.equal(fixture.isValid(old), action === 'undo');
    }
  });

  it('restores half-written files before it forgets them because the new token is lost', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const ports = fixture.ports();
    const savedJournal = () => fixture.journals.get(journal.id) ?? assert.fail();
    await assert.rejects(
      new Rotation(
        journal,
        fixture.ports({
          at: (effect, when) => {
            if (effect.startsWith('files.write') && when === 'before') {
              throw new Error('killed');
            }
          },
        }),
      ).begin(),
    );
    fixture.stored.delete(savedJournal().next.hash ?? '');
    const rolledBack: string[] = [];
    let backup: string | undefined = '/w/.env-backup.bak';
    const rollBack: FilesPort['rollBack'] = (_id, _index, { file }, _old, next) => {
      rolledBack.push(`${file} ${next === undefined ? 'without' : 'with'} the new token`);
      return Promise.resolve(backup);
    };
    const finish = () => new Rotation(savedJournal(), { ...ports, files: { ...ports.files, rollBack } }).finish();
    await assert.rejects(finish(), (error) => {
      assert.ok(error instanceof RotationStopped && error.message.includes('/w/.env-backup.bak'));
      return true;
    });
    assert.ok(savedJournal().files.length > 1);
    backup = undefined;
    const result = await finish();
    assert.equal(rolledBack[1], '.env without the new token');
    assert.equal(result.old, 'deleted');
  });
});
