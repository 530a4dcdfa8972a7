import { isOperatorToken, type TokenRecord } from '../../src/core/tokenRecord.ts';
import { disagreements } from './agreement.ts';
import { create, found, list, regenerate, remove, signIn } from './asking.ts';
import { heapInUse, leftSince, resources, warnings } from './leaks.ts';
import { seeded } from './random.ts';
import { rotate } from './rotating.ts';
import { keeperName, makeSoakWorld, type SoakWorld, type Tally } from './soakWorld.ts';

export interface SoakResult {
  readonly tally: Tally;
  readonly secretFailures: number;
  /** What was left of sockets, timers and listeners. */
  readonly left: readonly string[];
  readonly warnings: readonly string[];
  /** By how many bytes the heap grew over the second half. */
  readonly growth: number;
}

/** With fewer tokens more are made, with more of them more are deleted. */
const usualTokens = 10;
const outages = 0.02;

/**
 * Does so many operations on a server behind faults, each resolved before the next one, and looks after each whether
 * all agree.
 * @param onProgress called behind each
 * @throws Error that names the seed and the operation, where they do not
 */
export async function soak(
  seed: number,
  count: number,
  onProgress: (done: number, tally: Tally) => void = () => undefined,
): Promise<SoakResult> {
  const random = seeded(seed);
  const before = resources();
  const warned = warnings();
  const world = await makeSoakWorld(random);
  let half = 0;
  for (let done = 1; done <= count; done++) {
    const operation = choose(world);
    world.count(operation);
    await doOne(world, operation).catch((error: unknown) => {
      throw new Error(`seed ${seed}, operation ${done} (${operation})`, { cause: error });
    });
    const wrong = await disagreements(world);
    if (wrong.length > 0) {
      throw new Error(`seed ${seed}, after operation ${done} (${operation}): ${wrong.join('; ')}`);
    }
    if (done === Math.ceil(count / 2)) {
      half = heapInUse();
    }
    onProgress(done, world.tally);
  }
  const growth = heapInUse() - half;
  await world.close();
  warned.stop();
  const left = await leftSince(before, [world.signal]);
  return { tally: world.tally, secretFailures: world.secrets.failures, left, warnings: warned.told, growth };
}

type Operation = 'create' | 'delete' | 'list' | 'sign in' | 'regenerate' | 'rotate named' | 'rotate operator';

function choose({ random, server }: SoakWorld): Operation {
  const few = server.tokens().length < usualTokens;
  return random.pick<Operation>([
    ...(few
      ? (['create', 'create', 'create', 'delete'] as const)
      : (['create', 'delete', 'delete', 'delete'] as const)),
    'list',
    'list',
    'sign in',
    'regenerate',
    'rotate named',
    ...(random.chance(0.5) ? (['rotate operator'] as const) : []),
  ]);
}

async function doOne(world: SoakWorld, operation: Operation): Promise<void> {
  const { random } = world;
  // Most of what a person does begins at the list.
  const records = await list(world);
  const named = records.filter((record) => !isOperatorToken(record) && record.name !== keeperName);
  if (random.chance(outages)) {
    world.count('outage');
    await world.outage();
  }
  await doIt(world, operation, records, named);
  await world.pause();
}

async function doIt(
  world: SoakWorld,
  operation: Operation,
  records: readonly TokenRecord[],
  named: readonly TokenRecord[],
): Promise<void> {
  const { random } = world;
  switch (operation) {
    case 'create':
      return create(world);
    case 'delete':
      return named.length === 0 ? undefined : remove(world, random.pick(named));
    case 'list':
      await list(world);
      return;
    case 'sign in':
      return signIn(world, random.pick(records).name);
    case 'regenerate':
      return regenerate(world);
    case 'rotate named':
      return named.length === 0 ? undefined : rotate(world, random.pick(named), 'named');
    case 'rotate operator':
      return rotate(world, found(records.find(isOperatorToken)), random.pick(['operator', 'bridge']));
  }
}
