import { table } from '../bench/table.ts';
import { serversUnderTest } from '../../unit/influxdb/serversUnderTest.ts';
import { runInterruptions } from '../interruptions/run.ts';
import { runRows, type RowResult } from './runRows.ts';
import { everyRow } from './rows.ts';

// `npm run matrix -- [words]`: words filter rows by parts of the names of server, operation, fault and transport,
// or of operation, end and point. Exits with 1 if a row is not as expected.
const words = process.argv.slice(2);
const matchesWords = (text: string) => words.every((word) => text.includes(word));

let failed = 0;
for (const server of serversUnderTest) {
  const rows = everyRow().filter(({ operation, fault, transport }) =>
    matchesWords([server.name, operation, fault, transport].join(' ')),
  );
  if (rows.length > 0) {
    const start = performance.now();
    const results = await runRows(rows, server);
    console.log(
      table([
        ['operation', 'fault', 'transport', 'expected', 'observed', 'server', 'check', 'result'],
        ...results.map(cellsOf),
      ]),
    );
    failed += results.filter((result) => result.violations.length > 0).length;
    const took = ((performance.now() - start) / 1_000).toFixed(1);
    console.log(`${server.name}: ${results.length === 1 ? '1 row' : `${results.length} rows`}, ${took} s\n`);
  }
}
failed += await runInterruptions(words);
if (failed === 0) {
  console.log('All rows are as expected.');
} else {
  console.log(failed === 1 ? '1 row is not as expected.' : `${failed} rows are not as expected.`);
  process.exitCode = 1;
}

function cellsOf({ row, expected, observed, violations }: RowResult): string[] {
  return [
    row.operation,
    row.fault,
    row.transport,
    [expected.reported.join(' or '), expected.isDone ? 'done' : 'not done'].join(', '),
    observed === undefined
      ? ''
      : [observed.reported, ...(observed.kind === undefined ? [] : [observed.kind])].join(': '),
    observed === undefined ? '' : observed.isDone ? 'done' : 'not done',
    observed?.checkResult ?? '',
    violations.join('; ') || 'ok',
  ];
}
