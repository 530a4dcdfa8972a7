import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findInfluxdb3 } from '../influxdb3/real.ts';
import type { Cleanup } from './cleanup.ts';
import { killGroup, killGroupNow } from './killGroup.ts';
import { freePort } from './ports.ts';

/** A server to make tokens on, while somebody tries the extension out. */
export interface TokenServer {
  url: string;
  /** How it ends, should it end before it is stopped: with this sentence. */
  ended: Promise<string>;
}

/** The program that `npm start` runs as its server, and whether that is InfluxDB itself. */
export interface ServerProgram {
  command: string;
  args: string[];
  isReal: boolean;
}

/** The real `influxdb3` where there is one, else the stand-in of the tests, which takes the same command line. */
export function serverProgram(env: NodeJS.ProcessEnv = process.env): ServerProgram {
  const real = findInfluxdb3(env);
  if (real) return { command: real, args: [], isReal: true };
  const standIn = fileURLToPath(new URL('../influxdb3/cli.ts', import.meta.url));
  return { command: process.execPath, args: [standIn], isReal: false };
}

/** Starts the server on InfluxDB's own port, or the next free one, and waits until it answers. */
export async function startTokenServer(
  program: ServerProgram,
  dataDir: string,
  cleanup: Cleanup,
): Promise<TokenServer> {
  const address = `127.0.0.1:${await freePort(8181)}`;
  const url = `http://${address}`;
  await mkdir(dataDir, { recursive: true });
  const serve = ['serve', '--node-id', 'local', '--object-store', 'file', '--data-dir', dataDir];
  serve.push('--http-bind', address, '--disable-telemetry-upload');
  // A group of its own: Ctrl+C reaches us alone, and we end things in order.
  const child = spawn(program.command, [...program.args, ...serve], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => killGroupNow(child));
  cleanup.add(() => killGroup(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-10_000)));
  }
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`${program.command} cannot be started: ${error.message}`));
    child.on('close', (code, signal) => resolve(`The token server ended (${code ?? signal}):\n${output}`));
  });
  await Promise.race([
    untilItAnswers(url),
    ended.then((reason) => {
      throw new Error(reason);
    }),
  ]);
  return { url, ended };
}

/** `OPTIONS` needs no token, and leaves nothing in the server's log. */
async function untilItAnswers(url: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    try {
      await fetch(url, { method: 'OPTIONS', signal: AbortSignal.timeout(2000) });
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error(`Nothing answers at ${url}`);
}
