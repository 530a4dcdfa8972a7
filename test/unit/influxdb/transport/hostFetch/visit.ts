import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { ping } from '../../../../../src/influxdb/ping.ts';
import type { HttpProxy } from '../../../../../src/influxdb/transport/proxy.ts';
import { changedSince } from './slots.ts';

export interface Findings {
  /** The slots that were set before our bundle ran. */
  before: string[];
  changedByLoading: string[];
  changedByRequest: string[];
  version: string;
  fetched: number;
  /** Whether our bundle's undici or Node's own opened the connection. */
  ours: 'bundled' | 'nodes';
  theirs: 'bundled' | 'nodes';
}

export async function visit(url: string, before: ReadonlyMap<string, unknown>, proxyUrl = ''): Promise<Findings> {
  const changedByLoading = changedSince(before);
  const connections = watchConnections();
  const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const proxyDefaults: Omit<HttpProxy, 'url'> = {
    definedIn: 'test',
    authorization: undefined,
    verifyCertificate: true,
  };
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

/** The stack tells who opens a connection: Node's own undici is a module of Node. */
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
