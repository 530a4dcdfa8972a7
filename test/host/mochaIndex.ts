/**
 * Runs a bundle of test files with mocha inside the extension host. `bundleSuite` makes a module around it that
 * exports `run`, which is what an editor calls.
 */
import { writeFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';
import { countsFileVariable } from './countsFile.ts';
import { suiteMarkVariable } from './suiteMark.ts';
import type { SuiteCounts } from './tally.ts';

/** Loads the tests, runs them, writes their counts down, and rejects when one failed, which the editor prints. */
export async function runMocha(load: () => Promise<unknown>): Promise<void> {
  markConsole(process.env[suiteMarkVariable] ?? '');
  const counts = await countTests(load);
  const file = process.env[countsFileVariable];
  if (file) writeFileSync(file, JSON.stringify(counts));
  const { failures, pending } = counts;
  if (failures + pending > 0) throw new Error(`${failures} failed, ${pending} skipped, which counts as failed`);
}

async function countTests(load: () => Promise<unknown>): Promise<SuiteCounts> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, slow: 5000, color: false, forbidOnly: true });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await load();
  return await new Promise((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passes, failures, pending });
    });
  });
}

/** Puts another console in place of the editor's, whose methods cannot be replaced. */
function markConsole(mark: string): void {
  const plain = globalThis.console;
  const marked = (method: 'debug' | 'error' | 'info' | 'log' | 'warn') => ({
    [method]: (...values: unknown[]) => plain[method]('%s', mark + format(...values)),
  });
  globalThis.console = {
    ...plain,
    ...marked('debug'),
    ...marked('error'),
    ...marked('info'),
    ...marked('log'),
    ...marked('warn'),
  };
  // Mocha took hold of the console when it was loaded.
  Mocha.reporters.Base.consoleLog = console.log;
}
