import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { obtainEditor } from './host/obtain.ts';
import { repositoryRoot } from './host/paths.ts';
import { closingLine, type SuiteResult } from './host/tally.ts';
import { findInfluxdb3 } from './influxdb3/real.ts';
import { runIntegration } from './integration/suites.ts';
import { runMochaIn } from './mochaProcess.ts';
import { packageExtension } from './package.ts';

/**
 * Runs all tests and ends with the plain line `N passed, N failed`, after one line for each layer and one that says
 * which servers were tested. Arguments name the layers to run (`unit`, `mutation`, `integration`, `ui`, `start`);
 * without any, all of them run. `integration:rotation` is one suite of a layer, and `ui:found` the files whose names begin so.
 */
const layers = process.argv.slice(2).map((argument) => argument.split(':'));
const wanted = (layer: string) => layers.length === 0 || layers.some(([name]) => name === layer);
const parts = (layer: string) =>
  layers.filter(([name]) => name === layer).flatMap(([, part]) => (part === undefined ? [] : [part]));
// Where no real server can be had, an executable of that name that runs the token server shows that the path works.
const found = findInfluxdb3();
const influxdb3 = { path: found ?? join(repositoryRoot, 'test/influxdb3/bin/influxdb3'), real: found !== undefined };
const results: SuiteResult[] = [];
const servers = new Set<string>();

const killed = 'test/unit/rotation/killed.test.ts';
const env = { INFLUXDB3_BIN: influxdb3.path };

/** What starts process after process, beside the rest, which mostly waits. */
async function runProcesses(): Promise<void> {
  if (wanted('unit')) {
    // Its minutes come out of what the others leave: among those are tests with an eye on the clock.
    take(await runMochaIn('killed', killed, env, { priority: constants.priority.PRIORITY_LOW }));
  }
  if (wanted('mutation')) {
    results.push(await ended('mutation', 'test/mutation/run.ts', 'sample'));
  }
}

async function runOthers(): Promise<void> {
  if (wanted('unit')) {
    take(await runMochaIn('unit', 'test/unit/**/*.test.ts', env, { ignored: [killed] }));
  }
  if (wanted('integration') || wanted('ui')) {
    const editor = await obtainEditor();
    console.log(`Suites run in ${editor.description}`);
    // Before anything runs in an editor: it builds anew what runs there.
    const vsix = wanted('ui') ? await packageExtension() : '';
    // Both mostly wait for windows, so they share the time; what the clicks print comes behind.
    const [integration, ui] = await Promise.all([
      wanted('integration') ? runIntegration(editor, influxdb3, parts('integration')) : undefined,
      wanted('ui') ? runMochaIn('ui', `test/ui/**/${parts('ui')[0] ?? ''}*.test.ts`, { VSIX_FILE: vsix }) : undefined,
    ]);
    results.push(...(integration?.results ?? []));
    integration?.servers.forEach((server) => servers.add(server));
    if (ui !== undefined) {
      take(ui);
    }
  }
}

await Promise.all([runProcesses(), runOthers()]);
if (wanted('start')) {
  results.push(await ended('npm start', 'test/host/start.ts', '--check'));
}

console.log('');
for (const { name, passed, failed } of results) {
  console.log(`${name}: passed ${passed}, failed ${failed}`);
}
console.log(`Servers tested: ${[...servers].join('; ') || 'none'}`);
console.log(closingLine(results));
process.exitCode = results.length > 0 && results.every(({ failed }) => failed === 0) ? 0 : 1;

function take(run: Awaited<ReturnType<typeof runMochaIn>>): void {
  process.stdout.write(run.output);
  results.push(run.result);
  run.servers.forEach((server) => servers.add(server));
}

/** Runs a script that passes or fails as a whole. */
async function ended(name: string, ...script: readonly string[]): Promise<SuiteResult> {
  const child = spawn(process.execPath, script, { cwd: repositoryRoot, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}
