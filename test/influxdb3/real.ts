import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './freePort.ts';

export interface RealOptions {
  /** More arguments behind the usual ones. */
  args?: readonly string[];
  /** Served with this certificate; `caFile` is what a client trusts it by. */
  tls?: { certFile: string; keyFile: string; caFile: string };
  /** How long the server may take to answer for the first time. */
  startMilliseconds?: number;
}

/** A server in a process of its own: a real one, or this stand-in under its name. */
export interface RealServer {
  url: string;
  version: string;
  isStandIn: boolean;
  stop(): Promise<void>;
}

const stopMilliseconds = 5_000;

/** The `influxdb3` to test against, if there is one: `INFLUXDB3_BIN`, or else one on the `PATH`. */
export function findInfluxdb3(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env['INFLUXDB3_BIN']) return env['INFLUXDB3_BIN'];
  const directories = (env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
  return directories.map((directory) => join(directory, 'influxdb3')).find(isExecutable);
}

/** Starts a server on fresh data and a free port, and waits until it answers. */
export async function startInfluxdb3(binary: string, options: RealOptions = {}): Promise<RealServer> {
  const version = await versionOf(binary);
  const dataDir = mkdtempSync(join(tmpdir(), 'influxdb3-data-'));
  const address = `127.0.0.1:${await freePort()}`;
  const { tls, args = [], startMilliseconds = 30_000 } = options;
  const url = `${tls === undefined ? 'http' : 'https'}://${address}`;
  const usual = ['serve', '--node-id', 'local', '--object-store', 'file', '--data-dir', dataDir];
  const tlsArgs = tls === undefined ? [] : ['--tls-cert', tls.certFile, '--tls-key', tls.keyFile];
  const all = [...usual, '--http-bind', address, '--disable-telemetry-upload', ...tlsArgs, ...args];
  const server = spawn(binary, all, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = lastOutput(server);
  // Whatever ends this process, the server does not stay behind.
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    await end(server);
    process.off('exit', kill);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await untilItAnswers(server, url, tls?.caFile, startMilliseconds);
  } catch (error) {
    await stop();
    throw new Error(`${binary}: ${(error as Error).message}\n${output()}`);
  }
  return { url, version, isStandIn: version.includes('token server for tests'), stop };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function versionOf(binary: string): Promise<string> {
  const asked = spawn(binary, ['--version'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = lastOutput(asked);
  const [code] = (await once(asked, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${binary} --version ended with ${code}`);
  return output().trim();
}

/** The last of what a process has said, for error messages; all of it has to be read, or the process would block. */
function lastOutput(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(-10_000)));
  }
  return () => text;
}

async function untilItAnswers(
  server: ChildProcess,
  url: string,
  caFile: string | undefined,
  milliseconds: number,
): Promise<void> {
  let failure: string | undefined;
  server.once('error', (error) => (failure = error.message));
  server.once('exit', (code, signal) => (failure = `ended with ${code ?? signal} before it answered`));
  const until = Date.now() + milliseconds;
  while (Date.now() < until) {
    if (failure !== undefined) throw new Error(failure);
    if ((await statusOfOptions(url, caFile)) === 204) return;
    await delay(50);
  }
  throw new Error(`did not answer within ${milliseconds} ms`);
}

/** `OPTIONS` is the quiet probe: it is answered before authentication, and not logged as an error. */
function statusOfOptions(url: string, caFile: string | undefined): Promise<number | undefined> {
  return new Promise((resolve) => {
    const tls = caFile === undefined ? {} : { ca: readFileSync(caFile) };
    const ask = caFile === undefined ? httpRequest : httpsRequest;
    const request = ask(url, { method: 'OPTIONS', agent: false, timeout: 2_000, ...tls }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
    request.end();
  });
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null || server.pid === undefined) return;
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  const late = setTimeout(() => server.kill('SIGKILL'), stopMilliseconds);
  await exited;
  clearTimeout(late);
}
