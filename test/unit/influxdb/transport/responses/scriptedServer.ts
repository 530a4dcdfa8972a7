import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Pem } from '../../../../support/influxdb3/listener.ts';
import type { GeneratedCase, Filler } from './generatedCase.ts';

export interface ScriptedServer {
  /** Sends this response from now on. The connections of the previous one must be closed. */
  serve(generatedCase: GeneratedCase): Observed;
  close(): Promise<void>;
}

export interface Observed {
  readonly url: string;
  readonly connections: number;
  readonly openConnections: number;
  readonly hasRequest: boolean;
  /** Bytes written to closed sockets. */
  readonly bytesSent: number;
}

export async function startScriptedServer(pem: Pem): Promise<ScriptedServer> {
  let current: GeneratedCase | undefined;
  let connections = 0;
  let hasRequest = false;
  let bytesSent = 0;
  const sockets = new Set<Socket>();

  const accept = (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      bytesSent += socket.bytesWritten;
      sockets.delete(socket);
    });
  };
  const handleRequest = (socket: Socket) => {
    const generatedCase = current;
    socket.on('error', () => undefined);
    if (generatedCase?.isEarly === true) {
      void writeResponse(socket, generatedCase);
    }
    let request = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      hasRequest = true;
      const wasComplete = isCompleteRequest(request);
      request += chunk;
      // Without TLS on the server, only the client's handshake arrives.
      const isEnough = isCompleteRequest(request) || generatedCase?.transport === 'plain behind https';
      if (generatedCase?.isEarly === false && isEnough && !wasComplete && request.length >= chunk.length) {
        void writeResponse(socket, generatedCase);
      }
    });
  };
  const plain = await listen(
    createServer((socket) => {
      accept(socket);
      handleRequest(socket);
    }),
  );
  const tls = createTlsServer(pem, handleRequest).on('tlsClientError', () => undefined);
  tls.on('connection', accept);
  await listen(tls);

  return {
    serve(generatedCase) {
      current = generatedCase;
      connections = bytesSent = 0;
      hasRequest = false;
      const { port } = (generatedCase.transport === 'https' ? tls : plain).address() as AddressInfo;
      return {
        url: `${generatedCase.transport === 'http' ? 'http' : 'https'}://127.0.0.1:${port}`,
        get connections() {
          return connections;
        },
        get openConnections() {
          return sockets.size;
        },
        get hasRequest() {
          return hasRequest;
        },
        get bytesSent() {
          return bytesSent;
        },
      };
    },
    async close() {
      sockets.forEach((socket) => socket.destroy());
      await Promise.all([plain, tls].map((server) => once(server.close(), 'close')));
    },
  };
}

async function listen(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Writes everything, as fast as the client reads, or until it closes the connection. */
async function writeResponse(socket: Socket, { bytes, pieces, filler, end }: GeneratedCase): Promise<void> {
  for (let from = 0, index = 0; from < bytes.length && socket.writable; index += 1) {
    const piece = bytes.subarray(from, from + (pieces[index % pieces.length] ?? bytes.length));
    from += piece.length;
    await write(socket, piece);
    if (from < bytes.length) {
      // Makes separate packets likely.
      await new Promise(setImmediate);
    }
  }
  if (filler !== undefined) {
    await writeFiller(socket, filler);
  }
  if (end === 'end') {
    socket.end();
  } else if (end === 'reset') {
    reset(socket);
  }
}

async function writeFiller(socket: Socket, { piece, bytes }: Filler): Promise<void> {
  const block = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)));
  for (let left = bytes; left > 0 && socket.writable; left -= block.length) {
    await write(socket, block.subarray(0, left));
  }
}

function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', resolve);
    socket.write(bytes, () => {
      socket.off('close', resolve);
      resolve();
    });
  });
}

function reset(socket: Socket): void {
  // TLS sockets can't be reset, so this one is closed without a closing alert.
  if ('encrypted' in socket) {
    socket.destroy();
  } else {
    socket.resetAndDestroy();
  }
}

function isCompleteRequest(request: string): boolean {
  const end = request.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)/im.exec(request)?.[1] ?? '0';
  return end >= 0 && request.length - end - 4 >= Number(length);
}
