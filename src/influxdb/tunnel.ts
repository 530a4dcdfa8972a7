import { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import type { HttpProxy } from './proxy.ts';
import { proxyFailed, proxyRefused } from './proxyErrors.ts';

/**
 * Asks a proxy for a connection to a server (`CONNECT`, RFC 9110 section 9.3.6). What is sent through it later is
 * between this machine and the server.
 * @param agent whose connection leads to the proxy; afterwards it is the tunnel
 * @param credentials headers for the proxy alone
 * @throws ServerError of the proxy's kinds
 */
export function openTunnel(
  agent: Dispatcher,
  proxy: HttpProxy,
  serverUrl: string,
  credentials: Readonly<Record<string, string>>,
): Promise<Socket> {
  const { hostname, port } = new URL(serverUrl);
  const target = `${hostname}:${port === '' ? '443' : port}`;
  return new Promise((resolve, reject) => {
    agent.dispatch(
      { origin: proxy.url, method: 'CONNECT', path: target, headers: { host: target, ...credentials } },
      {
        onRequestStart: () => undefined,
        // Whatever the status: behind a CONNECT undici reads no body.
        onRequestUpgrade(_controller, status, _headers, socket) {
          // Until somebody else listens, an error of it would end the whole extension host.
          socket.on('error', () => undefined);
          if (status >= 200 && status <= 299 && socket instanceof Socket) {
            resolve(socket);
          } else {
            socket.destroy();
            reject(proxyRefused(status, proxy, serverUrl));
          }
        },
        onResponseError(_controller, error) {
          reject(proxyFailed(error, proxy));
        },
      },
    );
  });
}
