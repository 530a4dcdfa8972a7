import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { Token } from '../../../src/core/token.ts';
import { disagreements } from '../../soak/agreement.ts';
import { leftSince, resources } from '../../soak/leaks.ts';
import { seeded } from '../../soak/random.ts';
import { soak } from '../../soak/soak.ts';
import { identity, makeSoakWorld, type SoakWorld } from '../../soak/soakWorld.ts';

const operations = 150;

describe('A soak: operations of all kinds, a fifth of their requests with a fault, and a keyring that fails at times', () => {
  it('leaves a server, its kept strings and its journals that agree, and no socket, timer or listener', async function () {
    this.timeout(120_000);
    // The test's own time limit begins a moment after the test.
    await new Promise(setImmediate);
    const seed = Math.floor(Math.random() * 2 ** 32);
    const { tally, left, warnings, secretFailures } = await soak(seed, operations);
    assert.deepEqual([...left, ...warnings], [], `seed ${seed}`);
    assert.ok(tally.requests > operations && tally.befallen > tally.requests / 10, `seed ${seed}: too few faults`);
    assert.ok(secretFailures > 0);
  });
});

describe('The soak notices', () => {
  let world: SoakWorld;
  before(async () => {
    world = await makeSoakWorld(seeded(1), { faults: 0, failingSecrets: 0 });
  });
  after(() => world.close());

  it('nothing where all agrees', async () => {
    assert.deepEqual(await disagreements(world), []);
  });

  const keptOf = ({ secrets }: SoakWorld) => [...secrets.stored].filter(([key]) => key.startsWith('kept|'));
  const stranger = new Token(`apiv3_${'s'.repeat(86)}`);

  /** What goes wrong, what is said of it, and how it is mended. */
  const wrongs: Record<string, { said: RegExp; wrong: () => Promise<() => Promise<void>> }> = {
    'a string that is lost, with the note still there': {
      said: /listed and not kept: keeper .*a note without a secret/,
      wrong: () => {
        const [key, string] = keptOf(world)[1] ?? ['', ''];
        world.secrets.stored.delete(key);
        return Promise.resolve(async () => world.secrets.store(key, string));
      },
    },
    'a string that is kept of a token that is gone': {
      said: /^kept and not listed: gone [0-9a-f]{9}$/,
      wrong: async () => {
        await world.tokens.keep(identity, stranger, 'gone', false);
        return () => world.tokens.drop(identity, stranger.hash);
      },
    },
    'another string under the key of one': {
      said: /another string is kept under kept/,
      wrong: () => {
        const [key, string] = keptOf(world)[0] ?? ['', ''];
        world.secrets.stored.set(key, stranger.reveal());
        return Promise.resolve(async () => world.secrets.store(key, string));
      },
    },
    'a sign-in that does not work': {
      said: /the sign-in does not work/,
      wrong: async () => {
        const signIn = await world.tokens.signIn(identity);
        assert.ok(signIn.kind === 'token');
        await world.tokens.storeSignIn(identity, stranger, '_admin');
        return () => world.tokens.storeSignIn(identity, signIn.token, signIn.name);
      },
    },
    'a name that was not noted': {
      said: /kept and not listed: old-name/,
      wrong: async () => {
        const [key, string] = keptOf(world)[1] ?? ['', ''];
        await world.tokens.keep(identity, new Token(string), 'old-name', false);
        assert.ok(key.endsWith(new Token(string).hash));
        return () => world.tokens.keep(identity, new Token(string), 'keeper', false);
      },
    },
    'a journal that was left': {
      said: /^left behind: some\.json$/,
      wrong: async () => {
        await mkdir(world.journalFolder, { recursive: true });
        await writeFile(join(world.journalFolder, 'some.json'), '{}');
        return () => world.journals.remove('some');
      },
    },
    'a token that nobody was told of': {
      said: /^listed and not kept: untold/,
      wrong: async () => {
        const signIn = await world.tokens.signIn(identity);
        assert.ok(signIn.kind === 'token');
        await createNamedToken(world.endpoint(), signIn.token, 'untold', undefined);
        return () => Promise.resolve();
      },
    },
  };
  for (const [what, { said, wrong }] of Object.entries(wrongs)) {
    it(what, async () => {
      const mend = await wrong();
      assert.match((await disagreements(world)).join('; '), said);
      await mend();
    });
  }

  it('a timer and a listener that were left', async () => {
    await new Promise(setImmediate);
    const before = resources();
    const timer = setTimeout(() => undefined, 60_000);
    const listener = () => undefined;
    const controller = new AbortController();
    process.on('SIGUSR2', listener);
    controller.signal.addEventListener('abort', listener);
    const left = await leftSince(before, [controller.signal], 0);
    clearTimeout(timer);
    process.off('SIGUSR2', listener);
    assert.match(left.join('; '), /Timeout.*1 listeners of the process; 1 listeners of signals/);
    controller.signal.removeEventListener('abort', listener);
    assert.deepEqual(await leftSince(before, [controller.signal]), []);
  });
});
