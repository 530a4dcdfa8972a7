import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which systems assign ports, so that nothing else takes the port before the caller does. */
const lowestPort = 20_000;
const portCount = 12_000;

export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowestPort + Math.floor(Math.random() * portCount);
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
