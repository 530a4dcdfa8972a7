import assert from 'node:assert/strict';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import { prepareRotation } from './beginnings.ts';
import { doOnceBefore } from './once.ts';

describe('Rotation sign-in', () => {
  it('stays when the user signed in with a different token in the meantime', async () => {
    const { fixture: world, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const other = world.make('mine').token;
    const at = doOnceBefore('files.write app.js', () => (world.signIn = other));
    await new Rotation(journal, world.ports({ at })).begin();
    assert.equal(world.signIn, other);
  });

  it('stays empty when the user signed out in the meantime', async () => {
    const { fixture: world, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const at = doOnceBefore('files.write app.js', () => (world.signIn = undefined));
    await new Rotation(journal, world.ports({ at })).begin();
    assert.equal(world.signIn, undefined);
    assert.deepEqual(world.tokenNames, ['_admin', 'ci-2']);
  });

  it('stays when it was a different token from the start', async () => {
    const { fixture: world, journal } = prepareRotation({ kind: 'named', signedInWith: 'other' });
    const { signIn } = world;
    await new Rotation(journal, world.ports()).begin();
    assert.equal(world.signIn, signIn);
  });

  it('becomes the new token when the user signed in with the old one while it waited', async () => {
    const { fixture: world, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'other' });
    const at = doOnceBefore('person.retire', () => (world.signIn = old));
    await new Rotation(journal, world.ports({ at })).begin();
    assert.equal(world.signIn, world.listed.get('ci-2')?.token);
  });
});
