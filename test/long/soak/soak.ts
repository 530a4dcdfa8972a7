import { isOperatorToken, type TokenRecord } from '../../../src/core/token/tokenRecord.ts';
import { findInconsistencies } from './consistency.ts';
import { create, required, list, regenerate, remove, signIn } from './serverOperations.ts';
import { measureHeap, leakedSince, currentResources, collectWarnings } from './leaks.ts';
import { seededRandom } from './random.ts';
import { rotate } from './rotate.ts';
import { spareTokenName, createSoakFixture, type SoakFixture, type SoakSummary } from './soakFixture.ts';

export interface SoakResult {
  readonly summary: SoakSummary;
  readonly secretFailures: number;
  readonly leaks: readonly string[];
  readonly warnings: readonly string[];
  /** Growth of the heap in the second half, in bytes. */
  readonly growth: number;
}

/** Below this number of tokens, creates are more likely than deletes, and above it less likely. */
const targetTokenCount = 10;
const downtimeRate = 0.02;

/** Checks after each operation that everything is consistent. @throws Error that names the seed and the operation */
export async function soak(
  seed: number,
  count: number,
  onProgress: (done: number, summary: SoakSummary) => void = () => undefined,
): Promise<SoakResult> {
  const random = seededRandom(seed);
  const before = currentResources();
  const collected = collectWarnings();
  const fixture = await createSoakFixture(random);
  let growth: number;
  try {
    growth = await runOperations(fixture, seed, count, onProgress);
  } finally {
    // Needed after an error too: open servers would keep the process alive.
    await fixture.close();
    collected.stop();
  }
  const leaks = await leakedSince(before, [fixture.signal]);
  return {
    summary: fixture.summary,
    secretFailures: fixture.secrets.failures,
    leaks,
    warnings: collected.messages,
    growth,
  };
}

async function runOperations(
  fixture: SoakFixture,
  seed: number,
  count: number,
  onProgress: (done: number, summary: SoakSummary) => void,
): Promise<number> {
  let heapAtHalf = 0;
  for (let done = 1; done <= count; done++) {
    const operation = chooseOperation(fixture);
    fixture.count(operation);
    await runOperation(fixture, operation).catch((error: unknown) => {
      throw new Error(`seed ${seed}, operation ${done} (${operation})`, { cause: error });
    });
    const inconsistencies = await findInconsistencies(fixture);
    if (inconsistencies.length > 0) {
      throw new Error(`seed ${seed}, after operation ${done} (${operation}): ${inconsistencies.join('; ')}`);
    }
    if (done === Math.ceil(count / 2)) {
      heapAtHalf = measureHeap();
    }
    onProgress(done, fixture.summary);
  }
  return measureHeap() - heapAtHalf;
}

type Operation = 'create' | 'delete' | 'list' | 'sign in' | 'regenerate' | 'rotate named' | 'rotate operator';

function chooseOperation({ random, server }: SoakFixture): Operation {
  const hasFewTokens = server.tokens().length < targetTokenCount;
  return random.pick<Operation>([
    ...(hasFewTokens
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

async function runOperation(fixture: SoakFixture, operation: Operation): Promise<void> {
  const { random } = fixture;
  const records = await list(fixture);
  const named = records.filter((record) => !isOperatorToken(record) && record.name !== spareTokenName);
  if (random.chance(downtimeRate)) {
    fixture.count('downtime');
    await fixture.startDowntime();
  }
  await dispatch(fixture, operation, records, named);
  await fixture.waitForProxies();
}

async function dispatch(
  fixture: SoakFixture,
  operation: Operation,
  records: readonly TokenRecord[],
  named: readonly TokenRecord[],
): Promise<void> {
  const { random } = fixture;
  switch (operation) {
    case 'create':
      return create(fixture);
    case 'delete':
      return named.length === 0 ? undefined : remove(fixture, random.pick(named));
    case 'list':
      await list(fixture);
      return;
    case 'sign in':
      return signIn(fixture, random.pick(records).name);
    case 'regenerate':
      return regenerate(fixture);
    case 'rotate named':
      return named.length === 0 ? undefined : rotate(fixture, random.pick(named), 'named');
    case 'rotate operator':
      return rotate(fixture, required(records.find(isOperatorToken)), random.pick(['operator', 'bridge']));
  }
}
