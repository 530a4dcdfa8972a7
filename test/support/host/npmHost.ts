import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { editorCache } from './paths.ts';
import { run, withThisNode } from './run.ts';

/** This version of code-server contains VS Code 1.139.1. */
export const npmHostVersion = '4.139.1';

const completeMarker = 'is-complete';
const stagingPrefix = 'installing-';

/** Installs into a new folder and renames it at the end, so that interrupted or concurrent installs do no harm. */
export async function installNpmHost(log: (line: string) => void, cache: string = editorCache): Promise<string> {
  const home = join(cache, `npm-host-${npmHostVersion}-with-logs`);
  if (!existsSync(join(home, completeMarker))) {
    await mkdir(cache, { recursive: true });
    await removeAbandoned(cache);
    log(`Installing the editor from the npm registry (code-server ${npmHostVersion}) into ${home}...`);
    const started = performance.now();
    const staging = await mkdtemp(join(cache, stagingPrefix));
    try {
      await install(staging);
      await writeFile(join(staging, completeMarker), '');
      await moveInPlace(staging, home);
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
    log(`The editor was installed in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
  }
  return join(home, 'package', 'lib', 'vscode', 'out', 'server-main.js');
}

// Leaves out code-server's own web server, optional packages, which belong to an AI assistant, and install scripts,
// which would build native modules that aren't needed.
async function install(folder: string): Promise<void> {
  await npm(folder, ['pack', `code-server@${npmHostVersion}`, '--ignore-scripts']);
  const [archive] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  if (!archive) throw new Error('npm pack did not create an archive.');
  const unpacked = await run('tar', ['-xzf', archive], { cwd: folder });
  if (unpacked.code !== 0) throw new Error(`Couldn't unpack the editor's archive:\n${unpacked.output}`);
  await rm(join(folder, archive));
  await npm(join(folder, 'package', 'lib', 'vscode'), [
    ...['install', '--omit=dev', '--omit=optional', '--ignore-scripts'],
    ...['--no-audit', '--no-fund', '--no-save'],
  ]);
  // Of the native modules, only the one that writes log files is missed.
  await copyFile(
    fileURLToPath(new URL('logFiles.cjs', import.meta.url)),
    join(folder, 'package', 'lib', 'vscode', 'node_modules', '@vscode', 'spdlog', 'index.js'),
  );
}

/** Removes what killed installs left. No install takes an hour, so older folders aren't in use. */
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
  if (code !== 0) throw new Error(`"npm ${args.join(' ')}" failed:\n${output}`);
}

async function moveInPlace(staging: string, home: string): Promise<void> {
  // A folder without the marker is from a failed install.
  if (!existsSync(join(home, completeMarker))) await rm(home, { recursive: true, force: true });
  try {
    await rename(staging, home);
  } catch (error) {
    if (!existsSync(join(home, completeMarker))) throw error;
  }
}
