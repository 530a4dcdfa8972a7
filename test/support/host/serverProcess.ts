import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findInfluxdb3 } from '../influxdb3/influxdb3Process.ts';
import type { Cleanup } from './cleanup.ts';
import { killGroup, killGroupNow } from './killGroup.ts';
import { freePort } from './ports.ts';

export interface ServerProcess {
  url: string;
  exited: Promise<string>;
}

export interface ServerProgram {
  command: string;
  args: string[];
  isReal: boolean;
}

/** The real `influxdb3` if there is one, or else the token server for tests, which has the same command line. */
export function findServerProgram(env: NodeJS.ProcessEnv = process.env): ServerProgram {
  const real = findInfluxdb3(env);
  if (real) return { command: real, args: [], isReal: true };
  const tokenServerProgram = fileURLToPath(new URL('../influxdb3/cli.ts', import.meta.url));
  return { command: process.execPath, args: [tokenServerProgram], isReal: false };
}

/** Uses InfluxDB's default port, or the next free one, and waits until the server responds. */
export async function startServerProcess(
  program: ServerProgram,
  dataDir: string,
  cleanup: Cleanup,
): Promise<ServerProcess> {
  const address = `127.0.0.1:${await freePort(8181)}`;
  const url = `http://${address}`;
  await mkdir(dataDir, { recursive: true });
  const serveArgs = ['serve', '--node-id', 'local', '--object-store', 'file', '--data-dir', dataDir];
  serveArgs.push('--http-bind', address, '--disable-telemetry-upload');
  // Its own process group, so that Ctrl+C only reaches this process, which then stops everything in order.
  const child = spawn(program.command, [...program.args, ...serveArgs], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => killGroupNow(child));
  cleanup.add(() => killGroup(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-10_000)));
  }
  const exited = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`Couldn't start ${program.command}: ${error.message}`));
    child.on('close', (code, signal) => resolve(`The token server exited with ${code ?? signal}:\n${output}`));
  });
  await Promise.race([
    waitForResponse(url),
    exited.then((reason) => {
      throw new Error(reason);
    }),
  ]);
  return { url, exited };
}

/** Uses `OPTIONS`, which needs no token and isn't logged by the server. */
async function waitForResponse(url: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    try {
      await fetch(url, { method: 'OPTIONS', signal: AbortSignal.timeout(2000) });
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error(`The server at ${url} did not respond within 60 s.`);
}
