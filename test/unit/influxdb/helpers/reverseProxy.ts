import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closing } from './closing.ts';

/** A proxy that has a server under a path prefix, as a web server in front of it would. */
export interface ReverseProxy {
  /** With the prefix. */
  url: string;
  /** Targets that did not begin with the prefix. */
  strays: string[];
  close(): Promise<void>;
}

/** @param strips headers of the answer that it keeps for itself */
export async function startReverseProxy(
  target: string,
  prefix: string,
  strips: readonly string[] = [],
): Promise<ReverseProxy> {
  const strays: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    const path = incoming.url ?? '';
    if (!path.startsWith(`${prefix}/`)) {
      strays.push(path);
      outgoing.writeHead(404).end('no such site');
      return;
    }
    const { hostname, port } = new URL(target);
    const { method, headers } = incoming;
    const inner = httpRequest(
      { hostname, port, method, headers, path: path.slice(prefix.length), agent: false },
      (answer) => {
        const headers = Object.entries(answer.headers).filter(([name]) => !strips.includes(name));
        outgoing.writeHead(answer.statusCode ?? 502, Object.fromEntries(headers));
        answer.pipe(outgoing);
      },
    );
    inner.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(inner);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return closing({
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${prefix}`,
    strays,
    async close() {
      proxy.close();
      proxy.closeAllConnections();
      await once(proxy, 'close');
    },
  });
}
