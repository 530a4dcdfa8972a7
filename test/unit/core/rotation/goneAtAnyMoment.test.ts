import assert from 'node:assert/strict';
import type { RotationPorts } from '../../../../src/core/rotation/ports.ts';
import type { RotationResult } from '../../../../src/core/rotation/result.ts';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/core/rotation/stopped.ts';
import { beginningWith, type Beginning, type Begun } from './beginnings.ts';
import type { AtEffect } from './smallWorld.ts';

const beginnings: readonly (Beginning & { readonly finished: readonly string[] })[] = [
  { kind: 'named', signedInWith: 'old', finished: ['_admin', 'ci-2'] },
  { kind: 'named', signedInWith: 'other', finished: ['_admin', 'ci-2'] },
  { kind: 'operator', signedInWith: 'old', finished: ['_admin', 'ci'] },
  { kind: 'operator', signedInWith: 'other', finished: ['_admin', 'ci'] },
  { kind: 'bridge', signedInWith: 'old', finished: ['_admin', 'bridge', 'ci'] },
];

/*
 * The same is shown of real processes that are killed, in test/unit/rotation. Here a process is gone when an effect
 * does not return: nothing is caught, and nothing runs afterwards.
 */
for (const beginning of beginnings) {
  describe(`A rotation (${beginning.kind}, signed in with the ${beginning.signedInWith} token)`, () => {
    const moments = async () => {
      const { world, journal } = beginningWith(beginning);
      let count = 0;
      await new Rotation(journal, world.ports({ at: () => void (count += 1) })).begin();
      assert.ok(count > 60, `${count} moments`);
      return Array.from({ length: count }, (_, index) => index + 1);
    };

    it('is finished whatever the moment at which its process was gone', async () => {
      for (const moment of await moments()) {
        const begun = beginningWith(beginning);
        const effect = await goneAt(moment, begun, (ports) => new Rotation(begun.journal, ports).begin());
        const result = await resumed(begun, 'finish');
        await saying(effect, () => expectFinished(begun, beginning.finished, result));
      }
    });

    it('is undone whatever the moment at which its process was gone', async () => {
      for (const moment of await moments()) {
        const begun = beginningWith(beginning);
        const effect = await goneAt(moment, begun, (ports) => new Rotation(begun.journal, ports).begin());
        const isPastUndoing = begun.world.journals.get(begun.journal.id)?.stage === 'forgetting';
        const result = await resumed(begun, 'undo');
        await saying(effect, () =>
          isPastUndoing ? expectFinished(begun, beginning.finished, result) : expectUndone(begun, result),
        );
      }
    });

    it('is undone when the undo is gone at any moment too', async () => {
      const until = async (begun: Begun) =>
        goneBefore(beginning.kind === 'operator' ? /^journals.write ending/ : /^person.retire/, begun, (ports) =>
          new Rotation(begun.journal, ports).begin(),
        );
      const whole = beginningWith(beginning);
      await until(whole);
      let count = 0;
      await new Rotation(written(whole), whole.world.ports({ at: () => void (count += 1) })).undo();
      assert.ok(count > 20, `${count} moments`);
      for (let moment = 1; moment <= count; moment += 1) {
        const begun = beginningWith(beginning);
        await until(begun);
        const effect = await goneAt(moment, begun, (ports) => new Rotation(written(begun), ports).undo());
        const result = await resumed(begun, 'undo');
        await saying(effect, () => expectUndone(begun, result));
      }
    });

    it('loses nothing to a failure at any moment, and can be finished after it', async () => {
      for (const moment of await moments()) {
        const begun = beginningWith(beginning);
        const { world } = begun;
        const { effect, thrown } = await failedAt(moment, begun);
        await saying(effect, () => {
          if (thrown === undefined) {
            // A file that could not be rewritten keeps the old token alive.
            expectSound(begun);
          } else if (!(thrown instanceof RotationStopped)) {
            expectUntouched(begun);
            assert.deepEqual([...world.journals.keys()], []);
          }
        });
        if (thrown instanceof RotationStopped) {
          await saying(effect, async () => {
            const result = await resumed(begun, 'finish');
            expectFinished(begun, beginning.finished, result);
          });
        }
      }
    });
  });
}

/** Runs until the effect of that number, which never returns. @returns that effect */
async function goneAt(
  moment: number,
  { world }: Begun,
  run: (ports: RotationPorts) => Promise<unknown>,
): Promise<string> {
  let count = 0;
  return goneWhen(() => (count += 1) === moment, world, run);
}

async function goneBefore(effect: RegExp, { world }: Begun, run: (ports: RotationPorts) => Promise<unknown>) {
  await goneWhen((name, when) => when === 'before' && effect.test(name), world, run);
}

async function goneWhen(
  isIt: (...given: Parameters<AtEffect>) => boolean,
  world: Begun['world'],
  run: (ports: RotationPorts) => Promise<unknown>,
): Promise<string> {
  const gone = Promise.withResolvers<string>();
  const at: AtEffect = (effect, when) => {
    if (!isIt(effect, when)) {
      return;
    }
    gone.resolve(`gone ${when} ${effect}`);
    return new Promise(() => undefined);
  };
  const end = run(world.ports({ at })).then(() => assert.fail('it was to be gone before its end'));
  return Promise.race([gone.promise, end]);
}

/** Begins one in which the effect of that number fails. @returns that effect, and what the rotation threw */
async function failedAt(moment: number, { world, journal }: Begun) {
  let count = 0;
  let failed = '';
  const at: AtEffect = (effect, when) => {
    if ((count += 1) === moment) {
      failed = `failed ${when} ${effect}`;
      throw new Error('it failed');
    }
  };
  const thrown = await new Rotation(journal, world.ports({ at })).begin().then(
    () => undefined,
    (error: unknown) => error,
  );
  return { effect: failed, thrown };
}

/** Goes on as the next start does: with what is written down, if anything is. */
async function resumed({ world, journal }: Begun, how: 'finish' | 'undo'): Promise<RotationResult | undefined> {
  const found = world.journals.get(journal.id);
  return found && new Rotation(found, world.ports())[how]();
}

function written({ world, journal }: Begun) {
  const found = world.journals.get(journal.id);
  assert.ok(found);
  return found;
}

function expectFinished(begun: Begun, names: readonly string[], result: RotationResult | undefined): void {
  const { world, journal, old } = begun;
  if (result === undefined && world.isAlive(old)) {
    expectUntouched(begun);
    return;
  }
  expectSound(begun);
  assert.deepEqual(world.names, names);
  assert.equal(world.isAlive(old), false);
  assert.deepEqual(world.holding(old), ['notes/todo.md'], 'only what was left holds the old string');
  const next = world.listed.get(journal.next.name)?.token;
  assert.ok(next);
  assert.deepEqual(world.holding(next), ['.env', 'secret.yaml', 'telegraf.conf']);
  assert.equal(String(world.files.get('app.js')), 'const token = process.env.INFLUXDB3_AUTH_TOKEN;\n');
  assert.equal(world.kept.has(old.hash), false, 'the old string is forgotten');
  if (result !== undefined) {
    assert.equal(result.isUndone, false);
    assert.equal(result.old, journal.kind === 'named' ? 'deleted' : 'replaced');
    assert.deepEqual(result.replaced, [
      { folder: 'w', file: '.env', count: 1 },
      { folder: 'w', file: 'telegraf.conf', count: 2 },
      { folder: 'w', file: 'secret.yaml', count: 1 },
      { folder: 'w', file: 'app.js', count: 1 },
    ]);
  }
}

function expectUndone(begun: Begun, result: RotationResult | undefined): void {
  const { world, old, before } = begun;
  if (result === undefined) {
    // Gone before its first word was written, or behind its last.
    expectSound(begun);
    if (world.isAlive(old)) {
      expectUntouched(begun);
    }
    return;
  }
  expectSound(begun);
  assert.equal(result.isUndone, true);
  assert.deepEqual(world.files, before, 'each file as it was, byte for byte');
  assert.equal(result.old === 'kept', world.isAlive(old));
  if (world.isAlive(old)) {
    expectUntouched(begun);
  }
}

function expectUntouched({ world, journal, old, before }: Begun): void {
  assert.deepEqual(world.files, before);
  assert.deepEqual(world.names, ['_admin', 'ci']);
  assert.equal(world.signIn?.hash === old.hash, journal.signsIn);
  assert.deepEqual(
    [...world.kept.keys()].filter((hash) => hash !== old.hash),
    [],
    'no string is kept of a token that is gone',
  );
}

/** What holds whenever a rotation has ended, as it was meant to or not. */
function expectSound({ world, journal, old }: Begun): void {
  assert.ok(world.signIn && world.isAlive(world.signIn), 'what the server is signed in with works');
  const known = new Set([...world.kept.keys(), world.signIn.hash]);
  for (const [name, { token }] of world.listed) {
    const isOurs = token.hash !== old.hash && (name === '_admin' ? journal.kind !== 'named' : name !== 'ci');
    assert.ok(!isOurs || known.has(token.hash), `the string of "${name}" is kept`);
  }
  for (const { token, name } of world.kept.values()) {
    assert.ok(world.isAlive(token) || token.hash === old.hash, `"${name}" is kept and works`);
  }
  assert.deepEqual([...world.journals.keys()], []);
}

/** Says at which moment it was. */
async function saying(moment: string, work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(moment, { cause: error });
  }
}
