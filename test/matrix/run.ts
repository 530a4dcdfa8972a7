import { table } from '../bench/table.ts';
import { serversUnderTest } from '../unit/influxdb/serversUnderTest.ts';
import { playRows, type Result } from './lanes.ts';
import { everyRow } from './rows.ts';

/**
 * Plays the whole fault matrix on each kind of server, prints one line a row, and exits with 1 when one of them is not
 * as promised. Arguments are parts of names of servers, operations, faults or transports: only rows with all of them.
 */
const words = process.argv.slice(2);
const has = (text: string) => words.every((word) => text.includes(word));

let broken = 0;
for (const server of serversUnderTest) {
  const rows = everyRow().filter(({ operation, fault, transport }) =>
    has([server.name, operation, fault, transport].join(' ')),
  );
  if (rows.length > 0) {
    const start = performance.now();
    const results = await playRows(rows, server);
    console.log(
      table([['operation', 'fault', 'over', 'promised', 'seen', 'server', 'look', ''], ...results.map(line)]),
    );
    broken += results.filter((result) => result.broken.length > 0).length;
    const took = ((performance.now() - start) / 1_000).toFixed(1);
    console.log(`${server.name}: ${results.length} rows, ${took} s\n`);
  }
}
console.log(broken === 0 ? 'Every row is as promised.' : `${broken} rows are not as promised.`);
process.exitCode = broken === 0 ? 0 : 1;

function line({ row, promised, seen, broken }: Result): string[] {
  return [
    row.operation,
    row.fault,
    row.transport,
    [promised.told.join(' or '), promised.isDone ? 'done' : 'undone'].join(', '),
    seen === undefined ? '' : [seen.told, ...(seen.kind === undefined ? [] : [seen.kind])].join(': '),
    seen === undefined ? '' : seen.isDone ? 'done' : 'undone',
    seen?.verdict ?? '',
    broken.join('; ') || 'kept',
  ];
}
