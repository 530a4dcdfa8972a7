import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { repositoryRoot } from './paths.ts';

/** Resolves to the bundle's path. It must be in the repository, where the external `mocha` is found. */
export async function bundleSuite(name: string, files: readonly string[]): Promise<string> {
  if (files.length === 0) throw new Error(`The suite ${name} has no test files.`);
  const outfile = join(repositoryRoot, 'out', 'integration', name, 'index.cjs');
  const runner = fileURLToPath(new URL('mochaIndex.ts', import.meta.url));
  // Imported dynamically, because test files call `describe`, which doesn't exist before Mocha is set up.
  const imports = files.map((file) => `await import(${JSON.stringify(file)});`).join(' ');
  await build({
    stdin: {
      contents: `import { runMocha } from ${JSON.stringify(runner)};
        export const run = () => runMocha(async () => { ${imports} });`,
      resolveDir: repositoryRoot,
      sourcefile: `${name}.js`,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    define: { 'import.meta.url': 'undefined' },
    logLevel: 'warning',
  });
  return outfile;
}
