import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { withDevelopment, type Development } from './workbenchPage.ts';

export interface EditorProxyOptions {
  serverPort: number;
  /** If omitted, a free port is used. */
  port?: number;
  /** The server's half of the key that the page encrypts secrets with, 32 bytes. */
  secretKey: Buffer;
  /** The secret that a page must send to get that key, if the server requires it too. */
  connectionToken?: string;
  development?: Development | undefined;
}

export interface EditorProxy {
  port: number;
  close(): void;
}

/** Serves half of the key for secrets, without which the page stores secrets only in memory. */
export async function startEditorProxy(options: EditorProxyOptions): Promise<EditorProxy> {
  const sockets = new Set<Duplex>();
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'POST' && incoming.url === '/mint-key') serveKey(incoming, outgoing, options);
    else forward(incoming, outgoing, options);
  });
  server.on('connection', (socket) => track(socket, sockets));
  server.on('upgrade', (incoming, socket: Socket, head: Buffer) => {
    const upstream = connect(options.serverPort, '127.0.0.1', () => {
      upstream.write(requestHead(incoming));
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    track(upstream, sockets);
    upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

function serveKey(incoming: IncomingMessage, outgoing: ServerResponse, options: EditorProxyOptions): void {
  const { connectionToken, secretKey } = options;
  const cookies = (incoming.headers.cookie ?? '').split(/; */);
  if (connectionToken !== undefined && !cookies.includes(`vscode-tkn=${connectionToken}`))
    outgoing.writeHead(403).end();
  else outgoing.end(secretKey);
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, options: EditorProxyOptions): void {
  const isPage = new URL(incoming.url ?? '/', 'http://page').pathname === '/';
  const headers = { ...incoming.headers };
  // The page must be uncompressed, because it is changed.
  if (isPage) delete headers['accept-encoding'];
  const upstream = request(
    { host: '127.0.0.1', port: options.serverPort, method: incoming.method, path: incoming.url, headers },
    (response) => {
      const { development } = options;
      const mustChange = isPage && response.statusCode === 200 && development !== undefined;
      const responseHeaders = { ...response.headers };
      if (mustChange) delete responseHeaders['content-length'];
      outgoing.writeHead(response.statusCode ?? 502, responseHeaders);
      if (mustChange) void sendChanged(response, outgoing, development);
      else response.pipe(outgoing);
    },
  );
  upstream.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
  outgoing.on('close', () => upstream.destroy());
  incoming.pipe(upstream);
}

async function sendChanged(
  response: IncomingMessage,
  outgoing: ServerResponse,
  development: Development,
): Promise<void> {
  try {
    const authority = outgoing.req.headers.host ?? '';
    outgoing.end(withDevelopment(await text(response), authority, development));
  } catch {
    outgoing.destroy();
  }
}

function track(socket: Duplex, sockets: Set<Duplex>): void {
  sockets.add(socket);
  socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
}

function requestHead(incoming: IncomingMessage): string {
  const lines = [`${incoming.method ?? 'GET'} ${incoming.url ?? '/'} HTTP/1.1`];
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    lines.push(`${incoming.rawHeaders[index] ?? ''}: ${incoming.rawHeaders[index + 1] ?? ''}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
