import assert from 'node:assert/strict';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/core/rotation/stopped.ts';
import { Cancelled, UserError } from '../../../../src/core/userError.ts';
import { beginningWith } from './beginnings.ts';
import { once } from './once.ts';

describe('A rotation that the person cancels', () => {
  it('before anything was done ends without a trace, and is no failure', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const signal = AbortSignal.abort(new Cancelled());
    await assert.rejects(new Rotation(journal, world.ports({ signal })).begin(), Cancelled);
    assert.deepEqual(world.changes, []);
    assert.deepEqual([...world.journals.keys()], []);
  });

  it('stops before the next file, is written down, and can be finished', async () => {
    const { world, journal, old } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const abort = new AbortController();
    const at = once('files.write .env', () => abort.abort(new Cancelled()));
    const begun = new Rotation(journal, world.ports({ at, signal: abort.signal })).begin();
    const stopped = await begun.then(
      () => assert.fail('it was to stop'),
      (error: unknown) => error,
    );
    assert.ok(stopped instanceof RotationStopped);
    assert.equal(stopped.byPerson, true);
    assert.equal(stopped.journal.stage, 'writing');
    assert.deepEqual(world.holding(old), ['app.js', 'notes/todo.md', 'secret.yaml', 'telegraf.conf']);
    assert.deepEqual(world.journals.get(journal.id), stopped.journal);
    const result = await new Rotation(stopped.journal, world.ports()).finish();
    assert.equal(result.old, 'deleted');
  });

  it('when asked which places keeps the new token, and asks again when it is finished', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const choosePlaces = () => Promise.reject(new Cancelled());
    const begun = new Rotation(journal, world.ports({ person: { choosePlaces } })).begin();
    await assert.rejects(begun, (error) => error instanceof RotationStopped && error.byPerson);
    assert.deepEqual(world.names, ['_admin', 'ci', 'ci-2']);
    const written = world.journals.get(journal.id);
    assert.equal(written?.stage, 'placing');
    await new Rotation(written, world.ports()).finish();
    assert.deepEqual(world.names, ['_admin', 'ci-2']);
  });
});

describe('A rotation whose new token the server does not take', () => {
  it('stops before any file is changed', async () => {
    const { world, journal, before } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const at = once('journals.write placing', () => world.listed.delete('ci-2'));
    const begun = new Rotation(journal, world.ports({ at })).begin();
    await assert.rejects(begun, (error) => {
      assert.ok(error instanceof RotationStopped);
      assert.match(error.message, /does not take the new token "ci-2"\./);
      return true;
    });
    assert.deepEqual(world.files, before);
  });

  it('does not delete the old one either, days later', async () => {
    const { world, journal, old } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const at = once('journals.write retiring', () => world.listed.delete('ci-2'));
    const begun = new Rotation(journal, world.ports({ at })).begin();
    await assert.rejects(begun, /does not take the new token "ci-2" any more\. Undo the rotation\./);
    assert.ok(world.isAlive(old));
  });

  it('writes no dead string into a file where somebody regenerated once more', async () => {
    const { world, journal, before } = beginningWith({ kind: 'operator', signedInWith: 'old' });
    const at = once('journals.write writing', () => world.make('_admin'));
    await assert.rejects(new Rotation(journal, world.ports({ at })).begin(), /does not take the new token/);
    assert.deepEqual(world.files, before);
  });
});

describe('A rotation whose strings are gone from the secret storage', () => {
  it('takes the old one from a file that holds it, or from the sign-in', async () => {
    for (const from of ['file', 'sign-in'] as const) {
      const { world, journal, old } = beginningWith({
        kind: 'named',
        signedInWith: from === 'file' ? 'other' : 'old',
      });
      world.kept.clear();
      if (from === 'sign-in') {
        world.files.clear();
      }
      const at = (effect: string, when: string) => {
        if (effect === 'server.create ci-2' && when === 'before') {
          assert.equal(world.kept.get(old.hash)?.name, 'ci', 'it is kept before anything is made');
        }
      };
      const result = await new Rotation(journal, world.ports({ at })).begin();
      assert.equal(result.old, 'deleted', from);
    }
  });

  it('makes nothing where the old one is nowhere any more', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'other' });
    world.kept.clear();
    world.files.clear();
    await assert.rejects(new Rotation(journal, world.ports()).begin(), (error) => {
      assert.ok(error instanceof UserError && !(error instanceof RotationStopped));
      assert.match(error.message, /The string of "ci" is gone from the secret storage/);
      return true;
    });
    assert.deepEqual(world.names, ['_admin', 'ci']);
  });

  it('stops where the new one is', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'other' });
    const at = (effect: string) => {
      if (effect.startsWith('journals.write placing')) {
        world.kept.delete(world.listed.get('ci-2')?.token.hash ?? '');
      }
    };
    await assert.rejects(
      new Rotation(journal, world.ports({ at })).begin(),
      /The string of "ci-2" is gone from the secret storage/,
    );
  });
});
