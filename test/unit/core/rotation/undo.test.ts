import assert from 'node:assert/strict';
import type { Journal } from '../../../../src/core/rotation/journal.ts';
import type { Finding } from '../../../../src/core/rotation/ports.ts';
import type { RotationResult } from '../../../../src/core/rotation/result.ts';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/core/rotation/stopped.ts';
import { Cancelled } from '../../../../src/core/userError.ts';
import { beginningWith, type Beginning, type Begun } from './beginnings.ts';

const named: Beginning = { kind: 'named', signedInWith: 'old' };

describe('Undoing a rotation', () => {
  it('puts back files and sign-in, and deletes the new token where the person agrees', async () => {
    const begun = await stoppedBefore(/^person\.retire/, named);
    const { world, old, before } = begun;
    const asked: Finding[] = [];
    const result = await undone(begun, (holding) => Promise.resolve(asked.push(holding) > 0));
    assert.deepEqual(world.files, before);
    assert.equal(world.signIn, old);
    assert.deepEqual(world.names, ['_admin', 'ci']);
    assert.deepEqual(world.keptNames, ['ci']);
    assert.deepEqual(asked, [{ files: [], unread: ['/w/locked.env'] }]);
    assert.deepEqual(
      { ...result, made: result.made.map(({ name }) => name), token: result.token.name },
      { token: 'ci-2', made: ['ci-2'], isUndone: true, replaced: [], left: [], old: 'kept' },
    );
  });

  it('keeps the new token where the person says no, or is told which files hold it', async () => {
    const begun = await stoppedBefore(/^person\.retire/, named);
    const { world } = begun;
    const next = world.listed.get('ci-2')?.token ?? assert.fail();
    world.files.set('mine.env', Buffer.from(`A=${next.reveal()}`));
    const asked: string[] = [];
    await undone(begun, ({ files }) => {
      asked.push(...files.map(({ file }) => file));
      return Promise.resolve(false);
    });
    assert.deepEqual(asked, ['mine.env']);
    assert.deepEqual(world.names, ['_admin', 'ci', 'ci-2']);
    assert.ok(world.kept.has(next.hash));
    assert.deepEqual([...world.journals.keys()], []);
  });

  it('keeps the new token, with nothing asked, for a file that could not be put back', async () => {
    const begun = await stoppedBefore(/^person\.retire/, named);
    const { world } = begun;
    world.files.set('app.js', Buffer.from('// rewritten by hand\n'));
    const result = await undone(begun, () => assert.fail('nothing is to be asked'));
    assert.deepEqual(result.left, [{ folder: 'w', file: 'app.js', reason: 'changed' }]);
    assert.deepEqual(world.names, ['_admin', 'ci', 'ci-2']);
  });

  it('keeps the new token where the person signed in with it meanwhile, whose sign-in was another', async () => {
    const begun = await stoppedBefore(/^person\.retire/, { kind: 'named', signedInWith: 'other' });
    const { world } = begun;
    world.signIn = world.listed.get('ci-2')?.token;
    await undone(begun, () => assert.fail('nothing is to be asked'));
    assert.deepEqual(world.names, ['_admin', 'ci', 'ci-2']);
    assert.equal(world.signIn, world.listed.get('ci-2')?.token);
  });

  it('leaves what the person signed in with meanwhile', async () => {
    const begun = await stoppedBefore(/^person\.retire/, named);
    const { world } = begun;
    const mine = world.make('mine').token;
    world.signIn = mine;
    await undone(begun, () => Promise.resolve(true));
    assert.equal(world.signIn, mine);
  });

  it('leaves a server from which the person signed out meanwhile', async () => {
    const begun = await stoppedBefore(/^person\.retire/, named);
    const { world } = begun;
    world.signIn = undefined;
    await undone(begun, () => Promise.resolve(true));
    assert.equal(world.signIn, undefined);
    assert.deepEqual(world.names, ['_admin', 'ci']);
  });

  it('leaves the sign-in where the new token was never made', async () => {
    const begun = await stoppedBefore(/^server\.create/, named);
    begun.world.signIn = undefined;
    begun.world.kept.set(begun.old.hash, { token: begun.old, name: 'ci' });
    await undone(begun, () => assert.fail('nothing is to be asked'));
    assert.equal(begun.world.signIn, undefined);
  });

  it('keeps the new token, which is what works, where somebody deleted the old one', async () => {
    const begun = await stoppedBefore(/^person\.retire/, named);
    const { world } = begun;
    world.listed.delete('ci');
    const result = await undone(begun, () => assert.fail('nothing is to be asked'));
    assert.equal(result.old, 'deleted');
    assert.equal(world.signIn, world.listed.get('ci-2')?.token);
  });

  it('forgets the string of a new token that somebody deleted', async () => {
    const begun = await stoppedBefore(/^person\.retire/, { kind: 'named', signedInWith: 'other' });
    const { world } = begun;
    world.listed.delete('ci-2');
    await undone(begun, () => assert.fail('nothing is to be asked'));
    assert.deepEqual(world.keptNames, ['ci']);
  });

  it('gives the operator token back a string, where its regenerate was lost', async () => {
    const begun = await stoppedBefore(/^secrets\.bear/, { kind: 'operator', signedInWith: 'old' }, 2);
    const { world } = begun;
    world.make('_admin');
    const result = await undone(begun, () => assert.fail('nothing is to be asked'));
    assert.equal(world.signIn, world.listed.get('_admin')?.token);
    assert.deepEqual(world.names, ['_admin', 'ci'], 'the helper is gone');
    assert.equal(result.old, 'replaced');
  });

  it('of a bridge whose regenerate was lost does the same, and keeps the bridge', async () => {
    const begun = await stoppedBefore(/^secrets\.bear/, { kind: 'bridge', signedInWith: 'old' }, 2);
    const { world } = begun;
    world.make('_admin');
    const result = await undone(begun, () => assert.fail('nothing is to be asked'));
    assert.equal(world.signIn, world.listed.get('_admin')?.token);
    assert.deepEqual(world.names, ['_admin', 'bridge', 'ci']);
    assert.equal(result.token.name, '_admin');
  });

  it('of a bridge that was not regenerated asks about the bridge alone', async () => {
    const begun = await stoppedBefore(/^person\.retire/, { kind: 'bridge', signedInWith: 'old' });
    const { world, old } = begun;
    const result = await undone(begun, () => Promise.resolve(true));
    assert.ok(world.isAlive(old));
    assert.deepEqual(world.names, ['_admin', 'ci']);
    assert.equal(result.old, 'kept');
  });

  it('finds a token that an earlier run made and did not live to note', async () => {
    const begun = await stoppedBefore(/^server\.create/, named);
    const { world } = begun;
    const { token } = world.make('ci-2');
    world.kept.set(token.hash, { token, name: '' });
    const asked: string[] = [];
    await undone(begun, (_holding, journal) => {
      asked.push(journal.next.hash ?? '');
      return Promise.resolve(true);
    });
    assert.deepEqual(asked, [token.hash]);
    assert.deepEqual(world.names, ['_admin', 'ci']);
    assert.deepEqual(world.keptNames, ['ci']);
  });

  it('asks about a new token whose string is lost, with the files that look like holding it', async () => {
    const begun = await stoppedBefore(/^server\.create/, named);
    const { world } = begun;
    const { token } = world.make('ci-2');
    world.files.set('mine.env', Buffer.from(`A=${token.reveal()}`));
    const asked: string[] = [];
    await undone(begun, ({ files }) => {
      asked.push(...files.map(({ file }) => file));
      return Promise.resolve(true);
    });
    assert.deepEqual(asked, ['mine.env']);
    assert.deepEqual(world.names, ['_admin', 'ci']);
  });

  it('does not delete a token that somebody made under the new name', async () => {
    const begun = await stoppedBefore(/^person\.retire/, named);
    const { world } = begun;
    const theirs = world.make('ci-2').token;
    await undone(begun, () => Promise.resolve(true));
    assert.ok(world.isAlive(theirs));
    assert.deepEqual(world.keptNames, ['ci'], 'the string that works nowhere is forgotten');
  });

  it('is written down, and due no more', async () => {
    const { world, journal } = beginningWith(named);
    const waiting = world.ports({ person: { retire: () => Promise.resolve({ later: new Date() }) } });
    await new Rotation(journal, waiting).begin();
    const seen: Journal[] = [];
    const at = () => void seen.push(...world.journals.values());
    await new Rotation(world.journals.get(journal.id) ?? assert.fail(), world.ports({ at })).undo();
    const first = seen.find(({ stage }) => stage === 'undoing');
    assert.equal(first?.due, null);
    assert.deepEqual(first.left, []);
    assert.equal(first.files.length, 4);
    assert.equal(seen.at(-1)?.files.length, 0, 'what was put back is not put back twice');
  });

  it('that is done a second time keeps in mind what could not be put back', async () => {
    const begun = await stoppedBefore(/^person\.retire/, named);
    const { world, journal } = begun;
    world.files.set('app.js', Buffer.from('// rewritten by hand\n'));
    const cancelled = world.ports({
      at: (effect) => {
        if (effect === 'server.list') {
          throw new Cancelled();
        }
      },
    });
    await assert.rejects(new Rotation(written(begun), cancelled).undo(), RotationStopped);
    assert.equal(world.journals.get(journal.id)?.stage, 'undoing');
    const result = await undone(begun, () => assert.fail('nothing is to be asked'));
    assert.deepEqual(
      result.left.map(({ file }) => file),
      ['app.js'],
    );
  });

  it('goes on to the end instead where the old token is gone and its string may be', async () => {
    const begun = await stoppedBefore(/^secrets\.drop/, named);
    const result = await undone(begun, () => assert.fail('nothing is to be asked'));
    assert.equal(result.isUndone, false);
    assert.deepEqual(begun.world.names, ['_admin', 'ci-2']);
  });

  it('of a token whose string was not known changes no sign-in', async () => {
    const begun = await stoppedBefore(/^person\.retire/, {
      kind: 'named',
      signedInWith: 'other',
      isOldKnown: false,
    });
    const { signIn } = begun.world;
    const result = await undone(begun, () => Promise.resolve(true));
    assert.equal(result.isUndone, true);
    assert.equal(begun.world.signIn, signIn);
    assert.deepEqual(begun.world.names, ['_admin', 'ci']);
  });
});

/** One that is stopped by the person before an effect. @param time the how manieth of these effects */
async function stoppedBefore(effect: RegExp, beginning: Beginning, time = 1): Promise<Begun> {
  const begun = beginningWith(beginning);
  let count = 0;
  const ports = begun.world.ports({
    at: (name, when) => {
      if (when === 'before' && effect.test(name) && (count += 1) === time) {
        throw new Cancelled();
      }
    },
  });
  await assert.rejects(new Rotation(begun.journal, ports).begin());
  // Of one that did nothing nothing stays written down; its process may have been gone before that.
  begun.world.journals.set(begun.journal.id, begun.world.journals.get(begun.journal.id) ?? begun.journal);
  return begun;
}

function written({ world, journal }: Begun): Journal {
  return world.journals.get(journal.id) ?? assert.fail('it is to be written down');
}

function undone(
  begun: Begun,
  deleteNew: (holding: Finding, journal: Journal) => Promise<boolean>,
): Promise<RotationResult> {
  return new Rotation(written(begun), begun.world.ports({ person: { deleteNew } })).undo();
}
