import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeAfterTest } from './closeAfterTest.ts';

/** Sends each request to the server that `route` chooses, on one connection with its client unless `isClosing()`. */
export async function startRouter(
  route: () => { url: string },
  { isClosing = () => false }: { isClosing?: () => boolean } = {},
): Promise<{ url: string; connections(): number }> {
  let connections = 0;
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method = 'GET', headers, url = '' } = incoming;
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const headersToSend = Object.entries(headers).filter(
        ([name]) => name === 'authorization' || name === 'content-type',
      );
      const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks).toString() };
      fetch(route().url + url, {
        method,
        headers: Object.fromEntries(headersToSend) as Record<string, string>,
        ...body,
      })
        .then(async (response) => {
          const text = await response.text();
          const clusterUuid = response.headers.get('cluster-uuid');
          outgoing.shouldKeepAlive = !isClosing();
          outgoing.writeHead(response.status, clusterUuid === null ? {} : { 'cluster-uuid': clusterUuid }).end(text);
        })
        .catch(() => outgoing.destroy());
    });
  };
  const router = createServer(onRequest).on('connection', () => (connections += 1));
  router.listen(0, '127.0.0.1');
  await once(router, 'listening');
  closeAfterTest({
    async close() {
      router.close();
      router.closeAllConnections();
      await once(router, 'close');
    },
  });
  return { url: `http://127.0.0.1:${(router.address() as AddressInfo).port}`, connections: () => connections };
}
