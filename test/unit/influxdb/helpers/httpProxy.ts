import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HttpProxy } from '../../../../src/influxdb/transport/proxy.ts';
import type { Pem } from '../../../support/influxdb3/listener.ts';
import { closeAfterTest } from './closeAfterTest.ts';

/** A host name for this machine that only the proxy can resolve. */
export const remoteName = 'influxdb.test';

export function remoteUrl(url: string): string {
  return url.replace('127.0.0.1', remoteName);
}

export interface ProxyOptions {
  tls?: Pem;
  /** The `user:password` that the proxy requires. */
  credentials?: string;
  connectStatus?: number;
  isSilent?: boolean;
}

export interface TestProxy {
  url: string;
  asHttpProxy(overrides?: Partial<HttpProxy>): HttpProxy;
  tunnels: string[];
  forwarded: string[];
  /** All bytes that the proxy could read in both directions, including those inside tunnels. */
  seen(): string;
  readonly openConnections: number;
  close(): Promise<void>;
}

export async function startProxy(options: ProxyOptions = {}): Promise<TestProxy> {
  const tunnels: string[] = [];
  const forwarded: string[] = [];
  const chunks: Buffer[] = [];
  const sockets = new Set<Duplex>();
  const record = (chunk: Buffer | string) => void chunks.push(Buffer.from(chunk));
  const track = <Stream extends Duplex>(socket: Stream): Stream => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    return socket;
  };
  const isAuthorized = ({ headers }: IncomingMessage) =>
    options.credentials === undefined ||
    headers['proxy-authorization'] === `Basic ${Buffer.from(options.credentials).toString('base64')}`;

  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    forwarded.push(incoming.url ?? '');
    record(headOf(incoming));
    if (options.isSilent === true) {
      return;
    }
    if (!isAuthorized(incoming)) {
      outgoing.writeHead(407, { 'proxy-authenticate': 'Basic realm="test"' }).end('no');
      return;
    }
    const { hostname, port, pathname, search } = new URL(incoming.url ?? '');
    // Proxies don't forward their own credentials.
    const forwardedHeaders = Object.entries(incoming.headers).filter(([name]) => name !== 'proxy-authorization');
    const headers = Object.fromEntries(forwardedHeaders);
    const { method } = incoming;
    const target = { hostname: addressOf(hostname), port, path: pathname + search, method, headers, agent: false };
    const upstream = httpRequest(target, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.on('data', record).pipe(outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    incoming.on('data', record).pipe(upstream);
  };
  const onConnect = (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    tunnels.push(incoming.url ?? '');
    record(headOf(incoming));
    record(head);
    if (options.isSilent === true) {
      // Without reading, the proxy wouldn't notice that the client closed the connection.
      client.resume().on('end', () => client.end());
      return;
    }
    const status = isAuthorized(incoming) ? (options.connectStatus ?? 200) : 407;
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\nproxy-authenticate: Basic realm="test"\r\ncontent-length: 2\r\n\r\nno`);
      return;
    }
    const { hostname, port } = new URL(`http://${incoming.url ?? ''}`);
    const server = track(connect(Number(port === '' ? 80 : port), addressOf(hostname)));
    server.on('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.on('data', record).pipe(server);
      server.on('data', record).pipe(client);
    });
    server.on('close', () => client.destroy());
    client.on('close', () => server.destroy());
  };

  const server = options.tls === undefined ? createServer(onRequest) : createTlsServer(options.tls, onRequest);
  server.on('connect', onConnect);
  server.on('connection', (socket: Socket) => void track(socket));
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  return closeAfterTest<TestProxy>({
    url,
    asHttpProxy: (overrides = {}) => ({
      url,
      definedIn: 'http.proxy',
      authorization: undefined,
      verifyCertificate: true,
      ...overrides,
    }),
    tunnels,
    forwarded,
    seen: () => Buffer.concat(chunks).toString('latin1'),
    get openConnections() {
      return sockets.size;
    },
    async close() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await once(server, 'close');
    },
  });
}

function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  return `${method} ${url}\n${rawHeaders.join('\n')}\n`;
}

function addressOf(name: string): string {
  return name === remoteName ? '127.0.0.1' : name.replace(/^\[|\]$/g, '');
}
