import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import typescript from 'typescript';
import { withEachReference } from './applyReference.ts';
import { goCases, javaCases, typeScriptCases, type CompiledCase } from './compiledCases.ts';
import { cSharpCases, goPackage, goTypeCases, kotlinCases } from './moreCompiledCases.ts';
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
    const files = await writeAll(join(folder, 'go'), 'a.go', [...goCases, ...goTypeCases]);
    if (await canCompile('go', 'version', files)) {
      await writeFile(join(folder, 'go', 'go.mod'), 'module example\n\ngo 1.18\n');
      await mkdir(join(folder, 'go', 'web'), { recursive: true });
      await writeFile(join(folder, 'go', 'web', 'web.go'), goPackage);
      await run('go', ['vet', '-composites=false', './...'], { cwd: join(folder, 'go'), timeout });
    }
  }).timeout(timeout);

  it("compile in Java, if it's installed", async () => {
    const files = await writeAll(join(folder, 'java'), 'A.java', javaCases, (source, index) => {
      return `package p${index};\n${source}`;
    });
    if (await canCompile('javac', '-version', files)) {
      await run('javac', ['-d', join(folder, 'classes'), ...files], { timeout });
    }
  }).timeout(timeout);

  it("compile in C#, if it's installed", async () => {
    const files = await writeAll(join(folder, 'cs'), 'A.cs', cSharpCases, (source, index) => {
      return `namespace N${index} {\n${source}}\n`;
    });
    const compiler = (await isInstalled('csc', '-version')) ? 'csc' : 'mcs';
    if (await canCompile(compiler, '--version', files)) {
      await run(compiler, ['-nologo', '-target:library', `-out:${join(folder, 'cs.dll')}`, ...files], { timeout });
    }
  }).timeout(timeout);

  it("compile in Kotlin, if it's installed", async () => {
    const files = await writeAll(join(folder, 'kt'), 'A.kt', kotlinCases, (source, index) => {
      return `package p${index}\n${source}`;
    });
    if (await canCompile('kotlinc', '-version', files)) {
      await run('kotlinc', ['-nowarn', '-d', join(folder, 'kt', 'classes'), ...files], { timeout });
    }
  }).timeout(timeout);
});

const host: typescript.FormatDiagnosticsHost = {
  getCurrentDirectory: () => '/',
  getCanonicalFileName: (name) => name,
  getNewLine: () => '\n',
};

/** Writes each file that has a reference into a folder of its own, once for each token in it. */
async function writeAll(
  folder: string,
  name: string,
  cases: readonly CompiledCase[],
  inOwnPackage: (source: string, index: number) => string = (source) => source,
): Promise<string[]> {
  const files: string[] = [];
  for (const { source, isOffered } of cases) {
    const changed = await withEachReference(name, source);
    assert.equal(changed[0] !== undefined, isOffered, source);
    for (const text of changed.filter((one) => one !== undefined)) {
      const file = join(folder, `case${files.length}`, name);
      await mkdir(join(file, '..'), { recursive: true });
      await writeFile(file, inOwnPackage(text, files.length));
      files.push(file);
    }
  }
  return files;
}

async function canCompile(command: string, versionArgument: string, files: readonly string[]): Promise<boolean> {
  const canRun = await isInstalled(command, versionArgument);
  if (!canRun) {
    console.log(`      ${command} isn't installed, so ${files.length} files weren't compiled.`);
  }
  return canRun;
}
