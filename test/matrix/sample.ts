import { operations } from './operations.ts';
import type { Row } from './rows.ts';

/** One fault for each fate of a request. */
const fates: readonly string[] = [
  'connection refused',
  'read, undone, closed',
  'read, done, closed',
  'cut in the string, reset',
  'cut behind the string, closed',
  'done, 502 page',
];

/**
 * Rows for a server that takes its time to start, within the time that the unit tests have: over one transport, since
 * the server does not see it, and with few faults where each takes a server of its own.
 */
export function sampleOf(rows: readonly Row[]): Row[] {
  return rows.filter(
    ({ operation, fault, transport }) =>
      transport === 'plain' && (operations[operation]?.once !== true || fates.includes(fault)),
  );
}
