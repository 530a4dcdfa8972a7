import assert from 'node:assert/strict';
import { isKeyOf, type TokenStore } from '../../../src/storage/tokenStore.ts';
import type { MemoryNotes, MemorySecrets } from './helpers/ports.ts';
import { refusal } from './helpers/errors.ts';
import { emptyStore, newToken } from './helpers/tokens.ts';

const home = 'https://influx.example/a';

describe('TokenStore removal', () => {
  let secrets: MemorySecrets;
  let metadata: MemoryNotes;
  let store: TokenStore;

  beforeEach(() => {
    ({ secrets, notes: metadata, store } = emptyStore());
  });

  it('removes a stored token by its hash prefix or its whole hash', async () => {
    const tokens = [newToken(), newToken(), newToken()] as const;
    for (const token of tokens) await store.keep(home, token, 'ci', false);
    await store.dropListed(home, tokens[1].hash.slice(0, 9));
    await store.dropListed(home, tokens[2].hash);
    assert.deepEqual(
      (await store.kept(home)).map(({ hash }) => hash),
      [tokens[0].hash],
    );
    assert.equal(await store.keptToken(home, tokens[1].hash), undefined);
  });

  it('removes nothing when no stored token has the hash prefix', async () => {
    await store.keep(home, newToken(), 'ci', false);
    await store.dropListed(home, newToken().hash.slice(0, 9));
    await store.dropListed('https://elsewhere.example', (await store.kept(home))[0]?.hash ?? '');
    assert.equal((await store.kept(home)).length, 1);
  });

  // A URL's path may contain `|`, which also separates the parts of a key.
  const otherIdentities = ['https://influx.example', 'https://influx.example:8443/a', `machine@${home}`];
  for (const otherIdentity of [...otherIdentities, `${home}/b`, `${home}|b`, `${home}|`]) {
    it(`keeps the secrets of ${otherIdentity} when ${home} is removed, and vice versa`, async () => {
      const [homeToken, otherToken] = [newToken(), newToken()];
      for (const [first, second] of [
        [home, otherIdentity],
        [otherIdentity, home],
      ] as const) {
        for (const [identity, token] of [
          [home, homeToken],
          [otherIdentity, otherToken],
        ] as const) {
          await store.keep(identity, token, 'ci', false);
          await store.storeSignIn(identity, token, 'ci');
        }
        await store.forgetServer(first);
        assert.deepEqual(await store.kept(first), []);
        assert.deepEqual(await store.signIn(first), { kind: 'none' });
        assert.equal((await store.kept(second)).length, 1);
        assert.equal((await store.signIn(second)).kind, 'token');
        assert.equal(secrets.stored.size, 2);
        await store.forgetServer(second);
      }
      assert.equal(secrets.stored.size + metadata.stored.size, 0, 'no secret and no metadata is left');
    });
  }

  it('removes the metadata of secrets that the keyring lost or cannot list', async () => {
    await store.keep(home, newToken(), 'ci', false);
    await store.storeSignIn(home, newToken(), 'ci');
    secrets.stored.clear();
    secrets.keysFailure = new Error('not supported');
    await store.forgetServer(home);
    assert.deepEqual(await store.kept(home), []);
    assert.deepEqual(await store.signIn(home), { kind: 'none' });
    assert.equal(metadata.stored.size, 0);
  });

  it('keeps the token in the list when the keyring fails', async () => {
    const token = newToken();
    await store.keep(home, token, 'ci', false);
    secrets.failure = new Error('locked');
    await refusal(store.forgetServer(home), token.reveal());
    await refusal(store.drop(home, token.hash), token.reveal());
    secrets.failure = undefined;
    assert.equal((await store.keptToken(home, token.hash))?.hash, token.hash);
    assert.equal((await store.kept(home)).length, 1);
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
