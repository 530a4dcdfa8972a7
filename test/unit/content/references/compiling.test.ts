import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import typescript from 'typescript';
import { withReference } from './applyReference.ts';
import { goCases, javaCases, typeScriptCases, type CompiledCase } from './compiledCases.ts';
import { isInstalled } from './isInstalled.ts';

const run = promisify(execFile);
/** In milliseconds. */
const timeout = 120_000;

describe('Files with references', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'references-'))));
  after(() => rm(folder, { recursive: true }));

  it('compile in the strictest TypeScript', async () => {
    const files = await writeAll(join(folder, 'ts'), 'a.ts', typeScriptCases);
    const program = typescript.createProgram(files, {
      strict: true,
      noPropertyAccessFromIndexSignature: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
      typeRoots: [join(import.meta.dirname, '../../../../node_modules/@types')],
      module: typescript.ModuleKind.NodeNext,
    });
    const errors = typescript.getPreEmitDiagnostics(program);
    assert.equal(typescript.formatDiagnostics(errors, host), '');
  }).timeout(timeout);

  it("compile in Go, if it's installed", async () => {
    const files = await writeAll(join(folder, 'go'), 'a.go', goCases);
    if (await canCompile('go', 'version', files)) {
      await writeFile(join(folder, 'go', 'go.mod'), 'module example\n\ngo 1.18\n');
      await run('go', ['vet', '-composites=false', './...'], { cwd: join(folder, 'go'), timeout });
    }
  }).timeout(timeout);

  it("compile in Java, if it's installed", async () => {
    const files = await writeAll(join(folder, 'java'), 'A.java', javaCases);
    if (await canCompile('javac', '-version', files)) {
      for (const file of files) {
        await writeFile(
          file,
          `package p${files.indexOf(file)};\n${await source(javaCases, files.indexOf(file), 'A.java')}`,
        );
      }
      await run('javac', ['-d', join(folder, 'classes'), ...files], { timeout });
    }
  }).timeout(timeout);
});

const host: typescript.FormatDiagnosticsHost = {
  getCurrentDirectory: () => '/',
  getCanonicalFileName: (name) => name,
  getNewLine: () => '\n',
};

/** Writes each file that has a reference into a folder of its own. */
async function writeAll(folder: string, name: string, cases: readonly CompiledCase[]): Promise<string[]> {
  const files: string[] = [];
  for (const index of offeredIn(cases).keys()) {
    const file = join(folder, `case${index}`, name);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, await source(cases, index, name));
    files.push(file);
  }
  for (const { source: before, isOffered } of cases) {
    assert.equal((await withReference(name, before)) !== undefined, isOffered, before);
  }
  return files;
}

async function source(cases: readonly CompiledCase[], index: number, name: string): Promise<string> {
  const before = offeredIn(cases)[index]?.source ?? '';
  return (await withReference(name, before)) ?? before;
}

function offeredIn(cases: readonly CompiledCase[]): CompiledCase[] {
  return cases.filter(({ isOffered }) => isOffered);
}

async function canCompile(command: string, versionArgument: string, files: readonly string[]): Promise<boolean> {
  const canRun = await isInstalled(command, versionArgument);
  if (!canRun) {
    console.log(`      ${command} isn't installed, so ${files.length} files weren't compiled.`);
  }
  return canRun;
}
