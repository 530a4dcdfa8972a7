import type { Fault } from '../../support/faultProxy/faults.ts';
import type { ServerUnderTest } from '../../unit/influxdb/serversUnderTest.ts';
import { everyFault } from './everyFault.ts';
import { createMatrixFixture, type MatrixFixture } from './fixture.ts';
import { findViolations } from './violations.ts';
import { operations, type Operation } from './operations.ts';
import { runRow, type Observation } from './runRow.ts';
import { expectationFor, type Expectation } from './expectation.ts';
import type { Row } from './rows.ts';
import { createTransports, type Transports } from './transport.ts';

export interface RowResult {
  readonly row: Row;
  readonly expected: Expectation;
  /** `undefined` if the fault could not be injected. */
  readonly observed: Observation | undefined;
  readonly violations: readonly string[];
}

/** More than there are cores, because lanes mostly wait for time limits. */
const concurrentGroups = 8;
/** A row is repeated if this machine was too busy for it. */
const maxAttempts = 6;

/** Runs the rows of one operation and transport (a lane) one after another on their own server. */
export async function runRows(rows: readonly Row[], server: ServerUnderTest): Promise<RowResult[]> {
  const transports = await createTransports();
  const groups = [...Map.groupBy(rows, ({ operation, transport }) => `${operation}|${transport}`).values()];
  const results: RowResult[] = [];
  const runGroups = async (): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      results.push(...(await runGroup(group, server, transports)));
    }
  };
  await Promise.all(Array.from({ length: concurrentGroups }, runGroups)).finally(() => transports.close());
  return results;
}

async function runGroup(group: readonly Row[], server: ServerUnderTest, { byName }: Transports): Promise<RowResult[]> {
  const results: RowResult[] = [];
  let fixture: MatrixFixture | undefined;
  for (const [index, row] of group.entries()) {
    const { operation, fault } = resolveRow(row);
    const expectation = expectationFor(operation, fault, row.transport);
    let observed: Observation | undefined;
    for (let attempt = 1; observed === undefined && attempt <= maxAttempts; attempt++) {
      fixture ??= await createMatrixFixture(server, byName[row.transport], operation);
      observed = await runRow(operation, fault, fixture, { name: `row-${index}`, attempt });
      if (operation.isOneTime && expectation.isDone) {
        await fixture.close();
        fixture = undefined;
      }
    }
    results.push({ row, expected: expectation, observed, violations: findViolations(expectation, observed) });
  }
  await fixture?.close();
  return results;
}

function resolveRow(row: Row): { operation: Operation; fault: Fault } {
  const operation = operations[row.operation];
  const fault = everyFault.get(row.fault);
  if (operation === undefined || fault === undefined) {
    throw new Error(`There is no such row: ${JSON.stringify(row)}`);
  }
  return { operation, fault };
}
