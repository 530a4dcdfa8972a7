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

/** How many exchanges are under way at once. */
const slotCount = 24;
/** How many responses are generated ahead: each has its bytes in memory. */
const batchSize = 2_000;
/** How often a broken response is made smaller and played again. */
const shrinkRuns = 400;
/** More than the longest list takes while it is read, several times over, in KiB. */
const memoryLimit = 1.5 * 1024 * 1024;

/**
 * Plays generated responses, several at once, and holds each to what the wire promises. One that breaks it is played
 * again alone and made as small as can be.
 * @param seed from which all responses follow
 * @throws Error that says which response broke what
 */
export async function playResponses(seed: number, count: number): Promise<Tally> {
  const summary = new Tally();
  // The time limit of the test itself begins a moment after the test.
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
  assert.ok(growth < memoryLimit, `it took ${Math.round(growth / 1024)} MiB`);
  await until('no socket and no timer is left', () => openResources() <= before.open);
  return summary;
}

/** How many sockets and timers of this process are alive. */
function openResources(): number {
  return process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|TLS|Connect/.test(name)).length;
}

/** The first response that broke the promise, or what was thrown where nobody could catch it. */
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
  // Alone, because reading one stalls all others, and some of those are about time.
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

/** Plays it again, alone, and smaller. @throws Error always */
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
    assert.deepEqual(strays.errors, [], `thrown where nobody could catch it; ${words}`);
    try {
      assertKept(exchanged);
    } catch (error) {
      throw new Error(`${(error as Error).message}; ${words}`);
    }
  });
  const path = index === undefined ? {} : { path: String(index) };
  await fc.assert(property, { ...parameters, ...path });
  throw new Error(`not seen again when it was played alone: ${reason}`);
}

/** Lets all come that was on its way. */
async function waitTwoTurns(): Promise<void> {
  await new Promise(setImmediate);
  await new Promise(setImmediate);
}
