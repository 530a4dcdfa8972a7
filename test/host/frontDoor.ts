import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { withDevelopment, type Development } from './workbenchPage.ts';

export interface FrontDoorOptions {
  /** Where VS Code's server listens. */
  serverPort: number;
  /** The port to listen on; a free one if left out. */
  port?: number;
  /** The server's half of the key under which the page keeps secrets: 32 bytes. */
  secretKey: Buffer;
  /** What a page has to know to be given that key, if the server asks for it too. */
  connectionToken?: string;
  /** Extensions (and tests) to run from their folders rather than installed. */
  development?: Development | undefined;
}

export interface FrontDoor {
  port: number;
  close(): void;
}

/**
 * Stands in front of VS Code's server and adds what that leaves to the web server it is usually part of: half of
 * the key for secrets, without which the page keeps them in memory only. It also tells the page which extension
 * is under development. Everything else, web sockets included, passes through.
 */
export async function openFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const sockets = new Set<Duplex>();
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'POST' && incoming.url === '/mint-key') mintKey(incoming, outgoing, options);
    else passOn(incoming, outgoing, options);
  });
  server.on('connection', (socket) => keep(socket, sockets));
  server.on('upgrade', (incoming, socket: Socket, head: Buffer) => {
    const onward = connect(options.serverPort, '127.0.0.1', () => {
      onward.write(requestHead(incoming));
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    keep(onward, sockets);
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('error', () => onward.destroy()).on('close', () => onward.destroy());
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

function mintKey(incoming: IncomingMessage, outgoing: ServerResponse, options: FrontDoorOptions): void {
  const { connectionToken, secretKey } = options;
  const cookies = (incoming.headers.cookie ?? '').split(/; */);
  if (connectionToken !== undefined && !cookies.includes(`vscode-tkn=${connectionToken}`))
    outgoing.writeHead(403).end();
  else outgoing.end(secretKey);
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, options: FrontDoorOptions): void {
  const isPage = new URL(incoming.url ?? '/', 'http://page').pathname === '/';
  const headers = { ...incoming.headers };
  // The page is changed on its way, which needs it uncompressed.
  if (isPage) delete headers['accept-encoding'];
  const onward = request(
    { host: '127.0.0.1', port: options.serverPort, method: incoming.method, path: incoming.url, headers },
    (answer) => {
      const { development } = options;
      const changes = isPage && answer.statusCode === 200 && development !== undefined;
      const answerHeaders = { ...answer.headers };
      if (changes) delete answerHeaders['content-length'];
      outgoing.writeHead(answer.statusCode ?? 502, answerHeaders);
      if (changes) void sendChanged(answer, outgoing, development);
      else answer.pipe(outgoing);
    },
  );
  onward.on('error', () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

async function sendChanged(answer: IncomingMessage, outgoing: ServerResponse, development: Development): Promise<void> {
  try {
    const authority = outgoing.req.headers.host ?? '';
    outgoing.end(withDevelopment(await text(answer), authority, development));
  } catch {
    outgoing.destroy();
  }
}

function keep(socket: Duplex, sockets: Set<Duplex>): void {
  sockets.add(socket);
  socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
}

function requestHead(incoming: IncomingMessage): string {
  const lines = [`${incoming.method ?? 'GET'} ${incoming.url ?? '/'} HTTP/1.1`];
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    lines.push(`${incoming.rawHeaders[at] ?? ''}: ${incoming.rawHeaders[at + 1] ?? ''}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
