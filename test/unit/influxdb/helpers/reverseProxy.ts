import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeAfterTest } from './closeAfterTest.ts';

export interface ReverseProxy {
  /** Includes the prefix. */
  url: string;
  /** Requested paths that don't begin with the prefix. */
  unexpectedPaths: string[];
  close(): Promise<void>;
}

export async function startReverseProxy(
  target: string,
  prefix: string,
  removedHeaders: readonly string[] = [],
): Promise<ReverseProxy> {
  const unexpectedPaths: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '';
    if (!path.startsWith(`${prefix}/`)) {
      unexpectedPaths.push(path);
      outgoing.writeHead(404).end('no such site');
      return;
    }
    const { hostname, port } = new URL(target);
    const { method, headers } = incoming;
    const upstream = httpRequest(
      { hostname, port, method, headers, path: path.slice(prefix.length), agent: false },
      (response) => {
        const headers = Object.entries(response.headers).filter(([name]) => !removedHeaders.includes(name));
        outgoing.writeHead(response.statusCode ?? 502, Object.fromEntries(headers));
        response.pipe(outgoing);
      },
    );
    upstream.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(upstream);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return closeAfterTest<ReverseProxy>({
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${prefix}`,
    unexpectedPaths,
    async close() {
      proxy.close();
      proxy.closeAllConnections();
      await once(proxy, 'close');
    },
  });
}
