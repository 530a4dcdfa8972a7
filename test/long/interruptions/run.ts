import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { table } from '../bench/table.ts';
import { bundleChild } from './bundle.ts';
import { runRows } from './runRows.ts';
import { everyRow } from './rows.ts';

/** Words filter rows. Resolves to 1 if a row loses a token silently, or says something that isn't true. */
export async function runInterruptions(words: readonly string[]): Promise<number> {
  const rows = everyRow().filter(({ operation, end, point }) =>
    words.every((word) => ['window', operation, end, point].join(' ').includes(word)),
  );
  if (rows.length === 0) {
    return 0;
  }
  const start = performance.now();
  const scratch = await mkdtemp(join(tmpdir(), 'interruptions-'));
  try {
    const results = await runRows(rows, await bundleChild(scratch), scratch);
    console.log(
      table([
        ['operation', 'window', 'when', 'on the server', 'stored', 'said at the next start', 'result'],
        ...results.map(({ row, onServer, stored, said, violations }) => [
          row.operation,
          row.end,
          row.point,
          onServer || 'nothing',
          stored || '-',
          said || '-',
          violations.join('; ') || 'ok',
        ]),
      ]),
    );
    const took = ((performance.now() - start) / 1_000).toFixed(1);
    console.log(`interrupted windows: ${results.length === 1 ? '1 row' : `${results.length} rows`}, ${took} s\n`);
    return results.filter(({ violations }) => violations.length > 0).length;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}
