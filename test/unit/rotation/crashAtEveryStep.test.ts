import assert from 'node:assert/strict';
import type { RotationResult } from '../../../src/rotation/result.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { prepareRotation, type RotationCase, type TestRotation } from './testRotation.ts';
import { expectFinished, expectConsistent, expectUndone, expectUntouched } from './expectations.ts';
import { failAt, crashAt, crashBefore, savedJournal } from './crashes.ts';

const permissions = ['db:b,a:read', 'db:*:write', 'system:ping:read'];

const cases: readonly (RotationCase & { readonly finished: readonly string[] })[] = [
  { kind: 'named', signedInWith: 'old', finished: ['_admin', 'ci-2'] },
  { kind: 'named', signedInWith: 'old', addsValue: true, finished: ['_admin', 'ci-2'] },
  { kind: 'named', signedInWith: 'other', finished: ['_admin', 'ci-2'] },
  { kind: 'named', signedInWith: 'old', permissions, finished: ['_admin', 'ci-2'] },
  { kind: 'named', signedInWith: 'other', permissions, finished: ['_admin', 'ci-2'] },
  { kind: 'operator', signedInWith: 'old', finished: ['_admin', 'ci'] },
  { kind: 'operator', signedInWith: 'other', finished: ['_admin', 'ci'] },
  { kind: 'bridge', signedInWith: 'old', finished: ['_admin', 'bridge', 'ci'] },
];

/* A crash is an effect that never returns, so not even a catch block runs. test/unit/rotation kills real processes. */
for (const rotationCase of cases) {
  describe(`Rotation crash (${rotationCase.permissions ? 'limited' : rotationCase.kind}, signed in with the ${rotationCase.signedInWith} token${rotationCase.addsValue === true ? ', with an env file' : ''})`, () => {
    const steps = async () => {
      const { fixture, journal } = prepareRotation(rotationCase);
      let count = 0;
      await new Rotation(journal, fixture.ports({ at: () => void (count += 1) })).begin();
      assert.ok(count > 60, `only ${count} steps`);
      return Array.from({ length: count }, (_, index) => index + 1);
    };

    it('can be finished after a crash at any step', async () => {
      for (const step of await steps()) {
        const rotation = prepareRotation(rotationCase);
        const effect = await crashAt(step, rotation, (ports) => new Rotation(rotation.journal, ports).begin());
        const result = await resume(rotation, 'finish');
        await withStepInError(effect, () => expectFinished(rotation, rotationCase.finished, result));
      }
    });

    it('can be undone after a crash at any step', async () => {
      for (const step of await steps()) {
        const rotation = prepareRotation(rotationCase);
        const effect = await crashAt(step, rotation, (ports) => new Rotation(rotation.journal, ports).begin());
        const isTooLateToUndo = rotation.fixture.journals.get(rotation.journal.id)?.stage === 'forgetting';
        const result = await resume(rotation, 'undo');
        await withStepInError(effect, () =>
          isTooLateToUndo ? expectFinished(rotation, rotationCase.finished, result) : expectUndone(rotation, result),
        );
      }
    });

    it('can be undone after the undo crashed at any step', async () => {
      const runUntilOldTokenStep = async (rotation: TestRotation) =>
        crashBefore(
          rotationCase.kind === 'operator' ? /^journals.write ending/ : /^person.chooseRetirement/,
          rotation,
          (ports) => new Rotation(rotation.journal, ports).begin(),
        );
      const complete = prepareRotation(rotationCase);
      await runUntilOldTokenStep(complete);
      let count = 0;
      await new Rotation(savedJournal(complete), complete.fixture.ports({ at: () => void (count += 1) })).undo();
      assert.ok(count > 20, `only ${count} steps`);
      for (let step = 1; step <= count; step += 1) {
        const rotation = prepareRotation(rotationCase);
        await runUntilOldTokenStep(rotation);
        const effect = await crashAt(step, rotation, (ports) => new Rotation(savedJournal(rotation), ports).undo());
        const result = await resume(rotation, 'undo');
        await withStepInError(effect, () => expectUndone(rotation, result));
      }
    });

    it('loses nothing when any step fails, and can then be finished', async () => {
      for (const step of await steps()) {
        const rotation = prepareRotation(rotationCase);
        const { fixture } = rotation;
        const { effect, thrown } = await failAt(step, rotation);
        await withStepInError(effect, () => {
          if (thrown === undefined) {
            expectConsistent(rotation);
          } else if (!(thrown instanceof RotationStopped)) {
            expectUntouched(rotation);
            assert.deepEqual([...fixture.journals.keys()], []);
          }
        });
        if (thrown instanceof RotationStopped) {
          await withStepInError(effect, async () => {
            const result = await resume(rotation, 'finish');
            expectFinished(rotation, rotationCase.finished, result);
          });
        }
      }
    });
  });
}

/** Continues from the journal, if there is one, as the next start of VS Code does. */
async function resume({ fixture, journal }: TestRotation, how: 'finish' | 'undo'): Promise<RotationResult | undefined> {
  const saved = fixture.journals.get(journal.id);
  return saved && new Rotation(saved, fixture.ports())[how]();
}

async function withStepInError(step: string, work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(step, { cause: error });
  }
}
