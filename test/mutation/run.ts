import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { repositoryRoot } from '../host/paths.ts';
import { optionsFor, rooms, type Room } from './rooms.ts';
import { countsOf, lineOf, score, sum, type Counts } from './score.ts';

/** What of all changes the tests have to notice, in percent. */
const leastScore = 85;

/**
 * Changes the sources of each room, one place at a time, and looks whether its tests notice. Arguments name the rooms,
 * else all; `--files` some sources of them (a glob), and `--again` asks anew what an earlier run has answered.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'string' }, again: { type: 'boolean', default: false } },
});
process.env['INFLUXDB3_BIN'] ??= join(repositoryRoot, 'test/influxdb3/bin/influxdb3');

const counted: [string, Counts][] = [];
for (const [name, room] of Object.entries<Room>(rooms)) {
  if (positionals.length === 0 || positionals.includes(name)) {
    const results = await new Stryker({
      ...optionsFor(name, values.files === undefined ? room : { ...room, mutate: values.files.split(',') }),
      incremental: true,
      force: values.again,
      reporters: ['clear-text', 'html', 'json', 'dots'],
    }).runMutationTest();
    counted.push([`src/${name}`, countsOf(results.map(({ status }) => status))]);
  }
}
const total = sum(counted.map(([, counts]) => counts));
for (const [name, counts] of [...counted, ['both', total] as const]) {
  console.log(lineOf(name, counts));
}
process.exitCode = score(total) >= leastScore ? 0 : 1;
