import assert from 'node:assert/strict';
import type { SearchResult } from '../../../src/rotation/ports.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { prepareRotation } from './testRotation.ts';

describe('Rotation', () => {
  it('replaces a named token in files and sign-in, and then deletes it', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const result = await new Rotation(journal, fixture.ports()).begin();
    assert.deepEqual(fixture.changes, [
      'secrets.store ci',
      'server.create ci-2',
      'files.write .env',
      'files.write telegraf.conf',
      'files.write secret.yaml',
      'files.write app.js',
      'secrets.storeSignIn ci-2',
      'server.remove ci',
      'secrets.remove',
    ]);
    const next = fixture.listed.get('ci-2');
    assert.ok(next);
    assert.equal(fixture.signIn, next.token);
    assert.equal(fixture.clipboard, next.token, 'the new token is on the clipboard');
    assert.deepEqual(result, {
      token: { name: 'ci-2', id: next.record.id, expiry: null },
      created: [{ name: 'ci-2', hash: next.token.hash }],
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
    const { fixture, journal } = prepareRotation({ kind: 'operator', signedInWith: 'old' });
    const helper = journal.helper?.name ?? '';
    const lifetimes: (string | null | undefined)[] = [];
    const at = () => void lifetimes.push(fixture.listed.get(helper)?.record.expiry?.toISOString());
    const result = await new Rotation(journal, fixture.ports({ at })).begin();
    assert.ok(lifetimes.includes('2026-12-01T12:00:00.000Z'), 'the helper expires in a week');
    assert.deepEqual(
      fixture.changes.filter((change) => !change.startsWith('files')),
      [
        'secrets.store _admin',
        fixture.effects.find((effect) => effect.startsWith('server.create')),
        'server.regenerate',
        fixture.effects.find((effect) => effect.startsWith('server.remove')),
        'secrets.remove',
        'secrets.remove',
        'secrets.remove',
      ],
    );
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
    assert.deepEqual(fixture.storedNames, ['_admin']);
    assert.equal(fixture.signIn, fixture.listed.get('_admin')?.token);
    assert.equal(fixture.clipboard, fixture.signIn);
    assert.equal(result.old, 'replaced');
    assert.deepEqual(
      result.created.map(({ name }) => name),
      ['_admin'],
    );
  });

  it('asks nothing about an old operator token, even if files contain it', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'operator', signedInWith: 'old' });
    fixture.barriers.set('.env', 'readOnly');
    const result = await new Rotation(journal, fixture.ports()).begin();
    assert.ok(!fixture.effects.some((effect) => effect.startsWith('person.chooseRetirement')));
    assert.equal(result.old, 'replaced');
    assert.deepEqual(
      result.left.map(({ file, reason }) => `${file} ${reason}`),
      ['.env readOnly', 'notes/todo.md unticked'],
    );
  });

  it('leaves the sign-in unchanged when another token regenerates the operator token', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'operator', signedInWith: 'other' });
    const { signIn } = fixture;
    await new Rotation(journal, fixture.ports()).begin();
    assert.equal(fixture.signIn, signIn);
    assert.ok(!fixture.effects.some((effect) => effect.startsWith('server.create')));
  });

  it('updates files to the bridge token before it regenerates the operator token', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'bridge', signedInWith: 'old' });
    const result = await new Rotation(journal, fixture.ports()).begin();
    const order = ['server.create bridge', 'files.write app.js', 'person.chooseRetirement', 'server.regenerate'];
    const positions = order.map((effect) => fixture.effects.findIndex((one) => one.startsWith(effect)));
    assert.deepEqual(
      positions,
      [...positions].sort((one, other) => one - other),
    );
    assert.ok(!positions.includes(-1));
    assert.deepEqual(fixture.storedNames, ['_admin', 'bridge']);
    assert.equal(fixture.signIn, fixture.listed.get('_admin')?.token);
    assert.equal(fixture.clipboard, fixture.listed.get('bridge')?.token, 'the token in the files is on the clipboard');
    assert.equal(result.token.name, '_admin');
    assert.deepEqual(
      result.created.map(({ name }) => name),
      ['bridge', '_admin'],
    );
  });

  it('stays signed in with the operator token while a bridge keeps it', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'bridge', signedInWith: 'old' });
    await new Rotation(journal, fixture.ports({ person: { chooseRetirement: () => Promise.resolve('keep') } })).begin();
    assert.equal(fixture.signIn, old);
  });

  it('deletes an old token without updating files when its token string is unknown', async () => {
    const { fixture, journal, old, before } = prepareRotation({
      kind: 'named',
      signedInWith: 'other',
      isOldKnown: false,
    });
    const questions: SearchResult[] = [];
    const chooseDelete = (containing: SearchResult) => {
      questions.push(containing);
      fixture.signIn = old;
      return Promise.resolve('delete' as const);
    };
    const result = await new Rotation(journal, fixture.ports({ person: { chooseRetirement: chooseDelete } })).begin();
    assert.deepEqual(fixture.files, before);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci-2']);
    assert.equal(fixture.signIn, fixture.listed.get('ci-2')?.token, 'the sign-in token is not the deleted one');
    assert.equal(questions[0]?.files.length, 5, 'the SHA-512 prefix is enough to name the files');
    assert.deepEqual(result.replaced, []);
  });

  it('refuses to finish while it is being undone', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const finishing = new Rotation({ ...journal, stage: 'undoing' }, fixture.ports()).finish();
    await assert.rejects(
      finishing,
      (error) => error instanceof RotationStopped && sentencePattern('rotationBeingUndone').test(error.message),
    );
    assert.deepEqual(fixture.effects, []);
  });
});
