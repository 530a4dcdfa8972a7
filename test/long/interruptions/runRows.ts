import { availableParallelism } from 'node:os';
import { toError } from '../../../src/core/errors.ts';
import type { Row } from './rows.ts';
import { runRow, type RowResult } from './runRow.ts';

/** Checks wait a second between two looks at the server, so more rows run at the same time than there are cores. */
const rowsPerCore = 5;

export async function runRows(rows: readonly Row[], child: string, scratch: string): Promise<RowResult[]> {
  const queue = [...rows.entries()];
  const results: RowResult[] = [];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, row] = next;
      results[index] = await runRow(row, child, scratch).catch((error: unknown) => ({
        row,
        onServer: '',
        stored: '',
        said: '',
        violations: [`failed: ${toError(error).stack ?? ''}`],
      }));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() * rowsPerCore }, worker));
  return results;
}
