import assert from 'node:assert/strict';
import type { Finding, PersonPort } from '../../../../src/core/rotation/ports.ts';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/core/rotation/stopped.ts';
import { Cancelled, UserError } from '../../../../src/core/userError.ts';
import { beginningWith } from './beginnings.ts';
import type { AtEffect } from './smallWorld.ts';

describe('A rotation', () => {
  it('of a named token makes a second one, moves files and sign-in to it, and then deletes the first', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const result = await new Rotation(journal, world.ports()).begin();
    assert.deepEqual(world.changes, [
      'secrets.keep ci',
      'server.create ci-2',
      'files.write .env',
      'files.write telegraf.conf',
      'files.write secret.yaml',
      'files.write app.js',
      'secrets.storeSignIn ci-2',
      'server.remove ci',
      'secrets.drop',
    ]);
    const next = world.listed.get('ci-2');
    assert.ok(next);
    assert.equal(world.signIn, next.token);
    assert.equal(world.clipboard, next.token, 'its string is on the clipboard');
    assert.deepEqual(result, {
      token: { name: 'ci-2', id: next.record.id, expiry: null },
      made: [{ name: 'ci-2', hash: next.token.hash }],
      isUndone: false,
      replaced: [
        { folder: 'w', file: '.env', count: 1 },
        { folder: 'w', file: 'telegraf.conf', count: 2 },
        { folder: 'w', file: 'secret.yaml', count: 1 },
        { folder: 'w', file: 'app.js', count: 1 },
      ],
      left: [{ folder: 'w', file: 'notes/todo.md', reason: 'unticked' }],
      old: 'deleted',
    });
  });

  it('of the operator token makes a helper first, by which a lost regenerate could be done again, and deletes it', async () => {
    const { world, journal } = beginningWith({ kind: 'operator', signedInWith: 'old' });
    const helper = journal.helper?.name ?? '';
    const lifetimes: (string | null | undefined)[] = [];
    const at = () => void lifetimes.push(world.listed.get(helper)?.record.expiry?.toISOString());
    const result = await new Rotation(journal, world.ports({ at })).begin();
    assert.ok(lifetimes.includes('2026-12-01T12:00:00.000Z'), 'it expires in a week, should nobody come back');
    assert.deepEqual(
      world.changes.filter((change) => !change.startsWith('files')),
      [
        'secrets.keep _admin',
        world.effects.find((effect) => effect.startsWith('server.create')),
        'server.regenerate',
        world.effects.find((effect) => effect.startsWith('server.remove')),
        'secrets.drop',
        'secrets.drop',
        'secrets.drop',
      ],
    );
    assert.deepEqual(world.names, ['_admin', 'ci']);
    assert.deepEqual(world.keptNames, ['_admin']);
    assert.equal(world.signIn, world.listed.get('_admin')?.token);
    assert.equal(world.clipboard, world.signIn);
    assert.equal(result.old, 'replaced');
    assert.deepEqual(
      result.made.map(({ name }) => name),
      ['_admin'],
    );
  });

  it('of the operator token asks nothing about the old string, which is dead, whatever still holds it', async () => {
    const { world, journal } = beginningWith({ kind: 'operator', signedInWith: 'old' });
    world.barriers.set('.env', 'readOnly');
    const result = await new Rotation(journal, world.ports()).begin();
    assert.ok(!world.effects.some((effect) => effect.startsWith('person.retire')));
    assert.equal(result.old, 'replaced');
    assert.deepEqual(
      result.left.map(({ file, reason }) => `${file} ${reason}`),
      ['.env readOnly', 'notes/todo.md unticked'],
    );
  });

  it('of the operator token by another one leaves the sign-in as it is', async () => {
    const { world, journal } = beginningWith({ kind: 'operator', signedInWith: 'other' });
    const { signIn } = world;
    await new Rotation(journal, world.ports()).begin();
    assert.equal(world.signIn, signIn);
    assert.ok(!world.effects.some((effect) => effect.startsWith('server.create')));
  });

  it('by a bridge moves the files first, and regenerates when the person says so', async () => {
    const { world, journal } = beginningWith({ kind: 'bridge', signedInWith: 'old' });
    const result = await new Rotation(journal, world.ports()).begin();
    const order = ['server.create bridge', 'files.write app.js', 'person.retire', 'server.regenerate'];
    const positions = order.map((effect) => world.effects.findIndex((one) => one.startsWith(effect)));
    assert.deepEqual(
      positions,
      [...positions].sort((one, other) => one - other),
    );
    assert.ok(!positions.includes(-1));
    assert.deepEqual(world.keptNames, ['_admin', 'bridge']);
    assert.equal(world.signIn, world.listed.get('_admin')?.token);
    assert.equal(world.clipboard, world.listed.get('bridge')?.token, 'what is in the files is what is copied');
    assert.equal(result.token.name, '_admin');
    assert.deepEqual(
      result.made.map(({ name }) => name),
      ['bridge', '_admin'],
    );
  });

  it('by a bridge stays signed in with the operator token while that lives', async () => {
    const { world, journal, old } = beginningWith({ kind: 'bridge', signedInWith: 'old' });
    await new Rotation(journal, world.ports({ person: { retire: () => Promise.resolve('keep') } })).begin();
    assert.equal(world.signIn, old);
  });

  it('of a token whose string is not known rewrites nothing, and deletes it by the list alone', async () => {
    const { world, journal, old, before } = beginningWith({ kind: 'named', signedInWith: 'other', isOldKnown: false });
    const asked: Finding[] = [];
    const retire = (holding: Finding) => {
      asked.push(holding);
      // Somebody who has the string signs in with it meanwhile.
      world.signIn = old;
      return Promise.resolve('delete' as const);
    };
    const result = await new Rotation(journal, world.ports({ person: { retire } })).begin();
    assert.deepEqual(world.files, before);
    assert.deepEqual(world.names, ['_admin', 'ci-2']);
    assert.equal(world.signIn, world.listed.get('ci-2')?.token, 'not signed in with what is deleted');
    assert.equal(asked[0]?.files.length, 5, 'the part of the hash in the list is enough to name the files');
    assert.deepEqual(result.replaced, []);
  });

  it('asks about the old token with the files that hold it now, and what could not be read', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const asked: Finding[] = [];
    const retire = (holding: Finding) => {
      asked.push(holding);
      return Promise.resolve('delete' as const);
    };
    await new Rotation(journal, world.ports({ person: { retire } })).begin();
    assert.deepEqual(
      asked.flatMap(({ files }) => files.map(({ file, places }) => `${file} ${places.length}`)),
      ['notes/todo.md 1'],
    );
    assert.deepEqual(
      asked.map(({ unread }) => unread),
      [['/w/locked.env']],
    );
    assert.deepEqual(
      [...world.searchedAlso].sort(),
      ['/w/.env', '/w/app.js', '/w/notes/todo.md', '/w/secret.yaml', '/w/telegraf.conf'],
      'what it saw once is looked at again, wherever it lies',
    );
  });

  it('keeps the old token where the person says so', async () => {
    const { world, journal, old } = beginningWith({ kind: 'named', signedInWith: 'other' });
    const ports = world.ports({ person: { retire: () => Promise.resolve('keep') } });
    const result = await new Rotation(journal, ports).begin();
    assert.equal(result.old, 'kept');
    assert.ok(world.isAlive(old));
    assert.deepEqual(world.keptNames, ['ci', 'ci-2']);
    assert.deepEqual([...world.journals.keys()], []);
  });

  it('waits where the person says later, and asks again when it is finished', async () => {
    const { world, journal, old } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const later = new Date('2026-12-08T12:00:00Z');
    const waiting = world.ports({ person: { retire: () => Promise.resolve({ later }) } });
    const first = await new Rotation(journal, waiting).begin();
    assert.equal(first.old, 'later');
    assert.equal(first.replaced.length, 4);
    const written = world.journals.get(journal.id);
    assert.equal(written?.stage, 'waiting');
    assert.equal(written.due, later.toISOString());
    assert.ok(world.isAlive(old));

    const dues: (string | null | undefined)[] = [];
    const at = () => void dues.push(world.journals.get(journal.id)?.due);
    const result = await new Rotation(written, world.ports({ at })).finish();
    assert.equal(result.old, 'deleted');
    assert.equal(dues.at(-2), null, 'what ends is due no more');
    assert.equal(world.effects.filter((effect) => effect.startsWith('person.retire')).length, 2);
    assert.equal(world.isAlive(old), false);
  });

  it('keeps the old token, with nothing asked, while a file that was to be rewritten holds it', async () => {
    for (const hinder of ['barrier', 'changed meanwhile', 'tidying fails'] as const) {
      const { world, journal, old } = beginningWith({ kind: 'named', signedInWith: 'old' });
      if (hinder === 'barrier') {
        world.barriers.set('.env', 'readOnly');
      }
      const result = await new Rotation(
        journal,
        world.ports({
          at: (effect, when) => {
            if (hinder === 'changed meanwhile' && effect === 'files.write .env' && when === 'before') {
              world.files.set('.env', Buffer.from(`# changed\nINFLUXDB3_AUTH_TOKEN=${old.reveal()}`));
            }
            if (hinder === 'tidying fails' && effect === 'files.tidy .env') {
              throw new Error('EACCES');
            }
          },
        }),
      ).begin();
      assert.equal(result.old, 'kept', hinder);
      assert.ok(world.isAlive(old));
      assert.ok(!world.effects.some((effect) => effect.startsWith('person.retire')));
      const reason = { barrier: 'readOnly', 'changed meanwhile': 'changed', 'tidying fails': 'failed' }[hinder];
      assert.deepEqual(
        result.left.find(({ file }) => file === '.env'),
        { folder: 'w', file: '.env', reason },
      );
      assert.ok(!result.replaced.some(({ file }) => file === '.env'));
      assert.equal(result.replaced.length, 3, 'the others are rewritten all the same');
      assert.deepEqual(world.holding(old), ['.env', 'notes/todo.md']);
    }
  });

  it('says of a file that changed between search and plan that it keeps the old string', async () => {
    const { world, journal, old } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const at = (effect: string) => {
      if (effect === 'files.plan app.js') {
        world.files.set('app.js', Buffer.from(`token("${old.reveal()}")`));
      }
    };
    const result = await new Rotation(journal, world.ports({ at })).begin();
    assert.deepEqual(result.left, [
      { folder: 'w', file: 'notes/todo.md', reason: 'unticked' },
      { folder: 'w', file: 'app.js', reason: 'changed' },
    ]);
    assert.equal(result.old, 'kept');
  });

  it('asks for no places where no file holds the old token', async () => {
    for (const signedInWith of ['old', 'other'] as const) {
      const { world, journal } = beginningWith({ kind: 'named', signedInWith });
      world.files.clear();
      const result = await new Rotation(journal, world.ports()).begin();
      assert.ok(!world.effects.some((effect) => effect.startsWith('person.choosePlaces')));
      assert.equal(result.old, 'deleted');
    }
  });

  it('counts a file of which one place was left as rewritten, at the others', async () => {
    const { world, journal, old } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const choosePlaces: PersonPort['choosePlaces'] = (files) => {
      const file = files.find((one) => one.file === 'telegraf.conf') ?? assert.fail();
      const edits = file.places.slice(1).map(({ start, writing }) => ({ start, writing, reference: null }));
      return Promise.resolve({ chosen: [{ file, edits }], left: [{ file, reason: 'unticked', wanted: false }] });
    };
    const result = await new Rotation(journal, world.ports({ person: { choosePlaces } })).begin();
    assert.deepEqual(result.replaced, [{ folder: 'w', file: 'telegraf.conf', count: 1 }]);
    assert.deepEqual(result.left, [{ folder: 'w', file: 'telegraf.conf', reason: 'unticked' }]);
    assert.ok(world.holding(old).includes('telegraf.conf'));
  });

  it('looks again at no editor without a file', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const choosePlaces: PersonPort['choosePlaces'] = ([first]) => {
      const file = { ...(first ?? assert.fail()), folder: '', file: 'Untitled-1', path: undefined };
      return Promise.resolve({ chosen: [], left: [{ file, reason: 'unsaved', wanted: false }] });
    };
    await new Rotation(journal, world.ports({ person: { choosePlaces } })).begin();
    assert.deepEqual(world.searchedAlso, []);
  });

  it('leaves what the person signed in with meanwhile', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const other = world.make('mine').token;
    const at = once('files.write app.js', () => (world.signIn = other));
    await new Rotation(journal, world.ports({ at })).begin();
    assert.equal(world.signIn, other);
  });

  it('leaves a server from which the person signed out meanwhile', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const at = once('files.write app.js', () => (world.signIn = undefined));
    await new Rotation(journal, world.ports({ at })).begin();
    assert.equal(world.signIn, undefined);
    assert.deepEqual(world.names, ['_admin', 'ci-2']);
  });

  it('does not sign in with its new token where another one was signed in with from the start', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'other' });
    const { signIn } = world;
    await new Rotation(journal, world.ports()).begin();
    assert.equal(world.signIn, signIn);
  });

  it('signs in with the new token where somebody signed in with the old one while it waited', async () => {
    const { world, journal, old } = beginningWith({ kind: 'named', signedInWith: 'other' });
    const at = once('person.retire', () => (world.signIn = old));
    await new Rotation(journal, world.ports({ at })).begin();
    assert.equal(world.signIn, world.listed.get('ci-2')?.token);
  });

  it('deletes nothing where another token has the name of the old one by now', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'other' });
    const at = once('journals.write ending', () => world.make('ci'));
    await new Rotation(journal, world.ports({ at })).begin();
    assert.deepEqual(world.names, ['_admin', 'ci', 'ci-2']);
  });

  it('that is being undone cannot be finished', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const finishing = new Rotation({ ...journal, stage: 'undoing' }, world.ports()).finish();
    await assert.rejects(
      finishing,
      (error) => error instanceof RotationStopped && error.message.includes('being undone'),
    );
    assert.deepEqual(world.effects, []);
  });
});

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

/** Does something right before an effect, the first time that it comes. */
function once(effect: string, work: () => unknown): AtEffect {
  let isDone = false;
  return (name) => {
    if (!isDone && name.startsWith(effect)) {
      isDone = true;
      work();
    }
  };
}
