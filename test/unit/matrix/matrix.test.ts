import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { playRows, type Result } from '../../matrix/lanes.ts';
import { everyRow, type Row } from '../../matrix/rows.ts';
import { sampleOf } from '../../matrix/sample.ts';
import { serversUnderTest } from '../influxdb/serversUnderTest.ts';

const rows = everyRow();
const labelOf = ({ operation, fault, transport }: Row) => `${operation}: ${fault}, over ${transport}`;

for (const server of serversUnderTest.filter(({ name }) => !name.includes('3.7'))) {
  describe(`fault matrix [${server.name}]: nothing is sent twice, reports are true`, function () {
    this.timeout(300_000);
    const tested = server.name.startsWith('influxdb3') ? sampleOf(rows) : rows;
    const results = new Map<string, Result>();

    before('run the rows', async () => {
      for (const result of await playRows(tested, server)) {
        results.set(labelOf(result.row), result);
      }
    });

    for (const row of tested) {
      it(labelOf(row), () => {
        const result = results.get(labelOf(row));
        assert.ok(result, 'the row did not run');
        assert.deepEqual(result.broken, [], JSON.stringify(result));
      });
    }
  });
}

describe('everyRow', () => {
  it('contains each row once', () => {
    assert.equal(new Set(rows.map(labelOf)).size, rows.length);
  });

  it('has as many rows as docs/testing.md says', () => {
    const document = readFileSync(new URL('../../../docs/testing.md', import.meta.url), 'utf8');
    const documented = /`npm run matrix`[^\n]*?([\d,]+) rows/.exec(document)?.[1];
    assert.equal(documented?.replace(',', ''), String(rows.length));
  });
});
