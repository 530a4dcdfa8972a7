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
 * The server starts slowly, so that unit tests run only one transport, which the server doesn't see, and few faults for
 * operations that need a new server for each row.
 */
export function sampleRows(rows: readonly Row[]): Row[] {
  return rows.filter(
    ({ operation, fault, transport }) =>
      transport === 'plain' && (operations[operation]?.isOneTime !== true || sampleFaults.includes(fault)),
  );
}
