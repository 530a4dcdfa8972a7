import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/errors.ts';
import type { RotationPorts } from '../../../src/rotation/ports.ts';
import type { RotationResult } from '../../../src/rotation/result.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { crashAt, crashBefore, savedJournal } from './crashes.ts';
import { expectFinished, expectUndone } from './expectations.ts';
import { prepareRotation, type RotationCase, type TestRotation } from './testRotation.ts';

const permissions = ['db:b,a:read', 'db:*:write', 'system:ping:read'];

const cases: readonly (RotationCase & { readonly finished: readonly string[] })[] = [
  { kind: 'named', signedInWith: 'old', finished: ['_admin', 'ci-2'] },
  { kind: 'named', signedInWith: 'other', finished: ['_admin', 'ci-2'] },
  { kind: 'named', signedInWith: 'old', permissions, finished: ['_admin', 'ci-2'] },
  { kind: 'named', signedInWith: 'other', permissions, finished: ['_admin', 'ci-2'] },
  { kind: 'operator', signedInWith: 'old', finished: ['_admin', 'ci'] },
  { kind: 'operator', signedInWith: 'other', finished: ['_admin', 'ci'] },
  { kind: 'bridge', signedInWith: 'old', finished: ['_admin', 'bridge', 'ci'] },
];

const losses: Readonly<Record<string, (rotation: TestRotation) => void>> = {
  'the secret that was stored last is gone': ({ fixture }) => fixture.loseLastStored(),
  'all copies of the token that was created last are gone': ({ fixture }) => fixture.loseLastCreated(),
  'someone else deleted the helper': ({ fixture, journal }) => {
    fixture.listed.delete(journal.helper?.name ?? '');
  },
  'the helper and the secret that was stored last are gone': ({ fixture, journal }) => {
    fixture.listed.delete(journal.helper?.name ?? '');
    fixture.loseLastStored();
  },
};

describe('Rotation crash (all tokens of the server are lost at the end)', () => {
  it('is not complete until the new token is created again', async () => {
    const rotation = prepareRotation({ kind: 'operator', signedInWith: 'old' });
    const { fixture } = rotation;
    await crashBefore(/^secrets.remove/, rotation, async (ports) => {
      await new Rotation(rotation.journal, ports).begin();
    });
    fixture.journals.set(rotation.journal.id, { ...savedJournal(rotation), stage: 'forgetting' });
    fixture.stored.clear();
    fixture.files.clear();
    fixture.signIn = undefined;
    for (const how of ['finish', 'finish', 'undo'] as const) {
      await assert.rejects(new Rotation(savedJournal(rotation), fixture.ports())[how](), RotationStopped);
    }
    fixture.signIn = fixture.listed.get('ci')?.token;
    await new Rotation(savedJournal(rotation), fixture.ports()).finish();
    assert.ok(fixture.stored.has(fixture.listed.get('_admin')?.token.hash ?? ''));
  });
});

for (const rotationCase of cases) {
  describe(`Rotation crash (${rotationCase.permissions ? 'limited' : rotationCase.kind}, signed in with the ${rotationCase.signedInWith} token)`, () => {
    /** Calls `work` with a rotation that crashed, once for each step and way to end it, and with each crashed undo. */
    const atEveryStep = async (work: (rotation: TestRotation, how: 'finish' | 'undo') => Promise<void>) => {
      const workAfter = async (crash: string, rotation: TestRotation, how: 'finish' | 'undo') =>
        work(rotation, how).catch((error: unknown) => {
          throw new Error(`${crash}, then ${how}`, { cause: error });
        });
      const complete = prepareRotation(rotationCase);
      const steps = await countSteps(complete, (ports) => new Rotation(complete.journal, ports).begin());
      for (let step = 1; step <= steps; step += 1) {
        for (const how of ['finish', 'undo'] as const) {
          const rotation = prepareRotation(rotationCase);
          const effect = await crashAt(step, rotation, (ports) => new Rotation(rotation.journal, ports).begin());
          await workAfter(effect, rotation, how);
        }
      }
      const undone = await stoppedBeforeEnd();
      const undoSteps = await countSteps(undone, (ports) => new Rotation(savedJournal(undone), ports).undo());
      for (let step = 1; step <= undoSteps; step += 1) {
        const rotation = await stoppedBeforeEnd();
        const effect = await crashAt(step, rotation, (ports) => new Rotation(savedJournal(rotation), ports).undo());
        await workAfter(`undo ${effect}`, rotation, 'undo');
      }
    };
    /** All files are updated, and the old token still works if possible. */
    const stoppedBeforeEnd = async () => {
      const rotation = prepareRotation(rotationCase);
      const last = rotationCase.kind === 'operator' ? /^journals.write ending/ : /^person.chooseRetirement/;
      await crashBefore(last, rotation, (ports) => new Rotation(rotation.journal, ports).begin());
      return rotation;
    };

    for (const [title, lose] of Object.entries(losses)) {
      it(`leaves a token that works, or says that none does, if ${title}`, async () => {
        await atEveryStep(async (rotation, how) => {
          const { fixture } = rotation;
          lose(rotation);
          const hadWorkingToken = fixture.hasWorkingToken;
          const { result, error } = await resume(rotation, how);
          if (error !== undefined) {
            assert.ok(error instanceof RotationStopped && error.cause instanceof UserError, String(error.cause));
            assert.ok(fixture.journals.has(rotation.journal.id), 'it can be finished or undone later');
            assert.ok(!hadWorkingToken, `stopped although a token works: ${String(error.cause)}`);
          }
          assert.ok(fixture.hasWorkingToken || !hadWorkingToken, 'a working token is still stored');
          if (result !== undefined) {
            assert.ok(fixture.hasWorkingToken, 'a working token is stored');
            expectCreatedTokensStored(rotation);
          }
        });
      });
    }

    for (const refused of ['all', 'writes', 'reads'] as const) {
      it(`loses nothing if the keyring refuses ${refused} during the next run`, async () => {
        await atEveryStep(async (rotation, how) => {
          const { fixture, journal } = rotation;
          const isTooLateToUndo = fixture.journals.get(journal.id)?.stage === 'forgetting';
          fixture.keyringRefuses = refused;
          const first = await resume(rotation, how);
          fixture.keyringRefuses = undefined;
          if (first.error !== undefined) {
            assert.ok(first.error instanceof RotationStopped && first.error.cause instanceof UserError);
          }
          assert.ok(fixture.hasWorkingToken);
          assert.ok(first.error !== undefined || refused === 'writes' || first.result === undefined);
          const second = first.error === undefined ? first : await resume(rotation, how);
          assert.equal(second.error, undefined);
          if (how === 'finish' || isTooLateToUndo) {
            expectFinished(rotation, rotationCase.finished, second.result);
          } else {
            expectUndone(rotation, second.result);
          }
        });
      });
    }
  });
}

async function countSteps({ fixture }: TestRotation, run: (ports: RotationPorts) => Promise<unknown>): Promise<number> {
  let count = 0;
  await run(fixture.ports({ at: () => void (count += 1) }));
  return count;
}

async function resume(
  { fixture, journal }: TestRotation,
  how: 'finish' | 'undo',
): Promise<{ readonly result?: RotationResult; readonly error?: Error }> {
  const saved = fixture.journals.get(journal.id);
  if (saved === undefined) {
    return {};
  }
  try {
    return { result: await new Rotation(saved, fixture.ports())[how]() };
  } catch (error) {
    assert.ok(error instanceof Error);
    return { error };
  }
}

function expectCreatedTokensStored({ fixture, journal, old }: TestRotation): void {
  for (const [name, { token }] of fixture.listed) {
    const isCreated = token.hash !== old.hash && (name === '_admin' ? journal.kind !== 'named' : name !== 'ci');
    const isStored = fixture.stored.has(token.hash) || fixture.signIn?.hash === token.hash;
    assert.ok(!isCreated || isStored, `"${name}" is stored`);
  }
}
