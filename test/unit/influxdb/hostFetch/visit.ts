import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { ping } from '../../../../src/influxdb/ping.ts';
import { changedSince } from './slots.ts';

/** What a bundle of ours did to the process that it was loaded into. */
export interface Findings {
  /** The slots that were filled before anything of ours ran. */
  before: string[];
  changedByLoading: string[];
  changedByRequest: string[];
  /** The answer to our own request. */
  version: string;
  /** The answer to a request by the global `fetch`. */
  fetched: number;
  /** Whether the connection of each was made by undici in our bundle or by Node's own. */
  ours: 'bundled' | 'nodes';
  theirs: 'bundled' | 'nodes';
}

/** Pings a server with the client, through a proxy where one is given, then asks it by the global `fetch`. */
export async function visit(url: string, before: ReadonlyMap<string, unknown>, proxyUrl = ''): Promise<Findings> {
  const changedByLoading = changedSince(before);
  const connections = watchConnections();
  const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const proxyDefaults = { namedBy: 'test', authorization: undefined, verifyCertificate: true };
  const proxy = proxyUrl === '' ? undefined : { url: proxyUrl, ...proxyDefaults };
  const options = { ca: undefined, verifyCertificate: true, systemAuthorities: true, proxy };
  const { version } = await ping({ url, ...options, timeout: 5_000, logger }, undefined);
  const changedByRequest = changedSince(before);
  const { status: fetched } = await fetch(`${url}/ping`);
  const [ours, theirs] = connections;
  if (ours === undefined || theirs === undefined || connections.length !== 2) {
    throw new Error(`${connections.length} connections`);
  }
  return { before: [...before.keys()], changedByLoading, changedByRequest, version, fetched, ours, theirs };
}

/** Who opens a connection is told by who is on the stack: Node's own undici is a module of Node's. */
function watchConnections(): Findings['ours'][] {
  const openedBy: Findings['ours'][] = [];
  const net = createRequire(import.meta.url)('node:net') as { connect: (...args: unknown[]) => Socket };
  const { connect } = net;
  net.connect = (...args) => {
    openedBy.push((new Error().stack ?? '').includes('node:internal/deps/undici') ? 'nodes' : 'bundled');
    return connect(...args);
  };
  return openedBy;
}
