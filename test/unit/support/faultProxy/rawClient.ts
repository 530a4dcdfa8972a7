import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface Seen {
  readonly bytes: string;
  /** An error code; `end` after an orderly close; `open` if the connection didn't end in time. */
  readonly how: string;
}

/** The time limit applies to each step (connected, sent, first data), because a busy machine slows down all of them. */
export async function sendRaw(
  url: string,
  ca: string | undefined,
  request: string,
  stepMilliseconds = 20_000,
): Promise<Seen> {
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
  let timer: NodeJS.Timeout | undefined;
  const restartTimer = () => {
    clearTimeout(timer);
    timer = socket.destroyed ? undefined : setTimeout(() => socket.destroy(), stepMilliseconds);
  };
  socket.once('connect', restartTimer).once('data', restartTimer);
  socket.once(isSecure ? 'secureConnect' : 'connect', () => socket.write(request, restartTimer));
  await new Promise((resolve) => socket.once('close', resolve));
  clearTimeout(timer);
  return { bytes, how };
}
