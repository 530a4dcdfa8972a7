import assert from 'node:assert/strict';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import { beginningWith } from './beginnings.ts';
import { once } from './once.ts';

describe('Rotation sign-in', () => {
  it('stays when the user signed in with a different token in the meantime', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const other = world.make('mine').token;
    const at = once('files.write app.js', () => (world.signIn = other));
    await new Rotation(journal, world.ports({ at })).begin();
    assert.equal(world.signIn, other);
  });

  it('stays empty when the user signed out in the meantime', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const at = once('files.write app.js', () => (world.signIn = undefined));
    await new Rotation(journal, world.ports({ at })).begin();
    assert.equal(world.signIn, undefined);
    assert.deepEqual(world.names, ['_admin', 'ci-2']);
  });

  it('stays when it was a different token from the start', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'other' });
    const { signIn } = world;
    await new Rotation(journal, world.ports()).begin();
    assert.equal(world.signIn, signIn);
  });

  it('becomes the new token when the user signed in with the old one while it waited', async () => {
    const { world, journal, old } = beginningWith({ kind: 'named', signedInWith: 'other' });
    const at = once('person.retire', () => (world.signIn = old));
    await new Rotation(journal, world.ports({ at })).begin();
    assert.equal(world.signIn, world.listed.get('ci-2')?.token);
  });
});
