import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const packageName = '@influxdata/influxdb3-mcp-server';
/** The test expects the tools and the texts of this version. */
const version = '1.4.1';
const timeoutMs = 4 * 60_000;

export interface InstalledMcpServer {
  folder: string;
  /** The path of its JavaScript. */
  main: string;
  remove(): Promise<void>;
}

/** Installs the package and what it needs into a temporary folder. @throws Error with npm's output */
export async function installMcpServer(): Promise<InstalledMcpServer> {
  const folder = await mkdtemp(join(tmpdir(), 'influxdb3-mcp-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    await npmInstall(folder);
  } catch (error) {
    await remove();
    throw new Error(`${packageName}@${version} couldn't be installed: ${(error as Error).message}`);
  }
  return { folder, main: join(folder, 'node_modules', packageName, 'build/index.js'), remove };
}

async function npmInstall(folder: string): Promise<void> {
  const args = [
    'install',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    `${packageName}@${version}`,
  ];
  const npm = spawn('npm', args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    shell: process.platform === 'win32',
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output = (output + chunk).slice(-2_000)));
  }
  const [code, signal] = (await once(npm, 'close')) as [number | null, string | null];
  if (code !== 0) throw new Error(`npm ended with ${code ?? signal}\n${output}`);
}
