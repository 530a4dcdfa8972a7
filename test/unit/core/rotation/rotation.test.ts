import assert from 'node:assert/strict';
import type { SearchResult } from '../../../../src/core/rotation/ports.ts';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/core/rotation/stopped.ts';
import { sentencePattern } from '../../../support/sentences.ts';
import { prepareRotation } from './beginnings.ts';

describe('Rotation', () => {
  it('replaces a named token in files and sign-in, and then deletes it', async () => {
    const { fixture: world, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
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
    assert.equal(world.clipboard, next.token, 'the new token is on the clipboard');
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

  it('creates a helper before it regenerates the operator token, and deletes it', async () => {
    const { fixture: world, journal } = prepareRotation({ kind: 'operator', signedInWith: 'old' });
    const helper = journal.helper?.name ?? '';
    const lifetimes: (string | null | undefined)[] = [];
    const at = () => void lifetimes.push(world.listed.get(helper)?.record.expiry?.toISOString());
    const result = await new Rotation(journal, world.ports({ at })).begin();
    assert.ok(lifetimes.includes('2026-12-01T12:00:00.000Z'), 'the helper expires in a week');
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
    assert.deepEqual(world.tokenNames, ['_admin', 'ci']);
    assert.deepEqual(world.keptNames, ['_admin']);
    assert.equal(world.signIn, world.listed.get('_admin')?.token);
    assert.equal(world.clipboard, world.signIn);
    assert.equal(result.old, 'replaced');
    assert.deepEqual(
      result.created.map(({ name }) => name),
      ['_admin'],
    );
  });

  it('asks nothing about an old operator token, even if files contain it', async () => {
    const { fixture: world, journal } = prepareRotation({ kind: 'operator', signedInWith: 'old' });
    world.barriers.set('.env', 'readOnly');
    const result = await new Rotation(journal, world.ports()).begin();
    assert.ok(!world.effects.some((effect) => effect.startsWith('person.retire')));
    assert.equal(result.old, 'replaced');
    assert.deepEqual(
      result.left.map(({ file, reason }) => `${file} ${reason}`),
      ['.env readOnly', 'notes/todo.md unticked'],
    );
  });

  it('leaves the sign-in when another token regenerates the operator token', async () => {
    const { fixture: world, journal } = prepareRotation({ kind: 'operator', signedInWith: 'other' });
    const { signIn } = world;
    await new Rotation(journal, world.ports()).begin();
    assert.equal(world.signIn, signIn);
    assert.ok(!world.effects.some((effect) => effect.startsWith('server.create')));
  });

  it('updates files to the bridge token before it regenerates the operator token', async () => {
    const { fixture: world, journal } = prepareRotation({ kind: 'bridge', signedInWith: 'old' });
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
    assert.equal(world.clipboard, world.listed.get('bridge')?.token, 'the token in the files is on the clipboard');
    assert.equal(result.token.name, '_admin');
    assert.deepEqual(
      result.created.map(({ name }) => name),
      ['bridge', '_admin'],
    );
  });

  it('stays signed in with the operator token while a bridge keeps it', async () => {
    const { fixture: world, journal, old } = prepareRotation({ kind: 'bridge', signedInWith: 'old' });
    await new Rotation(journal, world.ports({ person: { chooseRetirement: () => Promise.resolve('keep') } })).begin();
    assert.equal(world.signIn, old);
  });

  it('deletes an old token whose string is unknown without updating files', async () => {
    const {
      fixture: world,
      journal,
      old,
      before,
    } = prepareRotation({ kind: 'named', signedInWith: 'other', isOldKnown: false });
    const asked: SearchResult[] = [];
    const chooseDelete = (containing: SearchResult) => {
      asked.push(containing);
      world.signIn = old;
      return Promise.resolve('delete' as const);
    };
    const result = await new Rotation(journal, world.ports({ person: { chooseRetirement: chooseDelete } })).begin();
    assert.deepEqual(world.files, before);
    assert.deepEqual(world.tokenNames, ['_admin', 'ci-2']);
    assert.equal(world.signIn, world.listed.get('ci-2')?.token, 'the sign-in token is not the deleted one');
    assert.equal(asked[0]?.files.length, 5, 'the SHA-512 prefix is enough to name the files');
    assert.deepEqual(result.replaced, []);
  });

  it('refuses to finish while it is being undone', async () => {
    const { fixture: world, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const finishing = new Rotation({ ...journal, stage: 'undoing' }, world.ports()).finish();
    await assert.rejects(
      finishing,
      (error) => error instanceof RotationStopped && sentencePattern('rotationBeingUndone').test(error.message),
    );
    assert.deepEqual(world.effects, []);
  });
});
