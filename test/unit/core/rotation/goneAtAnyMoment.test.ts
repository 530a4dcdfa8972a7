import assert from 'node:assert/strict';
import type { RotationResult } from '../../../../src/core/rotation/result.ts';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import { RotationStopped } from '../../../../src/core/rotation/stopped.ts';
import { beginningWith, type Beginning, type Begun } from './beginnings.ts';
import { expectFinished, expectSound, expectUndone, expectUntouched } from './expectations.ts';
import { failedAt, goneAt, goneBefore } from './moments.ts';

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

/** Says at which moment it was. */
async function saying(moment: string, work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(moment, { cause: error });
  }
}
