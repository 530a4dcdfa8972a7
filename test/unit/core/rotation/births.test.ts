import assert from 'node:assert/strict';
import type { TokenRecord } from '../../../../src/core/tokenRecord.ts';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/core/rotation/stopped.ts';
import { Cancelled, UserError } from '../../../../src/core/userError.ts';
import { beginningWith, type Begun, type Beginning } from './beginnings.ts';
import type { AtEffect } from './smallWorld.ts';

const lost = (outcome?: 'unknown') => Object.assign(new UserError('The answer was lost.'), outcome && { outcome });
const afterwards =
  (effect: string, error: Error): AtEffect =>
  (name, when) => {
    if (name === effect && when === 'after') {
      throw error;
    }
  };

describe('A rotation whose new token', () => {
  it('has a name that somebody took meanwhile makes nothing, and leaves that token alone', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const theirs = world.make('ci-2').token;
    const error = await thrownBy(new Rotation(journal, world.ports()).begin());
    assert.ok(error instanceof UserError && !(error instanceof RotationStopped));
    assert.equal(error.message, 'Someone else created a token named "ci-2" in the meantime. Choose a different name.');
    assert.ok(world.isAlive(theirs));
    assert.deepEqual([...world.journals.keys()], [], 'nothing is left to be finished');
  });

  it('is an operator token that somebody replaced meanwhile makes nothing', async () => {
    const { world, journal } = beginningWith({ kind: 'operator', signedInWith: 'other' });
    const theirs = world.make('_admin').token;
    const error = await thrownBy(new Rotation(journal, world.ports()).begin());
    assert.ok(!(error instanceof RotationStopped));
    assert.match(error.message, /^The operator token was replaced by somebody else meanwhile/);
    assert.ok(world.isAlive(theirs));
  });

  it('is refused ends without a trace, with the reason as it was given', async () => {
    for (const refusal of [
      Object.assign(new UserError('The server refuses.'), { outcome: 'nothing' }),
      new Cancelled(),
    ]) {
      const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
      const at: AtEffect = (name, when) => {
        if (name === 'server.create ci-2' && when === 'before') {
          throw refusal;
        }
      };
      assert.equal(await thrownBy(new Rotation(journal, world.ports({ at })).begin()), refusal);
      assert.deepEqual([...world.journals.keys()], []);
    }
  });

  it('is not asked for yet, because a helper was refused, ends without a trace too', async () => {
    const { world, journal } = beginningWith({ kind: 'operator', signedInWith: 'old' });
    const refusal = Object.assign(new UserError('The server refuses.'), { outcome: 'nothing' });
    const at: AtEffect = (name) => {
      if (name.startsWith('server.create')) {
        throw refusal;
      }
    };
    assert.equal(await thrownBy(new Rotation(journal, world.ports({ at })).begin()), refusal);
    assert.deepEqual([...world.journals.keys()], []);
  });

  it('is refused behind a helper leaves that helper written down', async () => {
    const { world, journal } = beginningWith({ kind: 'operator', signedInWith: 'old' });
    const at: AtEffect = (name, when) => {
      if (name === 'server.regenerate' && when === 'before') {
        throw Object.assign(new UserError('The server refuses.'), { outcome: 'nothing' });
      }
    };
    const stopped = await thrownBy(new Rotation(journal, world.ports({ at })).begin(), RotationStopped);
    assert.notEqual(stopped.journal.helper?.hash, null);
    await new Rotation(stopped.journal, world.ports()).undo();
    assert.deepEqual(world.names, ['_admin', 'ci']);
  });

  it('may have been made stays written down, whatever was lost', async () => {
    for (const error of [lost('unknown'), lost(), new Error('ECONNRESET')]) {
      const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
      const at = afterwards('server.create ci-2', error);
      const stopped = await thrownBy(new Rotation(journal, world.ports({ at })).begin());
      assert.ok(stopped instanceof RotationStopped);
      assert.equal(stopped.cause, error, 'it tells what happened');
      assert.equal(world.journals.get(journal.id)?.stage, 'creating');
    }
  });

  it('was made and lost is made again only where the person agrees, and then there is one of it', async () => {
    const begun = await withLostAnswer({ kind: 'named', signedInWith: 'old' }, 'server.create ci-2');
    const { world } = begun;
    const lostOne = world.listed.get('ci-2');
    const no = await thrownBy(
      resumed(begun, () => Promise.reject(new Cancelled())),
      RotationStopped,
    );
    assert.equal(no.byPerson, true);
    assert.equal(world.listed.get('ci-2'), lostOne, 'without a yes it stays');

    const asked: TokenRecord[] = [];
    const result = await resumed(begun, (record) => Promise.resolve(void asked.push(record)));
    assert.deepEqual(asked, [lostOne?.record]);
    assert.notEqual(world.listed.get('ci-2')?.token, lostOne?.token);
    assert.deepEqual(world.names, ['_admin', 'ci-2']);
    assert.equal(result.token.id, world.listed.get('ci-2')?.record.id);
  });

  it('is the operator token, and was lost, is regenerated once more by the helper', async () => {
    const begun = await withLostAnswer({ kind: 'operator', signedInWith: 'old' }, 'server.regenerate');
    const { world } = begun;
    assert.equal(world.isAlive(world.signIn ?? assert.fail()), false, 'nobody has a string of it');
    let asked = 0;
    await resumed(begun, () => Promise.resolve(void (asked += 1)));
    assert.equal(asked, 1);
    assert.equal(world.signIn, world.listed.get('_admin')?.token);
    assert.deepEqual(world.names, ['_admin', 'ci']);
  });

  it('is a helper, and was lost, is replaced with nothing asked', async () => {
    const beginning = { kind: 'operator', signedInWith: 'old' } as const;
    const begun = beginningWith(beginning);
    const at = afterwards(`server.create ${begun.journal.helper?.name ?? ''}`, lost('unknown'));
    await thrownBy(new Rotation(begun.journal, begun.world.ports({ at })).begin(), RotationStopped);
    await resumed(begun, () => assert.fail('nothing is to be asked'));
    assert.deepEqual(begun.world.names, ['_admin', 'ci']);
    assert.deepEqual(begun.world.keptNames, ['_admin']);
  });

  it('was stored by a run that did not live to note it is taken as it is', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const { token, id } = world.make('ci-2', 86_400);
    world.kept.set(token.hash, { token, name: '' });
    const result = await new Rotation(journal, world.ports()).finish();
    assert.deepEqual(result.token, { name: 'ci-2', id, expiry: '2026-11-25T12:00:00.000Z' });
    assert.equal(world.listed.get('ci-2')?.token, token);
    assert.equal(world.kept.get(token.hash)?.name, 'ci-2', 'its name is noted');
  });

  it('was regenerated and stored by such a run becomes the sign-in, unless the person has another one', async () => {
    for (const signsInAnew of [false, true]) {
      const { world, journal } = beginningWith({ kind: 'operator', signedInWith: 'old' });
      const at: AtEffect = (effect, when) => {
        const made = world.listed.get('_admin')?.token;
        if (effect === 'server.regenerate' && when === 'after' && made !== undefined) {
          world.kept.set(made.hash, { token: made, name: '' });
          throw lost('unknown');
        }
      };
      const stopped = await thrownBy(new Rotation(journal, world.ports({ at })).begin(), RotationStopped);
      const token = world.listed.get('_admin')?.token;
      const ci = world.listed.get('ci')?.token;
      world.signIn = signsInAnew ? ci : world.signIn;
      await new Rotation(stopped.journal, world.ports()).finish();
      assert.ok(token && world.isAlive(token), 'it is not made once more');
      assert.equal(world.signIn, signsInAnew ? ci : token);
    }
  });
});

describe('A rotation asks the server', () => {
  it('by each of its tokens in turn, each once, until one is taken', async () => {
    const { world, journal, old } = beginningWith({ kind: 'named', signedInWith: 'old' });
    world.kept.set(old.hash, { token: old, name: 'ci' });
    world.listed.delete('ci');
    const error = await thrownBy(new Rotation(journal, world.ports()).finish());
    assert.match(
      error.message,
      /Local takes none of the tokens that are kept here\. Sign in to it with one that works/,
    );
    assert.equal(world.effects.filter((effect) => effect === 'server.list').length, 1);
  });

  it('by the new token where the sign-in is dead', async () => {
    const { world, journal } = beginningWith({ kind: 'named', signedInWith: 'old' });
    const mine = world.make('mine').token;
    world.listed.delete('mine');
    const at: AtEffect = (effect) => {
      if (effect.startsWith('journals.write ending')) {
        world.signIn = mine;
      }
    };
    await new Rotation(journal, world.ports({ at })).begin();
    assert.deepEqual(world.names, ['_admin', 'ci-2']);
  });
});

/** One that began, and lost the answer to a request that was done. */
async function withLostAnswer(beginning: Beginning, effect: string): Promise<Begun> {
  const begun = beginningWith(beginning);
  const at = afterwards(effect, lost('unknown'));
  await thrownBy(new Rotation(begun.journal, begun.world.ports({ at })).begin(), RotationStopped);
  return begun;
}

function resumed({ world, journal }: Begun, replaceLost: (record: TokenRecord) => Promise<void>) {
  const written = world.journals.get(journal.id);
  assert.ok(written);
  return new Rotation(written, world.ports({ person: { replaceLost } })).finish();
}

async function thrownBy<Thrown extends Error = Error>(
  work: Promise<unknown>,
  kind?: abstract new (...given: never[]) => Thrown,
): Promise<Thrown> {
  const error = await work.then(
    () => assert.fail('it was to throw'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof (kind ?? Error), String(error));
  return error as Thrown;
}
