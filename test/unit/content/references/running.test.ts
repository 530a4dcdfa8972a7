import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tokenString, withEachReference } from './applyReference.ts';
import { javaScriptPrograms, pythonPrograms, shellPrograms, type Program } from './programs.ts';
import { phpPrograms, powerShellPrograms, rubyPrograms } from './scriptPrograms.ts';
import { isInstalled } from './isInstalled.ts';

const run = promisify(execFile);
/** In milliseconds. */
const timeout = 20_000;
const languages: readonly (readonly [command: string, programs: readonly Program[], minReferences: number])[] = [
  ['python3', pythonPrograms, 34],
  [process.execPath, javaScriptPrograms, 18],
  ['sh', shellPrograms, 33],
  ['bash', shellPrograms, 33],
  ['php', phpPrograms, 30],
  ['ruby', rubyPrograms, 38],
  ['pwsh', powerShellPrograms, 9],
];

describe('Programs with references', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'references-'))));
  after(() => rm(folder, { recursive: true }));

  for (const [command, programs, minReferences] of languages) {
    const name = command === process.execPath ? 'node' : command;
    it(`print the same when they are run with ${name}, if it's installed`, async () => {
      const canRun = await isInstalled(command);
      if (!canRun) {
        console.log(`      ${name} isn't installed, so ${programs.length} programs weren't run.`);
      }
      let references = 0;
      for (const { path, source, env } of programs) {
        const literal = source.replaceAll('<token>', tokenString);
        const variables = { INFLUXDB3_AUTH_TOKEN: tokenString, ...env };
        const changed = (await withEachReference(path, source)).filter((one) => one !== undefined);
        references += changed.length === 0 ? 0 : 1;
        if (changed.length > 0 && canRun) {
          const [expected, ...actual] = await Promise.all([
            output(command, join(folder, path), literal, env ?? {}),
            ...changed.map((one, index) => output(command, join(folder, `${index}-${path}`), one, variables)),
          ]);
          actual.forEach((printed, index) => assert.equal(printed, expected, changed[index]));
        }
      }
      assert.ok(references >= minReferences, `only ${references} of ${programs.length} programs have references`);
    });
  }
});

async function output(command: string, file: string, source: string, env: Record<string, string>): Promise<string> {
  await writeFile(file, source);
  const { stdout } = await run(command, [file], { env: { PATH: process.env['PATH'], ...env }, timeout });
  return stdout;
}
