import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { repositoryRoot } from '../../support/host/paths.ts';
import { minScore, optionsFor, folders, sample, type MutationTarget } from './targets.ts';
import { countStatuses, formatScore, score, sum, type Counts } from './score.ts';

// `npm run mutation -- [folders]`, by default all; CI runs `sample`. `--files` takes comma-separated globs of sources.
// Use `--again` for published scores: Stryker misses that new tests may find mutants in code that runs on import.
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'string' }, again: { type: 'boolean', default: false } },
});
process.env['INFLUXDB3_BIN'] ??= join(repositoryRoot, 'test/support/influxdb3/bin/influxdb3');
const isSample = positionals.includes('sample');
const targets: [string, MutationTarget][] = isSample
  ? [['sample', sample]]
  : Object.entries<MutationTarget>(folders).filter(([name]) => positionals.length === 0 || positionals.includes(name));

const countsByTarget: [string, Counts][] = [];
for (const [name, target] of targets) {
  const results = await new Stryker({
    ...optionsFor(name, values.files === undefined ? target : { ...target, mutate: values.files.split(',') }),
    incremental: !isSample,
    force: values.again,
    reporters: isSample ? ['clear-text'] : ['clear-text', 'html', 'json', 'dots'],
  }).runMutationTest();
  countsByTarget.push([name, countStatuses(results.map(({ status }) => status))]);
}
const total = sum(countsByTarget.map(([, counts]) => counts));
for (const [name, counts] of [...countsByTarget, ['all', total] as const]) {
  console.log(formatScore(name, counts));
}
process.exitCode = score(total) >= (isSample ? minScore.sample : minScore.all) ? 0 : 1;
