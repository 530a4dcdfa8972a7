import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** What a client without any manners sees of an answer. */
export interface Seen {
  /** All that came. */
  readonly bytes: string;
  /** An error's code; `end` where the other side ended in order; `open` where it did not end within the patience. */
  readonly how: string;
}

/** Sends bytes, and reads until the connection ends or patience does, in milliseconds. */
export async function sendRaw(url: string, ca: string | undefined, request: string, patience = 100): Promise<Seen> {
  const { hostname: host, port, protocol } = new URL(url);
  const isSecure = protocol === 'https:';
  const socket = isSecure
    ? connectTls({ host, port: Number(port), ...(ca === undefined ? {} : { ca }) })
    : connect({ host, port: Number(port) });
  let bytes = '';
  let how = 'open';
  socket.on('data', (chunk: Buffer) => (bytes += chunk.toString('latin1')));
  socket.on('error', (error: NodeJS.ErrnoException) => (how = error.code ?? error.message));
  socket.on('end', () => (how = 'end'));
  socket.once(isSecure ? 'secureConnect' : 'connect', () => socket.write(request));
  const impatient = setTimeout(() => socket.destroy(), patience);
  await new Promise((resolve) => socket.once('close', resolve));
  clearTimeout(impatient);
  return { bytes, how };
}
