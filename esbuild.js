import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import esbuild from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** @type {esbuild.BuildOptions} */
const options = {
  entryPoints: { extension: 'src/extension.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  // Dynamic imports become separate chunks, so that the network stack is loaded only at the first request.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  external: ['vscode'],
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
  logLevel: 'info',
  // All code that runs is in the package, and can be reviewed there.
  logOverride: {
    'direct-eval': 'error',
    'indirect-require': 'error',
    'unsupported-dynamic-import': 'error',
    'unsupported-require-call': 'error',
  },
  // Bundled CommonJS packages call `require` for Node's built-in modules.
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module';\nconst require = makeRequire(import.meta.url);",
  },
};

await rm('dist', { recursive: true, force: true });
if (watch) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  const { metafile } = await esbuild.build(options);
  await writeFile('dist/THIRD_PARTY_LICENSES.txt', await licensesOf(metafile));
}

/** The licenses of all bundled packages, which must be included in every copy. */
async function licensesOf(metafile) {
  const inputs = Object.keys(metafile.inputs);
  const packages = new Set(inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]));
  const texts = [...packages].filter((name) => name !== undefined).map(licenseOf);
  if (inputs.some((path) => path.includes('undici/lib/llhttp'))) {
    texts.push(`llhttp (MIT)\n\n${await mitLicense('Copyright Fedor Indutny, 2018.')}`);
  }
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}

async function licenseOf(name) {
  const folder = join('node_modules', name);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const { license, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (file === undefined && license !== 'MIT') {
    throw new Error(`${name} has no license file. Add its license text here.`);
  }
  // Some packages that are licensed under MIT contain no license file.
  const text =
    file === undefined ? await mitLicense(`Copyright (c) ${author}`) : await readFile(join(folder, file), 'utf8');
  return `${name} (${license})\n\n${text}`;
}

async function mitLicense(copyright) {
  return (await readFile('LICENSE', 'utf8')).replace(/^Copyright .*$/m, copyright);
}
