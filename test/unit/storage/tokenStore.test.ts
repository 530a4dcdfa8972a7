import assert from 'node:assert/strict';
import type { TokenStore } from '../../../src/storage/tokenStore.ts';
import type { MemoryNotes, MemorySecrets } from './helpers/ports.ts';
import { emptyStore, newToken } from './helpers/tokens.ts';

const home = 'https://influx.example';
const other = 'https://influx.example/other';

describe('What a server is signed in with', () => {
  let secrets: MemorySecrets;
  let notes: MemoryNotes;
  let store: TokenStore;

  beforeEach(() => {
    ({ secrets, notes, store } = emptyStore());
  });

  it('comes back with its name, for its own server only', async () => {
    const token = newToken();
    await store.storeSignIn(home, token, 'ci');
    const signIn = await store.signIn(home);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.reveal(), token.reveal());
    assert.equal(signIn.name, 'ci');
    assert.deepEqual(await store.signIn(other), { kind: 'none' });
  });

  it('may have no name, and is replaced by the next', async () => {
    await store.storeSignIn(home, newToken(), 'first');
    const second = newToken();
    await store.storeSignIn(home, second, undefined);
    const signIn = await store.signIn(home);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash, second.hash);
    assert.equal(signIn.name, undefined);
  });

  it('is lost where the keyring no longer has it, which is not the same as never signed in or signed out', async () => {
    assert.deepEqual(await store.signIn(home), { kind: 'none' });
    await store.storeSignIn(home, newToken(), 'ci');
    secrets.stored.clear();
    assert.deepEqual(await store.signIn(home), { kind: 'lost' });
    await store.forgetSignIn(home);
    assert.deepEqual(await store.signIn(home), { kind: 'none' });
  });

  it('is lost where the keyring gives back what no request could carry', async () => {
    await store.storeSignIn(home, newToken(), 'ci');
    const [key] = secrets.stored.keys();
    for (const garbage of ['', '  ', '\u0000\u0001', 'pass word', '{"token": 1}\n{}', '\ufffd\ufffd']) {
      secrets.stored.set(key ?? '', garbage);
      assert.deepEqual(await store.signIn(home), { kind: 'lost' }, JSON.stringify(garbage));
    }
  });

  it('is lost also where a newer version noted it in its own way', async () => {
    await store.storeSignIn(home, newToken(), 'ci');
    secrets.stored.clear();
    const [key = ''] = notes.keys();
    notes.stored.set(key, '{"version":2,"tokens":[]}');
    assert.deepEqual(await store.signIn(home), { kind: 'lost' });
  });

  it('is there with or without its note, as another window may leave it', async () => {
    const { secrets: shared, store: here } = emptyStore();
    const token = newToken();
    await here.storeSignIn(home, token, 'ci');
    const elsewhere = emptyStore();
    for (const [key, value] of shared.stored) elsewhere.secrets.stored.set(key, value);
    const signIn = await elsewhere.store.signIn(home);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash, token.hash);
    assert.equal(signIn.name, undefined);
  });
});

describe('The tokens kept on this machine', () => {
  let secrets: MemorySecrets;
  let notes: MemoryNotes;
  let store: TokenStore;

  beforeEach(() => {
    ({ secrets, notes, store } = emptyStore());
  });

  it('are kept by server and by hash: names may be the same', async () => {
    const [one, two, elsewhere] = [newToken(), newToken(), newToken()];
    await store.keep(home, one, 'ci', false);
    await store.keep(home, two, 'ci', true);
    await store.keep(other, elsewhere, 'ci', false);
    assert.deepEqual(await store.kept(home), [
      { hash: one.hash, name: 'ci', untilPlaced: false },
      { hash: two.hash, name: 'ci', untilPlaced: true },
    ]);
    assert.equal((await store.keptToken(home, two.hash))?.reveal(), two.reveal());
    assert.equal(await store.keptToken(other, two.hash), undefined);
    assert.equal(secrets.stored.size, 3, 'a secret of its own for each');
  });

  it('leave no string outside the keyring', async () => {
    const token = newToken();
    await store.keep(home, token, 'ci', true);
    await store.storeSignIn(home, token, 'ci');
    const outside = [...notes.stored, ...secrets.stored.keys()].join('\n');
    assert.ok(!outside.includes(token.reveal().slice(6, 20)));
  });

  it('are listed though the keyring cannot list its keys, or has some whose note is gone', async () => {
    const [noted, unnoted] = [newToken(), newToken()];
    await store.keep(home, noted, 'noted', false);
    await store.keep(home, unnoted, 'unnoted', false);
    for (const key of notes.keys().filter((name) => name.includes(unnoted.hash))) notes.stored.delete(key);
    assert.deepEqual(await store.kept(home), [
      { hash: noted.hash, name: 'noted', untilPlaced: false },
      { hash: unnoted.hash, name: '', untilPlaced: false },
    ]);
    secrets.keysFailure = new Error('not supported');
    assert.deepEqual(
      (await store.kept(home)).map(({ name }) => name),
      ['noted'],
    );
  });

  it('have no string any more where the keyring lost it, or holds another under its key', async () => {
    const token = newToken();
    await store.keep(home, token, 'ci', false);
    const [key = ''] = secrets.stored.keys();
    for (const garbage of ['', 'garbage', newToken().reveal(), `${token.reveal()} `]) {
      secrets.stored.set(key, garbage);
      assert.equal(await store.keptToken(home, token.hash), undefined);
    }
    secrets.stored.delete(key);
    assert.equal(await store.keptToken(home, token.hash), undefined);
  });

  it('are listed whatever stands in their notes', async () => {
    const token = newToken();
    await store.keep(home, token, 'ci', true);
    const [key = ''] = notes.keys();
    for (const garbage of ['null', '7', '{"hash":1}', '[]', '"x"']) {
      notes.stored.set(key, garbage);
      assert.deepEqual(await store.kept(home), [{ hash: token.hash, name: '', untilPlaced: false }], garbage);
      assert.deepEqual(store.waitingToBePlaced(), []);
    }
  });

  it('keep what a newer version has noted of the same token, and nothing of another', async () => {
    const token = newToken();
    await store.storeSignIn(home, token, 'ci');
    const [key = ''] = notes.keys();
    notes.stored.set(key, JSON.stringify({ hash: token.hash, name: 'ci', expiry: '2030-01-01' }));
    await store.storeSignIn(home, token, 'ci again');
    assert.deepEqual(notes.get(key), { hash: token.hash, name: 'ci again', expiry: '2030-01-01' });
    const other = newToken();
    await store.storeSignIn(home, other, 'other');
    assert.deepEqual(notes.get(key), { hash: other.hash, name: 'other' });
  });

  it('are joined by what the server is signed in with, before something else takes its place', async () => {
    await store.keepSignIn(home);
    assert.deepEqual(await store.kept(home), []);
    const [pasted, made] = [newToken(), newToken()];
    await store.storeSignIn(home, pasted, undefined);
    await store.keepSignIn(home);
    await store.keep(home, made, 'made', true);
    await store.storeSignIn(home, made, 'made');
    await store.keepSignIn(home);
    assert.deepEqual(await store.kept(home), [
      { hash: pasted.hash, name: '', untilPlaced: false },
      { hash: made.hash, name: 'made', untilPlaced: true },
    ]);
    assert.equal((await store.keptToken(home, pasted.hash))?.reveal(), pasted.reveal());
  });

  it('wait to be placed until they are dropped, each with its server', async () => {
    const machine = '7a0c0d9e-0000-4000-8000-000000000000@http://localhost:8181';
    const [placed, waiting, kept] = [newToken(), newToken(), newToken()];
    await store.keep(home, placed, 'placed', true);
    await store.keep(machine, waiting, 'waiting', true);
    await store.keep(home, kept, 'kept', false);
    await store.storeSignIn(home, waiting, 'waiting');
    await store.drop(home, placed.hash);
    assert.deepEqual(store.waitingToBePlaced(), [
      { identity: machine, kept: { hash: waiting.hash, name: 'waiting', untilPlaced: true } },
    ]);
  });
});
