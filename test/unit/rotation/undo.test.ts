import assert from 'node:assert/strict';
import type { Journal } from '../../../src/rotation/journal.ts';
import type { SearchResult } from '../../../src/rotation/ports.ts';
import type { RotationResult } from '../../../src/rotation/result.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { Canceled } from '../../../src/core/errors.ts';
import { prepareRotation, type RotationCase, type TestRotation } from './testRotation.ts';

const named: RotationCase = { kind: 'named', signedInWith: 'old' };

describe('Rotation.undo', () => {
  it('restores files and sign-in, and deletes the new token if the user agrees', async () => {
    const rotation = await stoppedBefore(/^person\.chooseRetirement/, named);
    const { fixture, old, before } = rotation;
    const questions: SearchResult[] = [];
    const result = await undo(rotation, (containing) => Promise.resolve(questions.push(containing) > 0));
    assert.deepEqual(fixture.files, before);
    assert.equal(fixture.signIn, old);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
    assert.deepEqual(fixture.storedNames, ['ci']);
    assert.deepEqual(questions, [{ files: [], unsearched: ['/w/locked.env'] }]);
    const { token, created, ...rest } = result;
    assert.equal(token.name, 'ci-2');
    assert.deepEqual(
      created.map(({ name }) => name),
      ['ci-2'],
    );
    assert.deepEqual(rest, { isUndone: true, replaced: [], left: [], old: 'kept' });
  });

  it('keeps the new token if the user declines, and shows the files that contain it', async () => {
    const rotation = await stoppedBefore(/^person\.chooseRetirement/, named);
    const { fixture } = rotation;
    const next = fixture.listed.get('ci-2')?.token ?? assert.fail();
    fixture.files.set('mine.env', Buffer.from(`A=${next.reveal()}`));
    const questions: string[] = [];
    await undo(rotation, ({ files }) => {
      questions.push(...files.map(({ file }) => file));
      return Promise.resolve(false);
    });
    assert.deepEqual(questions, ['mine.env']);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci', 'ci-2']);
    assert.ok(fixture.stored.has(next.hash));
    assert.deepEqual([...fixture.journals.keys()], []);
  });

  it('offers to delete a new token that is lost, even if the old one no longer works', async () => {
    const rotation = await stoppedBefore(/^journals\.write placing/, named);
    const { fixture, old } = rotation;
    const next = fixture.listed.get('ci-2')?.token ?? assert.fail();
    fixture.stored.delete(next.hash);
    fixture.listed.delete('ci');
    fixture.signIn = fixture.listed.get('_admin')?.token;
    assert.equal(fixture.isValid(old), false);
    const hashes: (string | null)[] = [];
    const askDeleteNew = (_containing: SearchResult, journal: Journal) => {
      hashes.push(journal.next.hash);
      return Promise.resolve(true);
    };
    const ports = fixture.ports({ person: { askToDeleteNewToken: askDeleteNew } });
    await new Rotation(savedJournal(rotation), ports).undo();
    assert.deepEqual(hashes, [null]);
    assert.deepEqual(fixture.tokenNames, ['_admin']);
  });

  it('keeps the new token without asking when a file could not be restored', async () => {
    const rotation = await stoppedBefore(/^person\.chooseRetirement/, named);
    const { fixture } = rotation;
    fixture.files.set('app.js', Buffer.from('// edited by hand\n'));
    const result = await undo(rotation, () => assert.fail('must not ask'));
    assert.deepEqual(result.left, [{ folder: 'w', file: 'app.js', reason: 'changed' }]);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci', 'ci-2']);
  });

  it('keeps the new token when the user signed in with it in the meantime', async () => {
    const rotation = await stoppedBefore(/^person\.chooseRetirement/, { kind: 'named', signedInWith: 'other' });
    const { fixture } = rotation;
    fixture.signIn = fixture.listed.get('ci-2')?.token;
    await undo(rotation, () => assert.fail('must not ask'));
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci', 'ci-2']);
    assert.equal(fixture.signIn, fixture.listed.get('ci-2')?.token);
  });

  it('leaves the sign-in unchanged when the user signed in with a different token', async () => {
    const rotation = await stoppedBefore(/^person\.chooseRetirement/, named);
    const { fixture } = rotation;
    const otherToken = fixture.createToken('mine').token;
    fixture.signIn = otherToken;
    await undo(rotation, () => Promise.resolve(true));
    assert.equal(fixture.signIn, otherToken);
  });

  it('leaves the server signed out when the user signed out', async () => {
    const rotation = await stoppedBefore(/^person\.chooseRetirement/, named);
    const { fixture } = rotation;
    fixture.signIn = undefined;
    await undo(rotation, () => Promise.resolve(true));
    assert.equal(fixture.signIn, undefined);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
  });

  it('leaves the sign-in unchanged when the new token was never created', async () => {
    const rotation = await stoppedBefore(/^server\.create/, named);
    rotation.fixture.signIn = undefined;
    rotation.fixture.stored.set(rotation.old.hash, { token: rotation.old, name: 'ci' });
    await undo(rotation, () => assert.fail('must not ask'));
    assert.equal(rotation.fixture.signIn, undefined);
  });

  it('keeps the new token when someone else deleted the old one', async () => {
    const rotation = await stoppedBefore(/^person\.chooseRetirement/, named);
    const { fixture } = rotation;
    fixture.listed.delete('ci');
    const result = await undo(rotation, () => assert.fail('must not ask'));
    assert.equal(result.old, 'deleted');
    assert.equal(fixture.signIn, fixture.listed.get('ci-2')?.token);
  });

  it('removes a new token that someone else deleted from secret storage', async () => {
    const rotation = await stoppedBefore(/^person\.chooseRetirement/, { kind: 'named', signedInWith: 'other' });
    const { fixture } = rotation;
    fixture.listed.delete('ci-2');
    await undo(rotation, () => assert.fail('must not ask'));
    assert.deepEqual(fixture.storedNames, ['ci']);
  });

  it('regenerates the operator token again when the response was lost', async () => {
    const rotation = await stoppedBefore(/^secrets\.create/, { kind: 'operator', signedInWith: 'old' }, 2);
    const { fixture } = rotation;
    fixture.createToken('_admin');
    const result = await undo(rotation, () => assert.fail('must not ask'));
    assert.equal(fixture.signIn, fixture.listed.get('_admin')?.token);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci'], 'the helper is deleted');
    assert.equal(result.old, 'replaced');
  });

  it('regenerates the operator token of a bridge again, and keeps the bridge token', async () => {
    const rotation = await stoppedBefore(/^secrets\.create/, { kind: 'bridge', signedInWith: 'old' }, 2);
    const { fixture } = rotation;
    fixture.createToken('_admin');
    const result = await undo(rotation, () => assert.fail('must not ask'));
    assert.equal(fixture.signIn, fixture.listed.get('_admin')?.token);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'bridge', 'ci']);
    assert.equal(result.token.name, '_admin');
  });

  it('asks only about the bridge token when nothing was regenerated', async () => {
    const rotation = await stoppedBefore(/^person\.chooseRetirement/, { kind: 'bridge', signedInWith: 'old' });
    const { fixture, old } = rotation;
    const result = await undo(rotation, () => Promise.resolve(true));
    assert.ok(fixture.isValid(old));
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
    assert.equal(result.old, 'kept');
  });

  it('deletes a token that an earlier run created but did not record in the journal', async () => {
    const rotation = await stoppedBefore(/^server\.create/, named);
    const { fixture } = rotation;
    const { token } = fixture.createToken('ci-2');
    fixture.stored.set(token.hash, { token, name: '' });
    const questions: string[] = [];
    await undo(rotation, (_containing, journal) => {
      questions.push(journal.next.hash ?? '');
      return Promise.resolve(true);
    });
    assert.deepEqual(questions, [token.hash]);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
    assert.deepEqual(fixture.storedNames, ['ci']);
  });

  it('finds files by SHA-512 prefix when the new token string is lost', async () => {
    const rotation = await stoppedBefore(/^server\.create/, named);
    const { fixture } = rotation;
    const { token } = fixture.createToken('ci-2');
    fixture.files.set('mine.env', Buffer.from(`A=${token.reveal()}`));
    const questions: string[] = [];
    await undo(rotation, ({ files }) => {
      questions.push(...files.map(({ file }) => file));
      return Promise.resolve(true);
    });
    assert.deepEqual(questions, ['mine.env']);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci']);
  });

  it('does not delete a token that someone else created with the new name', async () => {
    const rotation = await stoppedBefore(/^person\.chooseRetirement/, named);
    const { fixture } = rotation;
    const othersToken = fixture.createToken('ci-2').token;
    await undo(rotation, () => Promise.resolve(true));
    assert.ok(fixture.isValid(othersToken));
    assert.deepEqual(fixture.storedNames, ['ci'], 'the invalid token is no longer stored');
  });

  it('records in the journal that it is undone and no longer due', async () => {
    const { fixture, journal } = prepareRotation(named);
    const choosingLater = fixture.ports({ person: { chooseRetirement: () => Promise.resolve({ later: new Date() }) } });
    await new Rotation(journal, choosingLater).begin();
    const saved: Journal[] = [];
    const at = () => void saved.push(...fixture.journals.values());
    await new Rotation(fixture.journals.get(journal.id) ?? assert.fail(), fixture.ports({ at })).undo();
    const first = saved.find(({ stage }) => stage === 'undoing');
    assert.equal(first?.due, null);
    assert.deepEqual(first.left, []);
    assert.equal(first.files.length, 4);
    assert.equal(saved.at(-1)?.files.length, 0, 'restored files are not restored again');
  });

  it('remembers files that could not be restored when it is repeated', async () => {
    const rotation = await stoppedBefore(/^person\.chooseRetirement/, named);
    const { fixture, journal } = rotation;
    fixture.files.set('app.js', Buffer.from('// edited by hand\n'));
    const canceling = fixture.ports({
      at: (effect) => {
        if (effect === 'server.list') {
          throw new Canceled();
        }
      },
    });
    await assert.rejects(new Rotation(savedJournal(rotation), canceling).undo(), RotationStopped);
    assert.equal(fixture.journals.get(journal.id)?.stage, 'undoing');
    const result = await undo(rotation, () => assert.fail('must not ask'));
    assert.deepEqual(
      result.left.map(({ file }) => file),
      ['app.js'],
    );
  });

  it('finishes the rotation instead when the old token is already deleted', async () => {
    const rotation = await stoppedBefore(/^secrets\.remove/, named);
    const result = await undo(rotation, () => assert.fail('must not ask'));
    assert.equal(result.isUndone, false);
    assert.deepEqual(rotation.fixture.tokenNames, ['_admin', 'ci-2']);
  });

  it('leaves the sign-in unchanged when the old token string is unknown', async () => {
    const rotation = await stoppedBefore(/^person\.chooseRetirement/, {
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
        throw new Canceled();
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

function savedJournal({ fixture, journal }: TestRotation): Journal {
  return fixture.journals.get(journal.id) ?? assert.fail('the journal must be saved');
}

function undo(
  rotation: TestRotation,
  askDelete: (containing: SearchResult, journal: Journal) => Promise<boolean>,
): Promise<RotationResult> {
  return new Rotation(
    savedJournal(rotation),
    rotation.fixture.ports({ person: { askToDeleteNewToken: askDelete } }),
  ).undo();
}
