import { runIntegration } from '../../integration/suites.ts';
import { runMochaProcess } from '../../mochaProcess.ts';
import { packageExtension } from '../../package.ts';
import { obtainEditor } from '../../support/host/obtainEditor.ts';
import { repositoryRoot } from '../../support/host/paths.ts';
import { findInfluxdb3 } from '../../support/influxdb3/influxdb3Process.ts';
import { join } from 'node:path';
import { canaryRun } from './canaryRun.ts';
import { createLeaks, missedLeaks, plant, type NamedLeak } from './planted/planted.ts';
import { runEveryCommand } from './everyCommand.ts';
import { everyRow } from '../matrix/rows.ts';
import { runRows } from '../matrix/runRows.ts';
import { runInterruptions } from '../interruptions/run.ts';
import { serversUnderTest } from '../../unit/influxdb/serversUnderTest.ts';
import { printFindings, report } from './report.ts';

// `npm run canary -- [parts]`: `ui`, `integration`, `commands`, `matrix`, `planted`; by default all. `ui:rotation` runs the files
// whose names start with that. Exits with 1 if a token was found where none may be, or a planted leak was not found.
const parts = process.argv.slice(2).map((argument) => argument.split(':'));
const isRequested = (part: string) => parts.length === 0 || parts.some(([name]) => name === part);
const prefixesOf = (part: string) =>
  parts.filter(([name]) => name === part).flatMap(([, prefix]) => (prefix === undefined ? [] : [prefix]));

let failed = 0;

if (isRequested('ui') || isRequested('integration')) {
  const result = await canaryRun('thorough', async () => {
    if (isRequested('ui')) await runUi();
    if (isRequested('integration')) await runSuites();
  });
  const findings = report('UI and integration', result);
  printFindings(findings);
  failed += findings.length;
}

if (isRequested('commands')) {
  const result = await canaryRun('thorough', async () => {
    const calls = await runEveryCommand();
    console.log(
      `Calls of commands: ${Object.entries(calls)
        .map(([way, count]) => `${count} ${way}`)
        .join(', ')}`,
    );
  });
  const findings = report('Every command', result);
  printFindings(findings);
  failed += findings.length;
}

if (isRequested('matrix')) {
  const result = await canaryRun('thorough', async () => {
    for (const server of serversUnderTest.slice(0, 1)) {
      const rows = await runRows(everyRow(), server);
      console.log(`Fault matrix: ${rows.length} rows`);
    }
    failed += await runInterruptions([]);
  });
  const findings = report('Fault matrix', result);
  printFindings(findings);
  failed += findings.length;
}

if (isRequested('planted')) {
  let leaks: NamedLeak[] = [];
  const result = await canaryRun('thorough', () => plant((leaks = createLeaks())));
  const missed = missedLeaks(leaks, result.findings);
  console.log(`Planted leaks: ${leaks.length - missed.length} of ${leaks.length} found`);
  for (const { name } of missed) console.log(`Not found: ${name}`);
  failed += missed.length;
}

console.log(failed === 0 ? 'All as expected.' : 'Not as expected.');
process.exitCode = failed === 0 ? 0 : 1;

async function runUi(): Promise<void> {
  const env = {
    VSIX_FILE: await packageExtension(),
    VSIX_FILE_AGAIN: await packageExtension(join(repositoryRoot, 'out', 'package-again')),
  };
  const { output, result } = await runMochaProcess('ui', `test/ui/**/${prefixesOf('ui')[0] ?? ''}*.test.ts`, env);
  console.log(output);
  failed += result.failed;
}

async function runSuites(): Promise<void> {
  const real = findInfluxdb3();
  const path = real ?? join(repositoryRoot, 'test/support/influxdb3/bin/influxdb3');
  const { results } = await runIntegration(
    await obtainEditor(),
    { path, real: real !== undefined },
    prefixesOf('integration'),
  );
  results.forEach((result) => (failed += result.failed));
}
