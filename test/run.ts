import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { canaryRun } from './long/canary/canaryRun.ts';
import { searchResult } from './long/canary/report.ts';
import { canaryFolderVariable } from './support/canary/canaryFolder.ts';
import { obtainEditor, type Editor } from './support/host/obtainEditor.ts';
import { repositoryRoot } from './support/host/paths.ts';
import { closingLine, type SuiteResult } from './support/host/suiteResult.ts';
import { findInfluxdb3 } from './support/influxdb3/influxdb3Process.ts';
import { runIntegration } from './integration/suites.ts';
import { runMochaProcess } from './mochaProcess.ts';
import { packageExtension } from './package.ts';

// Arguments are layers (`unit`, `mutation`, `integration`, `ui`, `start`), by default all. `integration:rotation` runs
// one suite, and `ui:found` the files whose names start with that. CI reads the last line, `N passed, N failed`.
const layers = process.argv.slice(2).map((argument) => argument.split(':'));
const isRequested = (layer: string) => layers.length === 0 || layers.some(([name]) => name === layer);
const partsOf = (layer: string) =>
  layers.filter(([name]) => name === layer).flatMap(([, part]) => (part === undefined ? [] : [part]));
// Without a real server, an executable of the same name runs the token server, so that the same code is tested.
const realPath = findInfluxdb3();
const influxdb3 = {
  path: realPath ?? join(repositoryRoot, 'test/support/influxdb3/bin/influxdb3'),
  real: realPath !== undefined,
};
const results: SuiteResult[] = [];
const servers = new Set<string>();

const killedRotations = 'test/unit/rotation/processes/killed.test.ts';
// Only windows are searched for token strings, so these layers don't take part.
const env = { INFLUXDB3_BIN: influxdb3.path, [canaryFolderVariable]: '' };

/** These layers start one process after another. They run at the same time as the others, which mostly wait. */
async function runProcessLayers(): Promise<void> {
  if (isRequested('unit')) {
    // Takes minutes, so it has low priority: other tests depend on timing.
    addRun(await runMochaProcess('killed', killedRotations, env, { priority: constants.priority.PRIORITY_LOW }));
  }
  if (isRequested('mutation')) {
    results.push(await runScript('mutation', 'test/long/mutation/run.ts', 'sample'));
  }
}

async function runOtherLayers(): Promise<void> {
  if (isRequested('unit')) {
    addRun(await runMochaProcess('unit', 'test/unit/**/*.test.ts', env, { ignored: [killedRotations] }));
  }
  if (isRequested('integration') || isRequested('ui')) {
    const editor = await obtainEditor();
    console.log(`Running the suites in ${editor.description}`);
    // Must come before the suites, because packaging rebuilds the extension that they run.
    const packages = isRequested('ui') ? await packageTwice() : {};
    const result = await canaryRun('short', () => runWindows(editor, packages));
    results.push(searchResult(result, editor.isNpmHost || isRequested('ui')));
  }
}

/** Run together, because both mostly wait for windows. The output of the UI tests is printed when they are done. */
async function runWindows(editor: Editor, packages: Record<string, string>): Promise<void> {
  const [integration, ui] = await Promise.all([
    isRequested('integration') ? runIntegration(editor, influxdb3, partsOf('integration')) : undefined,
    isRequested('ui') ? runMochaProcess('ui', `test/ui/**/${partsOf('ui')[0] ?? ''}*.test.ts`, packages) : undefined,
  ]);
  results.push(...(integration?.results ?? []));
  integration?.servers.forEach((server) => servers.add(server));
  if (ui !== undefined) {
    addRun(ui);
  }
}

await Promise.all([runProcessLayers(), runOtherLayers()]);
if (isRequested('start')) {
  results.push(await runScript('npm start', 'test/support/host/start.ts', '--check'));
}

console.log('');
for (const { name, passed, failed } of results) {
  console.log(`${name}: passed ${passed}, failed ${failed}`);
}
console.log(`Servers tested: ${[...servers].join('; ') || 'none'}`);
console.log(closingLine(results));
process.exitCode = results.length > 0 && results.every(({ failed }) => failed === 0) ? 0 : 1;

function addRun(run: Awaited<ReturnType<typeof runMochaProcess>>): void {
  process.stdout.write(run.output);
  results.push(run.result);
  run.servers.forEach((server) => servers.add(server));
}

/** The second package shows that packaging the same code again results in the same files. */
async function packageTwice(): Promise<Record<string, string>> {
  const vsix = await packageExtension();
  return { VSIX_FILE: vsix, VSIX_FILE_AGAIN: await packageExtension(join(repositoryRoot, 'out', 'package-again')) };
}

/** Runs a script that passes or fails as a whole. */
async function runScript(name: string, ...script: readonly string[]): Promise<SuiteResult> {
  const child = spawn(process.execPath, script, { cwd: repositoryRoot, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}
