import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Pem } from '../../../support/influxdb3/listener.ts';
import { closeAfterTest } from './closeAfterTest.ts';

/** A TCP or TLS server that can break every rule of HTTP. */
export interface RawServer {
  url: string;
  received: string[];
  readonly openConnections: number;
  close(): Promise<void>;
}

export interface RawServerOptions {
  tls?: Pem;
  host?: string;
  reads?: boolean;
  /** Called before the client has sent anything. */
  onConnection?(socket: Socket): void;
  /** Called when the headers and the whole body have arrived. */
  onRequest?(socket: Socket, request: string): void;
}

export async function startRawServer(options: RawServerOptions): Promise<RawServer> {
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const onSocket = (socket: Socket) => {
    const index = received.push('') - 1;
    socket.on('error', () => undefined);
    options.onConnection?.(socket);
    if (options.reads === false) {
      return;
    }
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const request = (received[index] ?? '') + chunk;
      received[index] = request;
      if (isWhole(request)) {
        options.onRequest?.(socket, request);
      }
    });
  };
  const server: Server = options.tls === undefined ? createServer(onSocket) : createTlsServer(options.tls, onSocket);
  // Counts TCP connections, including those whose TLS handshake fails.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, options.host ?? '127.0.0.1');
  await once(server, 'listening');
  const { address, port, family } = server.address() as AddressInfo;
  return closeAfterTest({
    url: `${options.tls === undefined ? 'http' : 'https'}://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    received,
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

export function startCannedServer(bytes: string | Buffer, options: RawServerOptions = {}): Promise<RawServer> {
  return startRawServer({ onRequest: (socket) => socket.end(bytes), ...options });
}

export function httpResponse(status: string, body: string, headers: Record<string, string> = {}): string {
  const allHeaders = { 'content-length': String(Buffer.byteLength(body)), ...headers };
  return `HTTP/1.1 ${status}\r\n${Object.entries(allHeaders)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n${body}`;
}

function isWhole(request: string): boolean {
  const end = request.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)/im.exec(request)?.[1] ?? '0';
  return end >= 0 && Buffer.byteLength(request.slice(end + 4)) >= Number(length);
}
