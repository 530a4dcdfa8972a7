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

/** The server starts slowly, so few rows run in unit tests, above all where each row needs a new server. */
export function sampleRows(rows: readonly Row[]): Row[] {
  return rows.filter(
    ({ operation, fault, transport }) =>
      transport === 'plain' && (operations[operation]?.isOneTime !== true || sampleFaults.includes(fault)),
  );
}
