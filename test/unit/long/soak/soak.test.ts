import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { Token } from '../../../../src/core/token/token.ts';
import { findInconsistencies } from '../../../long/soak/consistency.ts';
import { leakedSince, currentResources } from '../../../long/soak/leaks.ts';
import { seededRandom } from '../../../long/soak/random.ts';
import { soak } from '../../../long/soak/soak.ts';
import { identity, createSoakFixture, type SoakFixture } from '../../../long/soak/soakFixture.ts';

const operations = 150;

describe('soak', () => {
  it('leaves server and storage consistent and leaks nothing, despite faults', async function () {
    this.timeout(120_000);
    // Mocha starts the timer of this test's time limit a moment later, and that is no leak.
    await new Promise(setImmediate);
    const seed = Math.floor(Math.random() * 2 ** 32);
    const { summary, leaks, warnings, secretFailures } = await soak(seed, operations);
    assert.deepEqual([...leaks, ...warnings], [], `seed ${seed}`);
    assert.ok(
      summary.requests > operations && summary.faultyRequests > summary.requests / 10,
      `seed ${seed}: too few faults`,
    );
    assert.ok(secretFailures > 0, `seed ${seed}: secret storage never failed`);
  });
});

describe('findInconsistencies', () => {
  let fixture: SoakFixture;
  before(async () => {
    fixture = await createSoakFixture(seededRandom(1), { faults: 0, secretFailures: 0 });
  });
  after(() => fixture.close());

  it('finds nothing when everything is consistent', async () => {
    assert.deepEqual(await findInconsistencies(fixture), []);
  });

  const storedTokensOf = ({ secrets }: SoakFixture) => [...secrets.stored].filter(([key]) => key.startsWith('kept|'));
  const unlisted = new Token(`apiv3_${'s'.repeat(86)}`);

  /** `corrupt` causes the inconsistency, and resolves to a function that repairs it. */
  const cases: Record<string, { message: RegExp; corrupt: () => Promise<() => Promise<void>> }> = {
    'a lost token whose metadata is still there': {
      message: /listed but not stored: spare .*metadata without a secret/,
      corrupt: () => {
        const [key, token] = storedTokensOf(fixture)[1] ?? ['', ''];
        fixture.secrets.stored.delete(key);
        return Promise.resolve(async () => fixture.secrets.store(key, token));
      },
    },
    'a stored token that the server no longer lists': {
      message: /^stored but not listed: gone [0-9a-f]{9}$/,
      corrupt: async () => {
        await fixture.tokens.store(identity, unlisted, 'gone', { untilSavedElsewhere: false });
        return () => fixture.tokens.remove(identity, unlisted.hash);
      },
    },
    'another token under the key of a token': {
      message: /another token is stored under kept/,
      corrupt: () => {
        const [key, token] = storedTokensOf(fixture)[0] ?? ['', ''];
        fixture.secrets.stored.set(key, unlisted.reveal());
        return Promise.resolve(async () => fixture.secrets.store(key, token));
      },
    },
    'a sign-in token that does not work': {
      message: /the sign-in token does not work/,
      corrupt: async () => {
        const signIn = await fixture.tokens.readSignIn(identity);
        assert.ok(signIn.kind === 'token');
        await fixture.tokens.storeSignIn(identity, unlisted, '_admin');
        return () => fixture.tokens.storeSignIn(identity, signIn.token, signIn.name);
      },
    },
    'metadata with an old name': {
      message: /stored but not listed: old-name/,
      corrupt: async () => {
        const [key, token] = storedTokensOf(fixture)[1] ?? ['', ''];
        await fixture.tokens.store(identity, new Token(token), 'old-name', { untilSavedElsewhere: false });
        assert.ok(key.endsWith(new Token(token).hash));
        return () => fixture.tokens.store(identity, new Token(token), 'spare', { untilSavedElsewhere: false });
      },
    },
    'a leftover journal': {
      message: /^leftover file: some\.json$/,
      corrupt: async () => {
        await mkdir(fixture.journalFolder, { recursive: true });
        await writeFile(join(fixture.journalFolder, 'some.json'), '{}');
        return () => fixture.journals.remove('some');
      },
    },
    'a listed token that was never stored': {
      message: /^listed but not stored: unreported/,
      corrupt: async () => {
        const signIn = await fixture.tokens.readSignIn(identity);
        assert.ok(signIn.kind === 'token');
        await createNamedToken(fixture.endpoint(), signIn.token, 'unreported', undefined);
        return () => Promise.resolve();
      },
    },
  };
  for (const [inconsistency, { message, corrupt: corrupt }] of Object.entries(cases)) {
    it(`finds ${inconsistency}`, async () => {
      const repair = await corrupt();
      assert.match((await findInconsistencies(fixture)).join('; '), message);
      await repair();
    });
  }
});

describe('leakedSince', () => {
  it('finds leaked timers and listeners', async () => {
    await new Promise(setImmediate);
    const before = currentResources();
    const timer = setTimeout(() => undefined, 60_000);
    const listener = () => undefined;
    const controller = new AbortController();
    process.on('SIGUSR2', listener);
    controller.signal.addEventListener('abort', listener);
    const leaks = await leakedSince(before, [controller.signal], 0);
    clearTimeout(timer);
    process.off('SIGUSR2', listener);
    assert.match(leaks.join('; '), /Timeout.*1 process listener; 1 signal listener/);
    controller.signal.removeEventListener('abort', listener);
    assert.deepEqual(await leakedSince(before, [controller.signal]), []);
  });
});
