import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { runRows, type RowResult } from '../../../long/matrix/runRows.ts';
import { everyRow, type Row } from '../../../long/matrix/rows.ts';
import { sampleRows } from '../../../long/matrix/sample.ts';
import { serversUnderTest } from '../../influxdb/serversUnderTest.ts';

const rows = everyRow();
const labelOf = ({ operation, fault, transport }: Row) => `${operation}: ${fault}, over ${transport}`;

for (const server of serversUnderTest.filter(({ name }) => !name.includes('3.7'))) {
  describe(`fault matrix [${server.name}]: nothing is sent twice, reports are true`, function () {
    this.timeout(300_000);
    const tested = server.name.startsWith('influxdb3') ? sampleRows(rows) : rows;
    const results = new Map<string, RowResult>();

    before('run the rows', async () => {
      for (const result of await runRows(tested, server)) {
        results.set(labelOf(result.row), result);
      }
    });

    for (const row of tested) {
      it(labelOf(row), () => {
        const result = results.get(labelOf(row));
        assert.ok(result, 'the row did not run');
        assert.deepEqual(result.violations, [], JSON.stringify(result));
      });
    }
  });
}

describe('everyRow', () => {
  it('contains each row once', () => {
    assert.equal(new Set(rows.map(labelOf)).size, rows.length);
  });

  it('has as many rows as docs/testing.md says', () => {
    const document = readFileSync(new URL('../../../../docs/testing.md', import.meta.url), 'utf8');
    const documented = /`npm run matrix`[^\n]*?([\d,]+) rows/.exec(document)?.[1];
    assert.equal(documented?.replace(',', ''), String(rows.length));
  });
});
