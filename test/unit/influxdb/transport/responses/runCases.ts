import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { createSelfSigned } from '../../../../support/influxdb3/certificates.ts';
import { until } from '../../helpers/until.ts';
import { runCase, describeResult } from './runCase.ts';
import { generatedCases, type GeneratedCase } from './generatedCase.ts';
import { assertExpectations } from './expectations.ts';
import { startScriptedServer, type ScriptedServer } from './scriptedServer.ts';
import { collectUncaughtErrors, type UncaughtErrors } from './uncaughtErrors.ts';
import { Summary } from './summary.ts';

const serverCount = 24;
/** Limits how many generated responses are in memory. */
const batchSize = 2_000;
const shrinkRuns = 400;
/** In KiB; several times what reading the longest list takes. */
const memoryLimit = 1.5 * 1024 * 1024;

/** Calls a server that sends generated responses, and checks each result. @throws Error for the first failing case */
export async function runCases(seed: number, count: number): Promise<Summary> {
  const summary = new Summary();
  // mocha starts the test's timeout slightly after the test.
  await waitTwoTurns();
  const before = { memory: process.resourceUsage().maxRSS, open: openResources() };
  const pem = await createSelfSigned();
  const servers = await Promise.all(Array.from({ length: serverCount }, () => startScriptedServer(pem)));
  const uncaught = collectUncaughtErrors();
  try {
    for (let first = 0; first < count; first += batchSize) {
      const parameters = { seed: (seed + first) | 0, numRuns: Math.min(batchSize, count - first) };
      const cases = fc.sample(generatedCases, parameters);
      const failure = await runBatch(servers, cases, summary, uncaught);
      if (failure !== undefined) {
        await rerunAndShrink(failure, servers, uncaught, parameters);
      }
    }
  } finally {
    uncaught.stop();
    await Promise.all(servers.map((server) => server.close()));
  }
  const growth = process.resourceUsage().maxRSS - before.memory;
  assert.ok(growth < memoryLimit, `memory grew by ${Math.round(growth / 1024)} MiB`);
  await until('no socket or timer is left', () => openResources() <= before.open);
  return summary;
}

function openResources(): number {
  return process.getActiveResourcesInfo().filter((name) => /Timeout|TCP|TLS|Connect/.test(name)).length;
}

interface Failure {
  readonly index: number | undefined;
  readonly reason: string;
}

async function runBatch(
  servers: readonly ScriptedServer[],
  cases: readonly GeneratedCase[],
  summary: Summary,
  uncaught: UncaughtErrors,
): Promise<Failure | undefined> {
  const isHuge = ({ filler }: GeneratedCase) => filler !== undefined && filler.bytes > 10_000_000;
  const all = [...cases.entries()];
  const together = all.filter(([, response]) => !isHuge(response)).values();
  // Huge responses run alone: reading one stalls the others, some of which are about time.
  const alone = all.filter(([, response]) => isHuge(response)).values();
  let failure: Failure | undefined;
  const runOn = async (server: ScriptedServer, waiting: Iterable<[number, GeneratedCase]>) => {
    for (const [index, response] of waiting) {
      const result = await runCase(server, response);
      summary.add(result);
      try {
        assertExpectations(result);
      } catch (error) {
        const reason = `${(error as Error).message}\n${fc.stringify(response)}\n${describeResult(result)}`;
        failure ??= { index, reason };
      }
      if (failure !== undefined) {
        return;
      }
    }
  };
  await Promise.all(servers.map((server) => runOn(server, together)));
  await Promise.all(servers.slice(0, 1).map((server) => runOn(server, alone)));
  await waitTwoTurns();
  return uncaught.errors.length > 0 ? { index: undefined, reason: inspect(uncaught.errors[0]) } : failure;
}

async function rerunAndShrink(
  { index, reason }: Failure,
  [server]: readonly ScriptedServer[],
  uncaught: UncaughtErrors,
  parameters: { seed: number; numRuns: number },
): Promise<void> {
  assert.ok(server !== undefined);
  let left = shrinkRuns + parameters.numRuns;
  const property = fc.asyncProperty(generatedCases, async (response) => {
    left -= 1;
    if (left < 0) {
      return;
    }
    uncaught.errors.length = 0;
    const result = await runCase(server, response);
    await waitTwoTurns();
    const words = describeResult(result);
    assert.deepEqual(uncaught.errors, [], `uncaught errors; ${words}`);
    try {
      assertExpectations(result);
    } catch (error) {
      throw new Error(`${(error as Error).message}; ${words}`);
    }
  });
  const path = index === undefined ? {} : { path: String(index) };
  await fc.assert(property, { ...parameters, ...path });
  throw new Error(`not reproduced when run alone: ${reason}`);
}

async function waitTwoTurns(): Promise<void> {
  await new Promise(setImmediate);
  await new Promise(setImmediate);
}
