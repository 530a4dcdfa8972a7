import { operations } from './operations.ts';
import type { Row } from './rows.ts';

/** One fault for each way in which a request can end. */
const sampleFaults: readonly string[] = [
  'connection refused',
  'read, not done, closed',
  'read, done, closed',
  'cut in the token, reset',
  'cut after the token, closed',
  'done, 502 page',
];

/**
 * Rows for a server that starts slowly, so that the unit tests stay fast: one transport, because the server doesn't
 * see which, and few faults for operations that need a new server for each row.
 */
export function sampleRows(rows: readonly Row[]): Row[] {
  return rows.filter(
    ({ operation, fault, transport }) =>
      transport === 'plain' && (operations[operation]?.isOneTime !== true || sampleFaults.includes(fault)),
  );
}
