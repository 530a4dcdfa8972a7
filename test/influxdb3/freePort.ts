import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what systems give to connections and to whoever asks for any port: nothing else turns up there meanwhile. */
const lowest = 20_000;
const count = 12_000;

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * count);
    const server = createServer();
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
