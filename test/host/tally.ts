/** What one suite, run in one editor, came to. */
export interface SuiteResult {
  name: string;
  passed: number;
  failed: number;
}

/** The counts that a suite writes down in the editor for the process outside. */
export interface SuiteCounts {
  passes: number;
  failures: number;
  pending: number;
}

/**
 * The result of a suite from what it wrote down. A test that was skipped has shown nothing, so it counts as failed;
 * and a suite that wrote nothing, or ran no test, or ended with an error in spite of its counts, failed as a whole.
 */
export function suiteResult(name: string, written: string | undefined, exitCode: number): SuiteResult {
  const counts = written === undefined ? undefined : readCounts(written);
  if (!counts) return { name, passed: 0, failed: 1 };
  const failed = counts.failures + counts.pending;
  const unexplained = failed === 0 && (exitCode !== 0 || counts.passes === 0);
  return { name, passed: counts.passes, failed: unexplained ? 1 : failed };
}

/** The closing line over all suites, as CI reads it. */
export function closingLine(results: readonly SuiteResult[]): string {
  const sum = (field: 'passed' | 'failed'): number => results.reduce((total, result) => total + result[field], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed`;
}

function readCounts(written: string): SuiteCounts | undefined {
  try {
    const counts = JSON.parse(written) as Partial<SuiteCounts> | null;
    const { passes, failures, pending } = counts ?? {};
    return [passes, failures, pending].every(Number.isInteger) ? (counts as SuiteCounts) : undefined;
  } catch {
    return undefined;
  }
}
