import assert from 'node:assert/strict';
import type { Finding } from '../../../../src/core/rotation/ports.ts';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/core/rotation/stopped.ts';
import { beginningWith } from './beginnings.ts';

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
