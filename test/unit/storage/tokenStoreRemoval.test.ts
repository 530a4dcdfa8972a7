import assert from 'node:assert/strict';
import type { TokenStore } from '../../../src/storage/tokenStore.ts';
import { isKeyOf } from '../../../src/storage/tokenKeys.ts';
import type { MemoryMemento, MemorySecrets } from './helpers/memoryStorage.ts';
import { expectUserError } from './helpers/errors.ts';
import { createEmptyStore, newToken } from './helpers/tokens.ts';

const home = 'https://influx.example/a';

describe('TokenStore removal', () => {
  let secrets: MemorySecrets;
  let metadata: MemoryMemento;
  let store: TokenStore;

  beforeEach(() => {
    ({ secrets, metadata, store } = createEmptyStore());
  });

  it('removes a stored token by its hash prefix or its whole hash', async () => {
    const tokens = [newToken(), newToken(), newToken()] as const;
    for (const token of tokens) await store.store(home, token, 'ci', { untilSavedElsewhere: false });
    await store.removeByHashPrefix(home, tokens[1].hash.slice(0, 9));
    await store.removeByHashPrefix(home, tokens[2].hash);
    assert.deepEqual(
      (await store.listStored(home)).map(({ hash }) => hash),
      [tokens[0].hash],
    );
    assert.equal(await store.findByHash(home, tokens[1].hash), undefined);
  });

  it('removes nothing when no stored token has the hash prefix', async () => {
    await store.store(home, newToken(), 'ci', { untilSavedElsewhere: false });
    await store.removeByHashPrefix(home, newToken().hash.slice(0, 9));
    await store.removeByHashPrefix('https://elsewhere.example', (await store.listStored(home))[0]?.hash ?? '');
    assert.equal((await store.listStored(home)).length, 1);
  });

  // A URL's path may contain `|`, which also separates the parts of a key.
  const otherIdentities = ['https://influx.example', 'https://influx.example:8443/a', `machine@${home}`];
  for (const otherIdentity of [...otherIdentities, `${home}/b`, `${home}|b`, `${home}|`]) {
    it(`removes ${home} and ${otherIdentity} separately`, async () => {
      const [homeToken, otherToken] = [newToken(), newToken()];
      for (const [first, second] of [
        [home, otherIdentity],
        [otherIdentity, home],
      ] as const) {
        for (const [identity, token] of [
          [home, homeToken],
          [otherIdentity, otherToken],
        ] as const) {
          await store.store(identity, token, 'ci', { untilSavedElsewhere: false });
          await store.storeSignIn(identity, token, 'ci');
        }
        await store.removeAll(first);
        assert.deepEqual(await store.listStored(first), []);
        assert.deepEqual(await store.readSignIn(first), { kind: 'none' });
        assert.equal((await store.listStored(second)).length, 1);
        assert.equal((await store.readSignIn(second)).kind, 'token');
        assert.equal(secrets.stored.size, 2);
        await store.removeAll(second);
      }
      assert.equal(secrets.stored.size + metadata.stored.size, 0, 'no secret and no metadata is left');
    });
  }

  it('removes the metadata of secrets that the keyring lost or cannot list', async () => {
    await store.store(home, newToken(), 'ci', { untilSavedElsewhere: false });
    await store.storeSignIn(home, newToken(), 'ci');
    secrets.stored.clear();
    secrets.keysFailure = new Error('not supported');
    await store.removeAll(home);
    assert.deepEqual(await store.listStored(home), []);
    assert.deepEqual(await store.readSignIn(home), { kind: 'none' });
    assert.equal(metadata.stored.size, 0);
  });

  it('keeps the token in the list when the keyring fails', async () => {
    const token = newToken();
    await store.store(home, token, 'ci', { untilSavedElsewhere: false });
    secrets.failure = new Error('locked');
    await expectUserError(store.removeAll(home), token.reveal());
    await expectUserError(store.remove(home, token.hash), token.reveal());
    secrets.failure = undefined;
    assert.equal((await store.findByHash(home, token.hash))?.hash, token.hash);
    assert.equal((await store.listStored(home)).length, 1);
  });
});

describe('isKeyOf', () => {
  const machine = '7a0c0d9e-0000-4000-8000-000000000000@http://localhost:8181';
  it('compares the URL of an identity with or without a machine ID', () => {
    assert.equal(isKeyOf(`signIn|${home}`, home), true);
    assert.equal(isKeyOf(`kept|${machine}|${'0'.repeat(128)}`, 'http://localhost:8181'), true);
    assert.equal(isKeyOf(`signIn|${home}/b`, home), false);
    assert.equal(isKeyOf(`signIn|${machine}0`, 'http://localhost:8181'), false);
  });
});
