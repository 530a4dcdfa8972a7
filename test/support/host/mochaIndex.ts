/** Runs a bundle of test files in the extension host. `bundleSuite` wraps it in a module that the editor can run. */
import { writeFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';
import { countsFileVariable } from './countsFile.ts';
import { suiteMarkVariable } from './suiteMark.ts';
import type { SuiteCounts } from './suiteResult.ts';
import { waitForWorkspaceFolders } from './workspaceFolders.ts';

/** Rejects if a test failed, which the editor prints. */
export async function runMocha(load: () => Promise<unknown>): Promise<void> {
  markConsole(process.env[suiteMarkVariable] ?? '');
  await waitForWorkspaceFolders();
  const counts = await countTests(load);
  const file = process.env[countsFileVariable];
  if (file) writeFileSync(file, JSON.stringify(counts));
  const { failures, pending } = counts;
  if (failures + pending > 0) throw new Error(`${failures} failed, ${pending} skipped (counted as failed)`);
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

/** Replaces the whole console, because the methods of the editor's are read-only. */
function markConsole(mark: string): void {
  const original = globalThis.console;
  const marked = (method: 'debug' | 'error' | 'info' | 'log' | 'warn') => ({
    [method]: (...values: unknown[]) => original[method]('%s', mark + format(...values)),
  });
  globalThis.console = {
    ...original,
    ...marked('debug'),
    ...marked('error'),
    ...marked('info'),
    ...marked('log'),
    ...marked('warn'),
  };
  // Mocha kept a reference to the console when it was loaded.
  Mocha.reporters.Base.consoleLog = console.log;
}
