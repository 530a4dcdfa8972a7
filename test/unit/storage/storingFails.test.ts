import assert from 'node:assert/strict';
import type { TokenStore } from '../../../src/storage/tokenStore.ts';
import { refusal } from './helpers/errors.ts';
import type { MemoryNotes, MemorySecrets } from './helpers/ports.ts';
import { emptyStore, newToken } from './helpers/tokens.ts';

const home = 'https://influx.example';

describe('Storing a token where that fails', () => {
  let secrets: MemorySecrets;
  let notes: MemoryNotes;
  let store: TokenStore;
  let told: string[];

  beforeEach(() => {
    ({ secrets, notes, store, told } = emptyStore());
  });

  it('tells a person, whichever part was asked, without the string', async () => {
    const token = newToken();
    const string = token.reveal();
    secrets.failure = Object.assign(new Error(`no place for ${string}`), { value: string });
    for (const work of [
      store.storeSignIn(home, token, 'ci'),
      store.keep(home, token, 'ci', false),
      store.signIn(home),
      store.keptToken(home, token.hash),
      store.forgetSignIn(home),
    ]) {
      assert.match(
        (await refusal(work, string)).message,
        /secret storage of this machine failed: no place for apiv3_…/,
      );
    }
    assert.equal(notes.stored.size, 0, 'no note says that something was stored');
  });

  it('leaves what was stored before as it was', async () => {
    const before = newToken();
    await store.storeSignIn(home, before, 'before');
    secrets.failure = new Error('locked');
    await refusal(store.storeSignIn(home, newToken(), 'after'), before.reveal());
    secrets.failure = undefined;
    const signIn = await store.signIn(home);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash, before.hash);
    assert.equal(signIn.name, 'before');
  });

  it('tells a person when VS Code cannot write its own state, and has stored the token all the same', async () => {
    const [kept, signedIn] = [newToken(), newToken()];
    notes.failure = new Error('database is locked');
    await store.keep(home, kept, 'ci', true);
    await store.storeSignIn(home, signedIn, 'operator');
    assert.equal(told.length, 2);
    assert.match(
      told[0] ?? '',
      /VS Code could not write its own state: database is locked\. .* See that the disk has room/,
    );
    notes.failure = undefined;
    assert.equal((await store.keptToken(home, kept.hash))?.hash, kept.hash);
    assert.equal((await store.kept(home)).length, 1);
    const signIn = await store.signIn(home);
    assert.ok(signIn.kind === 'token', 'a token without a note is not lost');
    assert.equal(signIn.token.hash, signedIn.hash);
  });

  it('calls a token by no other one’s name where its own could not be noted', async () => {
    await store.storeSignIn(home, newToken(), 'before');
    notes.failure = new Error('database is locked');
    const after = newToken();
    await store.storeSignIn(home, after, 'after');
    const signIn = await store.signIn(home);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash, after.hash);
    assert.equal(signIn.name, undefined);
  });

  it('forgets a string though its note cannot go', async () => {
    const token = newToken();
    await store.keep(home, token, 'ci', false);
    await store.storeSignIn(home, token, 'ci');
    notes.failure = new Error('database is locked');
    await store.forgetServer(home);
    assert.equal(secrets.stored.size, 0);
    assert.equal(told.length, 2);
  });

  it('lists what it knows without the keyring', async () => {
    const token = newToken();
    await store.keep(home, token, 'ci', true);
    secrets.failure = new Error('locked');
    assert.deepEqual(await store.kept(home), [{ hash: token.hash, name: 'ci', untilPlaced: true }]);
    assert.equal(store.waitingToBePlaced().length, 1);
  });
});
