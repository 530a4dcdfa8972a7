import { formatFinding, isAllowed, type Finding } from '../../support/canary/findings.ts';
import type { SuiteResult } from '../../support/host/suiteResult.ts';
import { table } from '../bench/table.ts';
import type { CanaryResult } from './canaryRun.ts';

/** The findings where no token may be. Prints figures for each surface. */
export function report(name: string, { canaries, windows, surfaces, findings }: CanaryResult): readonly Finding[] {
  const rows = surfaces.map((surface) => {
    const here = findings.filter((finding) => finding.surface === surface);
    return [surface, String(new Set(here.map((finding) => finding.name)).size), isAllowed(surface) ? 'allowed' : ''];
  });
  console.log(table([['surface', 'tokens', ''], ...rows]));
  console.log(`${name}: ${canaries} canaries, ${windows} windows, ${surfaces.length} surfaces\n`);
  return findings.filter(({ surface }) => !isAllowed(surface));
}

export function printFindings(findings: readonly Finding[]): void {
  for (const line of new Set(findings.map(formatFinding))) console.log(line);
}

/** A window passes if no token was found in it. If no window was searched although some should be, that fails. */
export function searchResult({ windows, findings }: CanaryResult, expectsWindows: boolean): SuiteResult {
  const leaks = findings.filter(({ surface }) => !isAllowed(surface));
  printFindings(leaks);
  if (!expectsWindows)
    console.log("Windows were not searched for token strings: that needs VS Code's server from npm.");
  return { name: 'token search', passed: windows, failed: leaks.length + (expectsWindows && windows === 0 ? 1 : 0) };
}
