import { join } from 'node:path';
import type { Stryker } from '@stryker-mutator/core';
import './mocha12.ts';

export type Options = NonNullable<ConstructorParameters<typeof Stryker>[0]>;

export interface MutationTarget {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

/** In percent. */
export const minScore = { all: 85, sample: 90 };

// Each folder has its own tests, because Stryker repeats all of them for a mutant in code that runs on import.
// Left out are tests that take minutes, start a process (where no mutant is active), or depend on chance.
export const folders = {
  core: {
    mutate: [
      'src/{core,content}/**/*.ts',
      'src/rotation/!(adapters|fileEdits|guard|journalFiles|openRotations).ts',
      'src/operations/steps/deletion/checkDeleted.ts',
    ],
    tests: [
      'test/unit/{core,content}/**/*.test.ts',
      'test/unit/rotation/*.test.ts',
      'test/unit/rotation/processes/!(killed).test.ts',
      'test/unit/operations/steps/deletion/checkDeleted.test.ts',
    ],
  },
  influxdb: {
    mutate: ['src/influxdb/**/!(*.d).ts'],
    tests: ['test/unit/influxdb/*.test.ts', 'test/unit/influxdb/transport/!(hostFetch|memory|responses).test.ts'],
  },
} as const satisfies Record<string, MutationTarget>;

/** A part that takes a few seconds, so that CI checks that mutation testing works. */
export const sample: MutationTarget = {
  mutate: ['src/core/server/approvals.ts', 'src/rotation/updating.ts', 'src/rotation/retiring.ts'],
  tests: [
    'test/unit/core/server/approvals.test.ts',
    ...['rotation', 'stopped', 'undo', 'updating', 'oldToken', 'limited', 'removal'].map(
      (name) => `test/unit/rotation/${name}.test.ts`,
    ),
  ],
};

export function optionsFor(name: string, { mutate, tests }: MutationTarget): Options {
  const nodeArgs = ['--import', join(import.meta.dirname, 'mocha12.ts')];
  return {
    testRunner: 'mocha',
    plugins: ['@stryker-mutator/mocha-runner'],
    mochaOptions: { config: 'test/mocharc.json', spec: [...tests] },
    testRunnerNodeArgs: nodeArgs,
    checkerNodeArgs: nodeArgs,
    mutate: [...mutate],
    coverageAnalysis: 'perTest',
    // Node strips types without checking them.
    disableTypeChecks: false,
    // Generous, because Stryker finds endless loops by counting steps, and a busy machine must not count as a timeout.
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
