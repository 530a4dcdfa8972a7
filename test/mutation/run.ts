import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { repositoryRoot } from '../host/paths.ts';
import { leastScore, optionsFor, rooms, sample, type Room } from './rooms.ts';
import { countsOf, lineOf, score, sum, type Counts } from './score.ts';

/**
 * Changes the sources of each room, one place at a time, and looks whether its tests notice. Arguments name the rooms,
 * else all; `sample` is the part that CI runs. `--files` are some of a room's sources (globs, with commas), and
 * `--again` asks anew what an earlier run has answered: Stryker does not see that a new test may notice a change of what is
 * done when a file is loaded, so a figure to tell anybody needs it.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'string' }, again: { type: 'boolean', default: false } },
});
process.env['INFLUXDB3_BIN'] ??= join(repositoryRoot, 'test/influxdb3/bin/influxdb3');
const isSample = positionals.includes('sample');
const chosen: [string, Room][] = isSample
  ? [['sample', sample]]
  : Object.entries<Room>(rooms).filter(([name]) => positionals.length === 0 || positionals.includes(name));

const counted: [string, Counts][] = [];
for (const [name, room] of chosen) {
  const results = await new Stryker({
    ...optionsFor(name, values.files === undefined ? room : { ...room, mutate: values.files.split(',') }),
    incremental: !isSample,
    force: values.again,
    reporters: isSample ? ['clear-text'] : ['clear-text', 'html', 'json', 'dots'],
  }).runMutationTest();
  counted.push([name, countsOf(results.map(({ status }) => status))]);
}
const total = sum(counted.map(([, counts]) => counts));
for (const [name, counts] of [...counted, ['all', total] as const]) {
  console.log(lineOf(name, counts));
}
process.exitCode = score(total) >= (isSample ? leastScore.sample : leastScore.all) ? 0 : 1;
