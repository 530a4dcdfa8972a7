import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { makeSelfSigned } from '../../../influxdb3/certificates.ts';
import { until } from '../helpers/until.ts';
import { exchangeOne, inWords } from './exchangeOne.ts';
import { generated, type Generated } from './generated.ts';
import { assertKept } from './promise.ts';
import { startSlot, type Slot } from './slot.ts';
import { collectStrays, type Strays } from './strays.ts';
import { Tally } from './tally.ts';

const slotCount = 24;
/** Limits how many generated responses are in memory. */
const batchSize = 2_000;
const shrinkRuns = 400;
/** In KiB; several times what reading the longest list takes. */
const memoryLimit = 1.5 * 1024 * 1024;

/** Calls a server that sends generated responses, and checks each result. @throws Error for the first failing case */
export async function playResponses(seed: number, count: number): Promise<Tally> {
  const summary = new Tally();
  // mocha starts the test's timeout slightly after the test.
  await waitTwoTurns();
  const before = { memory: process.resourceUsage().maxRSS, open: openResources() };
  const pem = await makeSelfSigned();
  const slots = await Promise.all(Array.from({ length: slotCount }, () => startSlot(pem)));
  const strays = collectStrays();
  try {
    for (let first = 0; first < count; first += batchSize) {
      const parameters = { seed: (seed + first) | 0, numRuns: Math.min(batchSize, count - first) };
      const responses = fc.sample(generated, parameters);
      const failure = await runBatch(slots, responses, summary, strays);
      if (failure !== undefined) {
        await rerunAndShrink(failure, slots, strays, parameters);
      }
    }
  } finally {
    strays.stop();
    await Promise.all(slots.map((slot) => slot.close()));
  }
  const growth = process.resourceUsage().maxRSS - before.memory;
  assert.ok(growth < memoryLimit, `memory grew by ${Math.round(growth / 1024)} MiB`);
  await until('no socket or timer is left', () => openResources() <= before.open);
  return summary;
}

function openResources(): number {
  return process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|TLS|Connect/.test(name)).length;
}

/** The first failing case, or an uncaught error without a known case. */
interface Failure {
  readonly index: number | undefined;
  readonly reason: string;
}

async function runBatch(
  slots: readonly Slot[],
  responses: readonly Generated[],
  summary: Tally,
  strays: Strays,
): Promise<Failure | undefined> {
  const isHuge = ({ filler }: Generated) => filler !== undefined && filler.bytes > 10_000_000;
  const all = [...responses.entries()];
  const together = all.filter(([, response]) => !isHuge(response)).values();
  // Huge responses run alone: reading one stalls the others, some of which are about time.
  const alone = all.filter(([, response]) => isHuge(response)).values();
  let failure: Failure | undefined;
  const runOn = async (slot: Slot, waiting: Iterable<[number, Generated]>) => {
    for (const [index, response] of waiting) {
      const exchanged = await exchangeOne(slot, response);
      summary.add(exchanged);
      try {
        assertKept(exchanged);
      } catch (error) {
        const reason = `${(error as Error).message}\n${fc.stringify(response)}\n${inWords(exchanged)}`;
        failure ??= { index, reason };
      }
      if (failure !== undefined) {
        return;
      }
    }
  };
  await Promise.all(slots.map((slot) => runOn(slot, together)));
  await Promise.all(slots.slice(0, 1).map((slot) => runOn(slot, alone)));
  await waitTwoTurns();
  return strays.errors.length > 0 ? { index: undefined, reason: inspect(strays.errors[0]) } : failure;
}

/** Runs a case again alone and makes it smaller. @throws Error always */
async function rerunAndShrink(
  { index, reason }: Failure,
  [slot]: readonly Slot[],
  strays: Strays,
  parameters: { seed: number; numRuns: number },
): Promise<void> {
  assert.ok(slot !== undefined);
  let left = shrinkRuns + parameters.numRuns;
  const property = fc.asyncProperty(generated, async (response) => {
    left -= 1;
    if (left < 0) {
      return;
    }
    strays.errors.length = 0;
    const exchanged = await exchangeOne(slot, response);
    await waitTwoTurns();
    const words = inWords(exchanged);
    assert.deepEqual(strays.errors, [], `uncaught errors; ${words}`);
    try {
      assertKept(exchanged);
    } catch (error) {
      throw new Error(`${(error as Error).message}; ${words}`);
    }
  });
  const path = index === undefined ? {} : { path: String(index) };
  await fc.assert(property, { ...parameters, ...path });
  throw new Error(`not reproduced when run alone: ${reason}`);
}

/** Lets pending events and rejections arrive. */
async function waitTwoTurns(): Promise<void> {
  await new Promise(setImmediate);
  await new Promise(setImmediate);
}
