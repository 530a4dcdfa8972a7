import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** What a client without any manners sees of an answer. */
export interface Seen {
  /** All that came. */
  readonly bytes: string;
  /** An error's code; `end` where the other side ended in order; `open` where it did not end within the patience. */
  readonly how: string;
}

/**
 * Sends bytes, and reads until the connection ends or patience does.
 * @param patience in milliseconds, counted anew from each step: connected, asked, answered. A busy machine makes each
 * of them slower
 */
export async function sendRaw(url: string, ca: string | undefined, request: string, patience = 20_000): Promise<Seen> {
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
  let impatient: NodeJS.Timeout | undefined;
  const wait = () => {
    clearTimeout(impatient);
    impatient = socket.destroyed ? undefined : setTimeout(() => socket.destroy(), patience);
  };
  socket.once('connect', wait).once('data', wait);
  socket.once(isSecure ? 'secureConnect' : 'connect', () => socket.write(request, wait));
  await new Promise((resolve) => socket.once('close', resolve));
  clearTimeout(impatient);
  return { bytes, how };
}
