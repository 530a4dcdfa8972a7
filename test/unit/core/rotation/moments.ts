import assert from 'node:assert/strict';
import type { RotationPorts } from '../../../../src/core/rotation/ports.ts';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import type { Begun } from './beginnings.ts';
import type { AtEffect } from './smallWorld.ts';

/** Runs until the effect of that number, which never returns. @returns that effect */
export async function goneAt(
  moment: number,
  { world }: Begun,
  run: (ports: RotationPorts) => Promise<unknown>,
): Promise<string> {
  let count = 0;
  return goneWhen(() => (count += 1) === moment, world, run);
}

/** Runs until right before the first such effect. */
export async function goneBefore(effect: RegExp, { world }: Begun, run: (ports: RotationPorts) => Promise<unknown>) {
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
export async function failedAt(moment: number, { world, journal }: Begun) {
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
