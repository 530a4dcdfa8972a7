import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { playRows, type Result } from '../../matrix/lanes.ts';
import { everyRow, type Row } from '../../matrix/rows.ts';
import { sampleOf } from '../../matrix/sample.ts';
import { serversUnderTest } from '../influxdb/serversUnderTest.ts';

const rows = everyRow();
const nameOf = ({ operation, fault, transport }: Row) => `${operation}: ${fault}, over ${transport}`;

for (const server of serversUnderTest.filter(({ name }) => !name.includes('3.7'))) {
  describe(`The fault matrix on ${server.name}: nothing is sent twice, and what is told is true`, function () {
    this.timeout(300_000);
    const played = server.name.startsWith('influxdb3') ? sampleOf(rows) : rows;
    const results = new Map<string, Result>();

    before('the rows are played, several at a time', async () => {
      for (const result of await playRows(played, server)) {
        results.set(nameOf(result.row), result);
      }
    });

    for (const row of played) {
      it(nameOf(row), () => {
        const result = results.get(nameOf(row));
        assert.ok(result, 'it was played');
        assert.deepEqual(result.broken, [], JSON.stringify(result));
      });
    }
  });
}

describe('The fault matrix', () => {
  it('has a row only once', () => {
    assert.equal(new Set(rows.map(nameOf)).size, rows.length);
  });

  it('has as many rows as the README says', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    const told = /fault matrix[^.]*?([\d,]+)\s+rows/i.exec(readme)?.[1];
    assert.equal(told?.replace(',', ''), String(rows.length));
  });
});
