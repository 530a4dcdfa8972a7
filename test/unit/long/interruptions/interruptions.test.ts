import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleChild } from '../../../long/interruptions/bundle.ts';
import { everyRow, sampleRows, type Row } from '../../../long/interruptions/rows.ts';
import { runRows } from '../../../long/interruptions/runRows.ts';
import type { RowResult } from '../../../long/interruptions/runRow.ts';

const labelOf = ({ operation, end, point }: Row) => `${operation}: ${end} ${point}`;

describe('an interrupted window: nothing is lost silently, and what is said is true', function () {
  this.timeout(300_000);
  const rows = sampleRows(everyRow());
  const results = new Map<string, RowResult>();

  before('run the rows', async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'interruptions-'));
    for (const result of await runRows(rows, await bundleChild(scratch), scratch)) {
      results.set(labelOf(result.row), result);
    }
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  });

  for (const row of rows) {
    it(labelOf(row), () => {
      const result = results.get(labelOf(row));
      assert.ok(result, 'the row did not run');
      assert.deepEqual(result.violations, [], JSON.stringify(result));
    });
  }
});

describe('everyRow of interrupted windows', () => {
  it('contains each row once', () => {
    const rows = everyRow();
    assert.equal(new Set(rows.map(labelOf)).size, rows.length);
  });

  it('has as many rows as docs/testing.md says', () => {
    const document = readFileSync(new URL('../../../../docs/testing.md', import.meta.url), 'utf8');
    const documented = /`npm run matrix -- window`[^\n]*?(\d+) rows/.exec(document)?.[1];
    assert.equal(documented, String(everyRow().length));
  });
});
