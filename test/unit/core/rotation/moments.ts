import assert from 'node:assert/strict';
import type { RotationPorts } from '../../../../src/core/rotation/ports.ts';
import { Rotation } from '../../../../src/core/rotation/rotation.ts';
import type { Begun } from './beginnings.ts';
import type { AtEffect } from './smallWorld.ts';

/** Runs until the effect with this number, which never returns. @returns the effect */
export async function goneAt(
  step: number,
  { world }: Begun,
  run: (ports: RotationPorts) => Promise<unknown>,
): Promise<string> {
  let count = 0;
  return crashWhen(() => (count += 1) === step, world, run);
}

export async function goneBefore(effect: RegExp, { world }: Begun, run: (ports: RotationPorts) => Promise<unknown>) {
  await crashWhen((name, when) => when === 'before' && effect.test(name), world, run);
}

async function crashWhen(
  isCrash: (...args: Parameters<AtEffect>) => boolean,
  world: Begun['world'],
  run: (ports: RotationPorts) => Promise<unknown>,
): Promise<string> {
  const crash = Promise.withResolvers<string>();
  const at: AtEffect = (effect, when) => {
    if (!isCrash(effect, when)) {
      return;
    }
    crash.resolve(`crashed ${when} ${effect}`);
    return new Promise(() => undefined);
  };
  const end = run(world.ports({ at })).then(() => assert.fail('must crash before its end'));
  return Promise.race([crash.promise, end]);
}

/** Runs a rotation in which the effect with this number fails. @returns the effect, and what the rotation threw */
export async function failedAt(step: number, { world, journal }: Begun) {
  let count = 0;
  let failed = '';
  const at: AtEffect = (effect, when) => {
    if ((count += 1) === step) {
      failed = `failed ${when} ${effect}`;
      throw new Error('injected fault');
    }
  };
  const thrown = await new Rotation(journal, world.ports({ at })).begin().then(
    () => undefined,
    (error: unknown) => error,
  );
  return { effect: failed, thrown };
}
