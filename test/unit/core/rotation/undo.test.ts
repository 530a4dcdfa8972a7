import assert from 'node:assert/strict';
import type { Journal } from '../../../../src/core/rotation/journal.ts';
import type { SearchResult } from '../../../../src/core/rotation/ports.ts';
import type { RotationResult } from '../../../../src/core/rotation/result.ts';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/core/rotation/stopped.ts';
import { Cancelled } from '../../../../src/core/userError.ts';
import { prepareRotation, type RotationCase, type TestRotation } from './beginnings.ts';

const named: RotationCase = { kind: 'named', signedInWith: 'old' };

describe('Rotation.undo', () => {
  it('restores files and sign-in, and deletes the new token if the user agrees', async () => {
    const rotation = await stoppedBefore(/^person\.retire/, named);
    const { fixture: world, old, before } = rotation;
    const asked: SearchResult[] = [];
    const result = await undo(rotation, (containing) => Promise.resolve(asked.push(containing) > 0));
    assert.deepEqual(world.files, before);
    assert.equal(world.signIn, old);
    assert.deepEqual(world.tokenNames, ['_admin', 'ci']);
    assert.deepEqual(world.keptNames, ['ci']);
    assert.deepEqual(asked, [{ files: [], unread: ['/w/locked.env'] }]);
    const { token, created: made, ...rest } = result;
    assert.equal(token.name, 'ci-2');
    assert.deepEqual(
      made.map(({ name }) => name),
      ['ci-2'],
    );
    assert.deepEqual(rest, { isUndone: true, replaced: [], left: [], old: 'kept' });
  });

  it('keeps the new token if the user declines, and shows the files that contain it', async () => {
    const rotation = await stoppedBefore(/^person\.retire/, named);
    const { fixture: world } = rotation;
    const next = world.listed.get('ci-2')?.token ?? assert.fail();
    world.files.set('mine.env', Buffer.from(`A=${next.reveal()}`));
    const asked: string[] = [];
    await undo(rotation, ({ files }) => {
      asked.push(...files.map(({ file }) => file));
      return Promise.resolve(false);
    });
    assert.deepEqual(asked, ['mine.env']);
    assert.deepEqual(world.tokenNames, ['_admin', 'ci', 'ci-2']);
    assert.ok(world.kept.has(next.hash));
    assert.deepEqual([...world.journals.keys()], []);
  });

  it('keeps the new token without asking when a file could not be restored', async () => {
    const rotation = await stoppedBefore(/^person\.retire/, named);
    const { fixture: world } = rotation;
    world.files.set('app.js', Buffer.from('// edited by hand\n'));
    const result = await undo(rotation, () => assert.fail('must not ask'));
    assert.deepEqual(result.left, [{ folder: 'w', file: 'app.js', reason: 'changed' }]);
    assert.deepEqual(world.tokenNames, ['_admin', 'ci', 'ci-2']);
  });

  it('keeps the new token when the user signed in with it in the meantime', async () => {
    const rotation = await stoppedBefore(/^person\.retire/, { kind: 'named', signedInWith: 'other' });
    const { fixture: world } = rotation;
    world.signIn = world.listed.get('ci-2')?.token;
    await undo(rotation, () => assert.fail('must not ask'));
    assert.deepEqual(world.tokenNames, ['_admin', 'ci', 'ci-2']);
    assert.equal(world.signIn, world.listed.get('ci-2')?.token);
  });

  it('leaves the sign-in when the user signed in with a different token', async () => {
    const rotation = await stoppedBefore(/^person\.retire/, named);
    const { fixture: world } = rotation;
    const otherToken = world.make('mine').token;
    world.signIn = otherToken;
    await undo(rotation, () => Promise.resolve(true));
    assert.equal(world.signIn, otherToken);
  });

  it('leaves the server signed out when the user signed out', async () => {
    const rotation = await stoppedBefore(/^person\.retire/, named);
    const { fixture: world } = rotation;
    world.signIn = undefined;
    await undo(rotation, () => Promise.resolve(true));
    assert.equal(world.signIn, undefined);
    assert.deepEqual(world.tokenNames, ['_admin', 'ci']);
  });

  it('leaves the sign-in when the new token was never created', async () => {
    const rotation = await stoppedBefore(/^server\.create/, named);
    rotation.fixture.signIn = undefined;
    rotation.fixture.kept.set(rotation.old.hash, { token: rotation.old, name: 'ci' });
    await undo(rotation, () => assert.fail('must not ask'));
    assert.equal(rotation.fixture.signIn, undefined);
  });

  it('keeps the new token when someone else deleted the old one', async () => {
    const rotation = await stoppedBefore(/^person\.retire/, named);
    const { fixture: world } = rotation;
    world.listed.delete('ci');
    const result = await undo(rotation, () => assert.fail('must not ask'));
    assert.equal(result.old, 'deleted');
    assert.equal(world.signIn, world.listed.get('ci-2')?.token);
  });

  it('removes a new token that someone else deleted from secret storage', async () => {
    const rotation = await stoppedBefore(/^person\.retire/, { kind: 'named', signedInWith: 'other' });
    const { fixture: world } = rotation;
    world.listed.delete('ci-2');
    await undo(rotation, () => assert.fail('must not ask'));
    assert.deepEqual(world.keptNames, ['ci']);
  });

  it('regenerates the operator token again when the response was lost', async () => {
    const rotation = await stoppedBefore(/^secrets\.bear/, { kind: 'operator', signedInWith: 'old' }, 2);
    const { fixture: world } = rotation;
    world.make('_admin');
    const result = await undo(rotation, () => assert.fail('must not ask'));
    assert.equal(world.signIn, world.listed.get('_admin')?.token);
    assert.deepEqual(world.tokenNames, ['_admin', 'ci'], 'the helper is deleted');
    assert.equal(result.old, 'replaced');
  });

  it('regenerates the operator token of a bridge again, and keeps the bridge token', async () => {
    const rotation = await stoppedBefore(/^secrets\.bear/, { kind: 'bridge', signedInWith: 'old' }, 2);
    const { fixture: world } = rotation;
    world.make('_admin');
    const result = await undo(rotation, () => assert.fail('must not ask'));
    assert.equal(world.signIn, world.listed.get('_admin')?.token);
    assert.deepEqual(world.tokenNames, ['_admin', 'bridge', 'ci']);
    assert.equal(result.token.name, '_admin');
  });

  it('asks only about the bridge token when nothing was regenerated', async () => {
    const rotation = await stoppedBefore(/^person\.retire/, { kind: 'bridge', signedInWith: 'old' });
    const { fixture: world, old } = rotation;
    const result = await undo(rotation, () => Promise.resolve(true));
    assert.ok(world.isValid(old));
    assert.deepEqual(world.tokenNames, ['_admin', 'ci']);
    assert.equal(result.old, 'kept');
  });

  it('deletes a token that an earlier run created but did not journal', async () => {
    const rotation = await stoppedBefore(/^server\.create/, named);
    const { fixture: world } = rotation;
    const { token } = world.make('ci-2');
    world.kept.set(token.hash, { token, name: '' });
    const asked: string[] = [];
    await undo(rotation, (_containing, journal) => {
      asked.push(journal.next.hash ?? '');
      return Promise.resolve(true);
    });
    assert.deepEqual(asked, [token.hash]);
    assert.deepEqual(world.tokenNames, ['_admin', 'ci']);
    assert.deepEqual(world.keptNames, ['ci']);
  });

  it('finds files by SHA-512 prefix when the string of the new token is lost', async () => {
    const rotation = await stoppedBefore(/^server\.create/, named);
    const { fixture: world } = rotation;
    const { token } = world.make('ci-2');
    world.files.set('mine.env', Buffer.from(`A=${token.reveal()}`));
    const asked: string[] = [];
    await undo(rotation, ({ files }) => {
      asked.push(...files.map(({ file }) => file));
      return Promise.resolve(true);
    });
    assert.deepEqual(asked, ['mine.env']);
    assert.deepEqual(world.tokenNames, ['_admin', 'ci']);
  });

  it('does not delete a token that someone else created with the new name', async () => {
    const rotation = await stoppedBefore(/^person\.retire/, named);
    const { fixture: world } = rotation;
    const othersToken = world.make('ci-2').token;
    await undo(rotation, () => Promise.resolve(true));
    assert.ok(world.isValid(othersToken));
    assert.deepEqual(world.keptNames, ['ci'], 'the invalid token is no longer stored');
  });

  it('journals that it is undone and no longer due', async () => {
    const { fixture: world, journal } = prepareRotation(named);
    const choosingLater = world.ports({ person: { chooseRetirement: () => Promise.resolve({ later: new Date() }) } });
    await new Rotation(journal, choosingLater).begin();
    const saved: Journal[] = [];
    const at = () => void saved.push(...world.journals.values());
    await new Rotation(world.journals.get(journal.id) ?? assert.fail(), world.ports({ at })).undo();
    const first = saved.find(({ stage }) => stage === 'undoing');
    assert.equal(first?.due, null);
    assert.deepEqual(first.left, []);
    assert.equal(first.files.length, 4);
    assert.equal(saved.at(-1)?.files.length, 0, 'restored files are not restored again');
  });

  it('remembers files that could not be restored when it is repeated', async () => {
    const rotation = await stoppedBefore(/^person\.retire/, named);
    const { fixture: world, journal } = rotation;
    world.files.set('app.js', Buffer.from('// edited by hand\n'));
    const canceling = world.ports({
      at: (effect) => {
        if (effect === 'server.list') {
          throw new Cancelled();
        }
      },
    });
    await assert.rejects(new Rotation(savedJournal(rotation), canceling).undo(), RotationStopped);
    assert.equal(world.journals.get(journal.id)?.stage, 'undoing');
    const result = await undo(rotation, () => assert.fail('must not ask'));
    assert.deepEqual(
      result.left.map(({ file }) => file),
      ['app.js'],
    );
  });

  it('finishes instead when the old token is already deleted', async () => {
    const rotation = await stoppedBefore(/^secrets\.drop/, named);
    const result = await undo(rotation, () => assert.fail('must not ask'));
    assert.equal(result.isUndone, false);
    assert.deepEqual(rotation.fixture.tokenNames, ['_admin', 'ci-2']);
  });

  it('leaves the sign-in when the string of the old token is unknown', async () => {
    const rotation = await stoppedBefore(/^person\.retire/, {
      kind: 'named',
      signedInWith: 'other',
      isOldKnown: false,
    });
    const { signIn } = rotation.fixture;
    const result = await undo(rotation, () => Promise.resolve(true));
    assert.equal(result.isUndone, true);
    assert.equal(rotation.fixture.signIn, signIn);
    assert.deepEqual(rotation.fixture.tokenNames, ['_admin', 'ci']);
  });
});

/** Begins a rotation that the user cancels before an effect. @param occurrence from 1, counts the matching effects */
async function stoppedBefore(effect: RegExp, rotationCase: RotationCase, occurrence = 1): Promise<TestRotation> {
  const rotation = prepareRotation(rotationCase);
  let count = 0;
  const ports = rotation.fixture.ports({
    at: (name, when) => {
      if (when === 'before' && effect.test(name) && (count += 1) === occurrence) {
        throw new Cancelled();
      }
    },
  });
  await assert.rejects(new Rotation(rotation.journal, ports).begin());
  // If nothing was created, the journal was removed. Put it back, as if the process had crashed before that.
  rotation.fixture.journals.set(
    rotation.journal.id,
    rotation.fixture.journals.get(rotation.journal.id) ?? rotation.journal,
  );
  return rotation;
}

function savedJournal({ fixture: world, journal }: TestRotation): Journal {
  return world.journals.get(journal.id) ?? assert.fail('the journal must be saved');
}

function undo(
  rotation: TestRotation,
  askDelete: (containing: SearchResult, journal: Journal) => Promise<boolean>,
): Promise<RotationResult> {
  return new Rotation(savedJournal(rotation), rotation.fixture.ports({ person: { askDeleteNew: askDelete } })).undo();
}
