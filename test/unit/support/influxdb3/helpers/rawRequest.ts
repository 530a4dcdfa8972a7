import { connect } from 'node:net';

export function sendRaw(url: string, request: string): Promise<{ received: string; error?: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ''));
    let received = '';
    let error: string | undefined;
    socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
    socket.on('error', (cause: NodeJS.ErrnoException) => (error = cause.code));
    socket.on('close', () => resolve({ received, ...(error === undefined ? {} : { error }) }));
    socket.write(request);
  });
}

/** A request line and headers. By default the server closes the connection afterwards. */
export function requestHead(method: string, path: string, headers: Record<string, string> = {}): string {
  const all = { host: 'localhost', connection: 'close', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
