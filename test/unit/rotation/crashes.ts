import assert from 'node:assert/strict';
import type { Journal } from '../../../src/rotation/journal.ts';
import type { RotationPorts } from '../../../src/rotation/ports.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import type { TestRotation } from './testRotation.ts';
import type { EffectHook } from './inMemoryFixture.ts';

/** Runs until the effect with this number, which never returns. @returns the effect */
export async function crashAt(
  step: number,
  { fixture }: TestRotation,
  run: (ports: RotationPorts) => Promise<unknown>,
): Promise<string> {
  let count = 0;
  return crashWhen(() => (count += 1) === step, fixture, run);
}

export async function crashBefore(
  effect: RegExp,
  { fixture }: TestRotation,
  run: (ports: RotationPorts) => Promise<unknown>,
) {
  await crashWhen((name, when) => when === 'before' && effect.test(name), fixture, run);
}

async function crashWhen(
  isCrash: (...args: Parameters<EffectHook>) => boolean,
  fixture: TestRotation['fixture'],
  run: (ports: RotationPorts) => Promise<unknown>,
): Promise<string> {
  const crash = Promise.withResolvers<string>();
  const at: EffectHook = (effect, when) => {
    if (!isCrash(effect, when)) {
      return;
    }
    crash.resolve(`crashed ${when} ${effect}`);
    return new Promise(() => undefined);
  };
  const end = run(fixture.ports({ at })).then(() => assert.fail('must crash before its end'));
  return Promise.race([crash.promise, end]);
}

export function savedJournal({ fixture, journal }: TestRotation): Journal {
  const saved = fixture.journals.get(journal.id);
  assert.ok(saved);
  return saved;
}

/** Runs a rotation in which the effect with this number fails. @returns the effect, and what the rotation threw */
export async function failAt(step: number, { fixture, journal }: TestRotation) {
  let count = 0;
  let failed = '';
  const at: EffectHook = (effect, when) => {
    if ((count += 1) === step) {
      failed = `failed ${when} ${effect}`;
      throw new Error('injected fault');
    }
  };
  const thrown = await new Rotation(journal, fixture.ports({ at })).begin().then(
    () => undefined,
    (error: unknown) => error,
  );
  return { effect: failed, thrown };
}
