import assert from 'node:assert/strict';
import type { StoredToken, TokenStore } from '../../../src/storage/tokenStore.ts';
import type { MemoryMemento, MemorySecrets } from './helpers/memoryStorage.ts';
import { createEmptyStore, newToken } from './helpers/tokens.ts';

const home = 'https://influx.example';
const other = 'https://influx.example/other';

describe('TokenStore sign-in', () => {
  let secrets: MemorySecrets;
  let metadata: MemoryMemento;
  let store: TokenStore;

  beforeEach(() => {
    ({ secrets, metadata, store } = createEmptyStore());
  });

  it('returns the token and its name for its own server only', async () => {
    const token = newToken();
    await store.storeSignIn(home, token, 'ci');
    const signIn = await store.readSignIn(home);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.reveal(), token.reveal());
    assert.equal(signIn.name, 'ci');
    assert.deepEqual(await store.readSignIn(other), { kind: 'none' });
  });

  it('notes to which cluster a token belongs, also if it moves', async () => {
    const token = newToken().withCluster('first');
    await store.storeSignIn(home, token, 'ci');
    await store.store(home, token, 'ci', { untilSavedElsewhere: false });
    const older = newToken();
    await store.store(home, older, 'older', { untilSavedElsewhere: false });
    const clusters = async () => {
      const signIn = await store.readSignIn(home);
      assert.ok(signIn.kind === 'token');
      const stored = [await store.findByHash(home, token.hash), await store.findByHash(home, older.hash)];
      return [signIn.token, ...stored].map((found) => found?.cluster);
    };
    assert.deepEqual(await clusters(), ['first', 'first', undefined]);
    await store.moveToCluster(home, 'first', 'second');
    assert.deepEqual(await clusters(), ['second', 'second', undefined]);
    await store.moveToCluster(home, undefined, 'third');
    assert.deepEqual(await clusters(), ['second', 'second', 'third']);
  });

  it('replaces the token, also with one without a name', async () => {
    await store.storeSignIn(home, newToken(), 'first');
    const second = newToken();
    await store.storeSignIn(home, second, undefined);
    const signIn = await store.readSignIn(home);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash, second.hash);
    assert.equal(signIn.name, undefined);
  });

  it('distinguishes a lost token from never having signed in', async () => {
    assert.deepEqual(await store.readSignIn(home), { kind: 'none' });
    await store.storeSignIn(home, newToken(), 'ci');
    secrets.stored.clear();
    assert.deepEqual(await store.readSignIn(home), { kind: 'missing' });
    await store.removeSignIn(home);
    assert.deepEqual(await store.readSignIn(home), { kind: 'none' });
  });

  it('treats an unusable secret as a lost token', async () => {
    await store.storeSignIn(home, newToken(), 'ci');
    const [key] = secrets.stored.keys();
    for (const garbage of ['', '  ', '\u0000\u0001', 'pass word', '{"token": 1}\n{}', '\ufffd\ufffd']) {
      secrets.stored.set(key ?? '', garbage);
      assert.deepEqual(await store.readSignIn(home), { kind: 'missing' }, JSON.stringify(garbage));
    }
  });

  it('reports a lost token with metadata from a newer version', async () => {
    await store.storeSignIn(home, newToken(), 'ci');
    secrets.stored.clear();
    const [key = ''] = metadata.keys();
    metadata.stored.set(key, '{"version":2,"tokens":[]}');
    assert.deepEqual(await store.readSignIn(home), { kind: 'missing' });
  });

  it('returns a token without metadata', async () => {
    const { secrets: shared, store: here } = createEmptyStore();
    const token = newToken();
    await here.storeSignIn(home, token, 'ci');
    const otherWindow = createEmptyStore();
    for (const [key, value] of shared.stored) otherWindow.secrets.stored.set(key, value);
    const signIn = await otherWindow.store.readSignIn(home);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash, token.hash);
    assert.equal(signIn.name, undefined);
  });
});

describe('TokenStore stored tokens', () => {
  let secrets: MemorySecrets;
  let metadata: MemoryMemento;
  let store: TokenStore;

  beforeEach(() => {
    ({ secrets, metadata, store } = createEmptyStore());
  });

  it('stores tokens by server and hash, so names can repeat', async () => {
    const [one, two, elsewhere] = [newToken(), newToken(), newToken()];
    await store.store(home, one, 'ci', { untilSavedElsewhere: false });
    await store.store(home, two, 'ci', { untilSavedElsewhere: true });
    await store.store(other, elsewhere, 'ci', { untilSavedElsewhere: false });
    assert.deepEqual(await store.listStored(home), [
      { hash: one.hash, name: 'ci', untilSavedElsewhere: false },
      { hash: two.hash, name: 'ci', untilSavedElsewhere: true },
    ] satisfies StoredToken[]);
    assert.equal((await store.findByHash(home, two.hash))?.reveal(), two.reveal());
    assert.equal(await store.findByHash(other, two.hash), undefined);
    assert.equal(secrets.stored.size, 3, 'each token is a separate secret');
  });

  it('stores no token string outside the keyring', async () => {
    const token = newToken();
    await store.store(home, token, 'ci', { untilSavedElsewhere: true });
    await store.storeSignIn(home, token, 'ci');
    const outside = [...metadata.stored, ...secrets.stored.keys()].join('\n');
    assert.ok(!outside.includes(token.reveal().slice(6, 20)));
  });

  it('lists tokens without metadata, and without the keys of the keyring', async () => {
    const [withMetadata, withoutMetadata] = [newToken(), newToken()];
    await store.store(home, withMetadata, 'with metadata', { untilSavedElsewhere: false });
    await store.store(home, withoutMetadata, 'without metadata', { untilSavedElsewhere: false });
    for (const key of metadata.keys().filter((name) => name.includes(withoutMetadata.hash)))
      metadata.stored.delete(key);
    assert.deepEqual(await store.listStored(home), [
      { hash: withMetadata.hash, name: 'with metadata', untilSavedElsewhere: false },
      { hash: withoutMetadata.hash, name: '', untilSavedElsewhere: false },
    ] satisfies StoredToken[]);
    secrets.keysFailure = new Error('not supported');
    assert.deepEqual(
      (await store.listStored(home)).map(({ name }) => name),
      ['with metadata'],
    );
  });

  it('restores a name that is missing, and no other', async () => {
    const [named, nameless, lost] = [newToken(), newToken(), newToken()];
    await store.store(home, named, 'named', { untilSavedElsewhere: true });
    await store.store(home, nameless, 'nameless', { untilSavedElsewhere: false });
    for (const key of metadata.keys().filter((name) => name.includes(nameless.hash))) metadata.stored.delete(key);
    assert.equal(await store.restoreName(home, named.hash, 'other'), false);
    assert.equal(await store.restoreName(home, nameless.hash, 'restored'), true);
    assert.equal(await store.restoreName(home, lost.hash, 'lost'), false);
    assert.deepEqual(await store.listStored(home), [
      { hash: named.hash, name: 'named', untilSavedElsewhere: true },
      { hash: nameless.hash, name: 'restored', untilSavedElsewhere: false },
    ] satisfies StoredToken[]);
  });

  it('returns no token when its secret is missing or different', async () => {
    const token = newToken();
    await store.store(home, token, 'ci', { untilSavedElsewhere: false });
    const [key = ''] = secrets.stored.keys();
    for (const garbage of ['', 'garbage', newToken().reveal(), `${token.reveal()} `]) {
      secrets.stored.set(key, garbage);
      assert.equal(await store.findByHash(home, token.hash), undefined);
    }
    secrets.stored.delete(key);
    assert.equal(await store.findByHash(home, token.hash), undefined);
  });

  it('lists tokens with malformed metadata', async () => {
    const token = newToken();
    await store.store(home, token, 'ci', { untilSavedElsewhere: true });
    const [key = ''] = metadata.keys();
    for (const garbage of ['null', '7', '{"hash":1}', '[]', '"x"']) {
      metadata.stored.set(key, garbage);
      assert.deepEqual(
        await store.listStored(home),
        [{ hash: token.hash, name: '', untilSavedElsewhere: false }] satisfies StoredToken[],
        garbage,
      );
      assert.deepEqual(store.awaitingSave(), []);
    }
  });

  it('keeps metadata that a newer version added for the same token only', async () => {
    const token = newToken();
    await store.storeSignIn(home, token, 'ci');
    const [key = ''] = metadata.keys();
    metadata.stored.set(key, JSON.stringify({ hash: token.hash, name: 'ci', expiry: '2030-01-01' }));
    await store.storeSignIn(home, token, 'ci again');
    assert.deepEqual(metadata.get(key), { hash: token.hash, name: 'ci again', expiry: '2030-01-01' });
    const other = newToken();
    await store.storeSignIn(home, other, 'other');
    assert.deepEqual(metadata.get(key), { hash: other.hash, name: 'other' });
  });

  it('adds the sign-in token to the stored tokens', async () => {
    await store.preserveSignIn(home);
    assert.deepEqual(await store.listStored(home), []);
    const [pasted, created] = [newToken(), newToken()];
    await store.storeSignIn(home, pasted, undefined);
    await store.preserveSignIn(home);
    await store.store(home, created, 'created', { untilSavedElsewhere: true });
    await store.storeSignIn(home, created, 'created');
    await store.preserveSignIn(home);
    assert.deepEqual(await store.listStored(home), [
      { hash: pasted.hash, name: '', untilSavedElsewhere: false },
      { hash: created.hash, name: 'created', untilSavedElsewhere: true },
    ] satisfies StoredToken[]);
    assert.equal((await store.findByHash(home, pasted.hash))?.reveal(), pasted.reveal());
  });

  it('lists tokens that are not saved elsewhere yet until they are removed', async () => {
    const machine = '7a0c0d9e-0000-4000-8000-000000000000@http://localhost:8181';
    const [saved, waiting, permanent] = [newToken(), newToken(), newToken()];
    await store.store(home, saved, 'saved', { untilSavedElsewhere: true });
    await store.store(machine, waiting, 'waiting', { untilSavedElsewhere: true });
    await store.store(home, permanent, 'permanent', { untilSavedElsewhere: false });
    await store.storeSignIn(home, waiting, 'waiting');
    await store.remove(home, saved.hash);
    assert.deepEqual(store.awaitingSave(), [
      { identity: machine, token: { hash: waiting.hash, name: 'waiting', untilSavedElsewhere: true } },
    ] satisfies ReturnType<TokenStore['awaitingSave']>);
  });
});
