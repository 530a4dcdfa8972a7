import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { editorCache } from './paths.ts';
import { run, withThisNode } from './run.ts';

/** The release of the npm package that carries the editor; its VS Code is 1.139.1. */
export const npmHostVersion = '4.139.1';

const complete = 'is-complete';
const stagingPrefix = 'installing-';

/**
 * Installs VS Code's server and workbench from the npm registry, and tells where its `server-main.js` is.
 * The install is made in a folder of its own and renamed at the end, so that one which was interrupted, or which
 * another process makes at the same moment, is never taken for a whole one.
 */
export async function installNpmHost(say: (line: string) => void, cache: string = editorCache): Promise<string> {
  const home = join(cache, `npm-host-${npmHostVersion}`);
  if (!existsSync(join(home, complete))) {
    await mkdir(cache, { recursive: true });
    await removeAbandoned(cache);
    say(`Installing the editor from the npm registry (code-server ${npmHostVersion}) into ${home}`);
    const started = performance.now();
    const staging = await mkdtemp(join(cache, stagingPrefix));
    try {
      await fill(staging);
      await writeFile(join(staging, complete), '');
      await takePlace(staging, home);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
    say(`The editor is installed (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
  return join(home, 'package', 'lib', 'vscode', 'out', 'server-main.js');
}

/**
 * Only the package itself and what its `lib/vscode` depends on: the rest of code-server is its own web server,
 * which is not used. Optional packages are the parts of an AI assistant; install scripts would build native
 * modules that the editor can do without.
 */
async function fill(folder: string): Promise<void> {
  await npm(folder, ['pack', `code-server@${npmHostVersion}`, '--ignore-scripts']);
  const [archive] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  if (!archive) throw new Error('npm pack left no archive behind');
  const unpacked = await run('tar', ['-xzf', archive], { cwd: folder });
  if (unpacked.code !== 0) throw new Error(`The editor's archive could not be unpacked:\n${unpacked.output}`);
  await rm(join(folder, archive));
  await npm(join(folder, 'package', 'lib', 'vscode'), [
    ...['install', '--omit=dev', '--omit=optional', '--ignore-scripts'],
    ...['--no-audit', '--no-fund', '--no-save'],
  ]);
}

/** Removes what installs that were killed left behind: nothing that takes an hour is still going on. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    if (!name.startsWith(stagingPrefix)) continue;
    const age = Date.now() - (await stat(folder)).mtimeMs;
    if (age > 3_600_000) await rm(folder, { recursive: true, force: true });
  }
}

async function npm(cwd: string, args: string[]): Promise<void> {
  const { code, output } = await run('npm', args, { cwd, env: withThisNode() });
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${output}`);
}

async function takePlace(staging: string, home: string): Promise<void> {
  // What lies there without a marker is the rest of something that failed.
  if (!existsSync(join(home, complete))) await rm(home, { recursive: true, force: true });
  try {
    await rename(staging, home);
  } catch (error) {
    if (!existsSync(join(home, complete))) throw error;
  }
}
