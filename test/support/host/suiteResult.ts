export interface SuiteResult {
  name: string;
  passed: number;
  failed: number;
}

export interface SuiteCounts {
  passes: number;
  failures: number;
  pending: number;
}

/** Counts a skipped test as failed. A suite also fails if it wrote no counts, ran no tests, or exited with an error. */
export function suiteResult(name: string, written: string | undefined, exitCode: number): SuiteResult {
  const counts = written === undefined ? undefined : readCounts(written);
  if (!counts) return { name, passed: 0, failed: 1 };
  const failed = counts.failures + counts.pending;
  const hasUnexplainedFailure = failed === 0 && (exitCode !== 0 || counts.passes === 0);
  return { name, passed: counts.passes, failed: hasUnexplainedFailure ? 1 : failed };
}

/** CI reads this line. */
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
