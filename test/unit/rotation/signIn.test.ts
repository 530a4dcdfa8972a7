import assert from 'node:assert/strict';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { prepareRotation } from './testRotation.ts';
import { doOnceBefore } from './doOnceBefore.ts';

describe('Rotation sign-in', () => {
  it('stays when the user signed in with a different token in the meantime', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const other = fixture.createToken('mine').token;
    const at = doOnceBefore('files.write app.js', () => (fixture.signIn = other));
    await new Rotation(journal, fixture.ports({ at })).begin();
    assert.equal(fixture.signIn, other);
  });

  it('stays empty when the user signed out in the meantime', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'old' });
    const at = doOnceBefore('files.write app.js', () => (fixture.signIn = undefined));
    await new Rotation(journal, fixture.ports({ at })).begin();
    assert.equal(fixture.signIn, undefined);
    assert.deepEqual(fixture.tokenNames, ['_admin', 'ci-2']);
  });

  it('stays when it was a different token from the start', async () => {
    const { fixture, journal } = prepareRotation({ kind: 'named', signedInWith: 'other' });
    const { signIn } = fixture;
    await new Rotation(journal, fixture.ports()).begin();
    assert.equal(fixture.signIn, signIn);
  });

  it('becomes the new token when the user signed in with the old one while it waited', async () => {
    const { fixture, journal, old } = prepareRotation({ kind: 'named', signedInWith: 'other' });
    const at = doOnceBefore('person.chooseRetirement', () => (fixture.signIn = old));
    await new Rotation(journal, fixture.ports({ at })).begin();
    assert.equal(fixture.signIn, fixture.listed.get('ci-2')?.token);
  });
});
