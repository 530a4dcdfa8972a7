import { join } from 'node:path';
import type { Stryker } from '@stryker-mutator/core';
import './mocha12.ts';

export type Options = NonNullable<ConstructorParameters<typeof Stryker>[0]>;

/** Sources, and the tests that have to notice every change to them. */
export interface Room {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

/** What of all changes the tests have to notice, in percent. */
export const leastScore = { all: 85, sample: 90 };

/**
 * Each by its own tests: of what changes when a file is loaded, every test has to be run anew. Not asked are rotations
 * whose process is killed, which take minutes; what runs in a process of its own, where nothing is changed; and answers
 * made by dice, because a score should not be.
 */
export const rooms = {
  core: {
    mutate: ['src/core/**/*.ts'],
    tests: ['test/unit/core/**/*.test.ts', 'test/unit/rotation/!(killed).test.ts'],
  },
  influxdb: {
    mutate: ['src/influxdb/**/!(*.d).ts'],
    tests: ['test/unit/influxdb/!(hostFetch|memory|responses).test.ts'],
  },
} as const satisfies Record<string, Room>;

/** Some of it that takes a few seconds, so that CI sees whether the tests notice anything at all. */
export const sample: Room = {
  mutate: ['src/core/terms.ts', 'src/core/rotation/placing.ts', 'src/core/rotation/ending.ts'],
  tests: ['test/unit/core/terms.test.ts', 'test/unit/core/rotation/!(goneAtAnyMoment).test.ts'],
};

/** How Stryker is to look at a room. @param name of its reports, in `out/mutation` */
export function optionsFor(name: string, { mutate, tests }: Room): Options {
  const nodeArgs = ['--import', join(import.meta.dirname, 'mocha12.ts')];
  return {
    testRunner: 'mocha',
    plugins: ['@stryker-mutator/mocha-runner'],
    mochaOptions: { config: 'test/mocharc.json', spec: [...tests] },
    testRunnerNodeArgs: nodeArgs,
    checkerNodeArgs: nodeArgs,
    mutate: [...mutate],
    coverageAnalysis: 'perTest',
    // Type stripping does not look at types.
    disableTypeChecks: false,
    // A change that never ends is told by its number of steps. What is late because the machine is busy is none.
    timeoutMS: 15_000,
    concurrency: 2,
    ignorePatterns: ['dist', 'out', '.vscode-test', 'media'],
    tempDirName: `out/mutation/${name}/sandbox`,
    incrementalFile: `out/mutation/${name}/incremental.json`,
    jsonReporter: { fileName: `out/mutation/${name}/report.json` },
    htmlReporter: { fileName: `out/mutation/${name}/report.html` },
    clearTextReporter: { logTests: false, reportTests: false, allowColor: false, allowEmojis: false },
  };
}
