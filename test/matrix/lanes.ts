import type { Fault } from '../faultProxy/faults.ts';
import type { ServerUnderTest } from '../unit/influxdb/serversUnderTest.ts';
import { everyFault } from './everyFault.ts';
import { layGround, type Ground } from './ground.ts';
import { brokenIn } from './judge.ts';
import { operations, type Operation } from './operations.ts';
import { play, type Seen } from './play.ts';
import { promised, type Promised } from './promise.ts';
import type { Row } from './rows.ts';
import { makeTransports, type Transports } from './transport.ts';

export interface Result {
  readonly row: Row;
  readonly promised: Promised;
  /** `undefined` where the fault never befell it. */
  readonly seen: Seen | undefined;
  /** What is not as promised, in words; empty where all is. */
  readonly broken: readonly string[];
}

/** So many lanes at a time: they mostly wait for time limits. */
const atOnce = 8;
/** How often a row is tried for which this machine was too busy. */
const attempts = 6;

/** Plays rows: those of one operation over one transport one after another on a server of their own, the others beside. */
export async function playRows(rows: readonly Row[], under: ServerUnderTest): Promise<Result[]> {
  const transports = await makeTransports();
  const lanes = [...Map.groupBy(rows, ({ operation, transport }) => `${operation}|${transport}`).values()];
  const results: Result[] = [];
  const driver = async (): Promise<void> => {
    for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift()) {
      results.push(...(await playLane(lane, under, transports)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, driver)).finally(() => transports.close());
  return results;
}

async function playLane(lane: readonly Row[], under: ServerUnderTest, { by }: Transports): Promise<Result[]> {
  const results: Result[] = [];
  let ground: Ground | undefined;
  for (const [index, row] of lane.entries()) {
    const { operation, fault } = partsOf(row);
    const promise = promised(operation, fault, row.transport);
    let seen: Seen | undefined;
    for (let attempt = 1; seen === undefined && attempt <= attempts; attempt++) {
      ground ??= await layGround(under, by[row.transport], operation);
      seen = await play(operation, fault, ground, { name: `row-${index}`, attempt });
      if (operation.once && promise.isDone) {
        await ground.close();
        ground = undefined;
      }
    }
    results.push({ row, promised: promise, seen, broken: brokenIn(promise, seen) });
  }
  await ground?.close();
  return results;
}

function partsOf(row: Row): { operation: Operation; fault: Fault } {
  const operation = operations[row.operation];
  const fault = everyFault.get(row.fault);
  if (operation === undefined || fault === undefined) {
    throw new Error(`no such row: ${JSON.stringify(row)}`);
  }
  return { operation, fault };
}
