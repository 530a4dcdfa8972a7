import assert from 'node:assert/strict';
import type { StoredToken, TokenStore } from '../../../src/storage/tokenStore.ts';
import { sentence, sentencePattern } from '../../support/sentences.ts';
import { expectUserError } from './helpers/errors.ts';
import type { MemoryMemento, MemorySecrets } from './helpers/memoryStorage.ts';
import { createEmptyStore, newToken } from './helpers/tokens.ts';

const home = 'https://influx.example';

describe('TokenStore when storing fails', () => {
  let secrets: MemorySecrets;
  let metadata: MemoryMemento;
  let store: TokenStore;
  let warnings: string[];

  beforeEach(() => {
    ({ secrets, metadata, store, warnings } = createEmptyStore());
  });

  it('reports an error of the secret storage without the token string', async () => {
    const token = newToken();
    const secret = token.reveal();
    secrets.failure = Object.assign(new Error(`no space for ${secret}`), { value: secret });
    for (const work of [
      store.storeSignIn(home, token, 'ci'),
      store.store(home, token, 'ci', { untilSavedElsewhere: false }),
      store.readSignIn(home),
      store.findByHash(home, token.hash),
      store.removeSignIn(home),
    ]) {
      assert.match(
        (await expectUserError(work, secret)).message,
        sentencePattern('secretStorageFailed', '"no space for apiv3_…".'),
      );
    }
    assert.equal(metadata.stored.size, 0, 'no metadata was stored');
  });

  it('keeps the previous sign-in token', async () => {
    const before = newToken();
    await store.storeSignIn(home, before, 'before');
    secrets.failure = new Error('locked');
    await expectUserError(store.storeSignIn(home, newToken(), 'after'), before.reveal());
    secrets.failure = undefined;
    const signIn = await store.readSignIn(home);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash, before.hash);
    assert.equal(signIn.name, 'before');
  });

  it('stores the token and warns when its metadata cannot be saved', async () => {
    const [stored, signedIn] = [newToken(), newToken()];
    metadata.failure = new Error('database is locked');
    await store.store(home, stored, 'ci', { untilSavedElsewhere: true });
    await store.storeSignIn(home, signedIn, 'operator');
    assert.equal(warnings.length, 2);
    assert.equal(warnings[0], sentence('stateNotSaved', '"database is locked".'));
    metadata.failure = undefined;
    assert.equal((await store.findByHash(home, stored.hash))?.hash, stored.hash);
    assert.equal((await store.listStored(home)).length, 1);
    const signIn = await store.readSignIn(home);
    assert.ok(signIn.kind === 'token', 'a token without metadata is not lost');
    assert.equal(signIn.token.hash, signedIn.hash);
  });

  it('ignores the metadata of another token', async () => {
    await store.storeSignIn(home, newToken(), 'before');
    metadata.failure = new Error('database is locked');
    const after = newToken();
    await store.storeSignIn(home, after, 'after');
    const signIn = await store.readSignIn(home);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash, after.hash);
    assert.equal(signIn.name, undefined);
  });

  it('removes secrets although their metadata cannot be deleted', async () => {
    const token = newToken();
    await store.store(home, token, 'ci', { untilSavedElsewhere: false });
    await store.storeSignIn(home, token, 'ci');
    metadata.failure = new Error('database is locked');
    await store.removeAll(home);
    assert.equal(secrets.stored.size, 0);
    assert.equal(warnings.length, 2);
  });

  it('lists stored tokens from metadata when the keyring fails', async () => {
    const token = newToken();
    await store.store(home, token, 'ci', { untilSavedElsewhere: true });
    secrets.failure = new Error('locked');
    assert.deepEqual(await store.listStored(home), [
      { hash: token.hash, name: 'ci', untilSavedElsewhere: true },
    ] satisfies StoredToken[]);
    assert.equal(store.awaitingSave().length, 1);
  });
});
