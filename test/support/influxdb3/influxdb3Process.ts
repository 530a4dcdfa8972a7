import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './freePort.ts';

export interface Influxdb3Options {
  args?: readonly string[];
  /** Serves HTTPS with this certificate. Clients trust it by `caFile`. */
  tls?: { certFile: string; keyFile: string; caFile: string };
  startMilliseconds?: number;
}

export interface Influxdb3Process {
  url: string;
  version: string;
  isTestServer: boolean;
  stop(): Promise<void>;
}

const stopTimeoutMs = 5_000;

export function findInfluxdb3(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env['INFLUXDB3_BIN']) return env['INFLUXDB3_BIN'];
  const directories = (env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  return directories.map((directory) => join(directory, 'influxdb3')).find(isExecutable);
}

/** Uses an empty data directory and a free port, and waits until the server responds. */
export async function startInfluxdb3(binary: string, options: Influxdb3Options = {}): Promise<Influxdb3Process> {
  const version = await readVersion(binary);
  const dataDir = mkdtempSync(join(tmpdir(), 'influxdb3-data-'));
  const address = `127.0.0.1:${await freePort()}`;
  const { tls, args = [], startMilliseconds = 30_000 } = options;
  const url = `${tls === undefined ? 'http' : 'https'}://${address}`;
  const defaultArgs = ['serve', '--node-id', 'local', '--object-store', 'file', '--data-dir', dataDir];
  const tlsArgs = tls === undefined ? [] : ['--tls-cert', tls.certFile, '--tls-key', tls.keyFile];
  const all = [...defaultArgs, '--http-bind', address, '--disable-telemetry-upload', ...tlsArgs, ...args];
  const server = spawn(binary, all, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = lastOutput(server);
  // Don't leave the server running when this process exits.
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    await stopProcess(server);
    process.off('exit', kill);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await waitUntilResponding(server, url, tls?.caFile, startMilliseconds);
  } catch (error) {
    await stop();
    throw new Error(`${binary}: ${(error as Error).message}\n${output()}`);
  }
  return { url, version, isTestServer: version.includes('token server for tests'), stop };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function readVersion(binary: string): Promise<string> {
  const child = spawn(binary, ['--version'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = lastOutput(child);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${binary} --version exited with ${code}`);
  return output().trim();
}

/** Returns the end of a process's output. Reads all of it, because the process would block otherwise. */
function lastOutput(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(-10_000)));
  }
  return () => text;
}

async function waitUntilResponding(
  server: ChildProcess,
  url: string,
  caFile: string | undefined,
  milliseconds: number,
): Promise<void> {
  let failure: string | undefined;
  server.once('error', (error) => (failure = error.message));
  server.once('exit', (code, signal) => (failure = `exited with ${code ?? signal} before it responded`));
  const deadline = Date.now() + milliseconds;
  while (Date.now() < deadline) {
    if (failure !== undefined) throw new Error(failure);
    if ((await optionsStatus(url, caFile)) === 204) return;
    await delay(50);
  }
  throw new Error(`did not respond within ${milliseconds} ms`);
}

/** Probes with `OPTIONS`, which needs no authentication and isn't logged as an error. */
function optionsStatus(url: string, caFile: string | undefined): Promise<number | undefined> {
  return new Promise((resolve) => {
    const tls = caFile === undefined ? {} : { ca: readFileSync(caFile) };
    const sendRequest = caFile === undefined ? httpRequest : httpsRequest;
    const request = sendRequest(url, { method: 'OPTIONS', agent: false, timeout: 2_000, ...tls }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
    request.end();
  });
}

async function stopProcess(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), stopTimeoutMs);
  await exited;
  clearTimeout(timer);
}
