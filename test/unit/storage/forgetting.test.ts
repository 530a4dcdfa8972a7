import assert from 'node:assert/strict';
import { isKeyOf, type TokenStore } from '../../../src/storage/tokenStore.ts';
import type { MemoryNotes, MemorySecrets } from './helpers/ports.ts';
import { refusal } from './helpers/errors.ts';
import { emptyStore, newToken } from './helpers/tokens.ts';

const home = 'https://influx.example/a';

describe('Forgetting what is kept for a server', () => {
  let secrets: MemorySecrets;
  let notes: MemoryNotes;
  let store: TokenStore;

  beforeEach(() => {
    ({ secrets, notes, store } = emptyStore());
  });

  it('drops the one that the list shows, by the nine characters that it shows or by all', async () => {
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

  it('drops none where the list shows one that is not kept here', async () => {
    await store.keep(home, newToken(), 'ci', false);
    await store.dropListed(home, newToken().hash.slice(0, 9));
    await store.dropListed('https://elsewhere.example', (await store.kept(home))[0]?.hash ?? '');
    assert.equal((await store.kept(home)).length, 1);
  });

  // `|` may stand in the path of a URL, and stands between the parts of a key.
  const others = ['https://influx.example', 'https://influx.example:8443/a', `machine@${home}`];
  for (const neighbour of [...others, `${home}/b`, `${home}|b`, `${home}|`]) {
    it(`leaves ${neighbour} alone when ${home} is forgotten, and the other way round`, async () => {
      const [here, there] = [newToken(), newToken()];
      for (const [first, second] of [
        [home, neighbour],
        [neighbour, home],
      ] as const) {
        for (const [identity, token] of [
          [home, here],
          [neighbour, there],
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
      assert.equal(secrets.stored.size + notes.stored.size, 0, 'nothing is left behind');
    });
  }

  it('forgets what the keyring has lost already, and what it cannot list', async () => {
    await store.keep(home, newToken(), 'ci', false);
    await store.storeSignIn(home, newToken(), 'ci');
    secrets.stored.clear();
    secrets.keysFailure = new Error('not supported');
    await store.forgetServer(home);
    assert.deepEqual(await store.kept(home), []);
    assert.deepEqual(await store.signIn(home), { kind: 'none' });
    assert.equal(notes.stored.size, 0);
  });

  it('fails where the keyring fails, and what was not forgotten is still listed', async () => {
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

describe('A key of the secret storage', () => {
  const machine = '7a0c0d9e-0000-4000-8000-000000000000@http://localhost:8181';
  it('tells which server it belongs to, with and without a machine in it', () => {
    assert.equal(isKeyOf(`signIn|${home}`, home), true);
    assert.equal(isKeyOf(`kept|${machine}|${'0'.repeat(128)}`, 'http://localhost:8181'), true);
    assert.equal(isKeyOf(`signIn|${home}/b`, home), false);
    assert.equal(isKeyOf(`signIn|${machine}0`, 'http://localhost:8181'), false);
  });
});
