import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { Connections } from './connections.ts';

/** HTTP/2 requests and responses use Node's compatibility API, which is the same as far as it's used here. */
export type OnRequest = (request: IncomingMessage, response: ServerResponse) => void;

export interface Pem {
  cert: string;
  key: string;
}

export interface Listener {
  url: string;
  connections: Connections;
  /** Accepts no new connections, but leaves open ones alone. */
  stopListening(): void;
  close(): Promise<void>;
}

/** hyper's limit for the request line and headers, in bytes. */
const maxHeaderSize = 8192 + 4096 * 100;
const tlsHandshake = 0x16;

export async function listen(
  host: string,
  port: number,
  tls: Pem | undefined,
  onRequest: OnRequest,
): Promise<Listener> {
  const connections = new Connections();
  const http = tls === undefined ? plainServer(onRequest) : secureServer(tls, onRequest);
  const tcp = createTcpServer({ noDelay: true }, (socket) => {
    connections.add(socket);
    if (tls === undefined) http.emit('connection', socket);
    else ifTls(socket, () => http.emit('connection', socket));
  });
  tcp.listen(port, host);
  await once(tcp, 'listening');

  const { address, port: actualPort, family } = tcp.address() as AddressInfo;
  const scheme = tls === undefined ? 'http' : 'https';
  const stopListening = (): void => {
    if (tcp.listening) tcp.close();
  };
  return {
    url: `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${actualPort}`,
    connections,
    stopListening,
    async close() {
      stopListening();
      await connections.destroyAll();
      http.close();
    },
  };
}

function plainServer(onRequest: OnRequest): Server {
  // The real server never closes idle connections.
  const server = createServer({ maxHeaderSize, keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }, onRequest);
  server.on('clientError', rejectInvalidHttp);
  return server;
}

function secureServer({ cert, key }: Pem, onRequest: OnRequest): Http2SecureServer {
  const http1 = { maxHeaderSize, keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 };
  const server = createSecureServer({ cert, key, allowHTTP1: true, ...http1 });
  server.on('request', onRequest as Parameters<typeof server.on>[1]);
  server.on('clientError', rejectInvalidHttp);
  server.on('sessionError', () => undefined);
  return server;
}

/** Responds to invalid or oversized requests as hyper does. */
function rejectInvalidHttp(error: NodeJS.ErrnoException, socket: Pick<Socket, 'writable' | 'end' | 'destroy'>): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

/** Closes plain HTTP on a TLS port without sending a byte, as the real server does. OpenSSL would send an alert. */
function ifTls(socket: Socket, handOver: () => void): void {
  socket.once('readable', () => {
    const first = socket.read() as Buffer | null;
    if (first === null) return;
    if (first[0] !== tlsHandshake) {
      socket.destroy();
      return;
    }
    socket.unshift(first);
    handOver();
  });
}
