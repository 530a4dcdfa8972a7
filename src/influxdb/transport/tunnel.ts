import { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import type { HttpProxy } from './proxy.ts';
import { proxyFailedError, proxyRefusedError } from './proxyErrors.ts';

/** Opens a tunnel with `CONNECT` (RFC 9110, section 9.3.6). Only the proxy receives the headers in `credentials`. */
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
        // Called for any status, because undici reads no body after CONNECT.
        onRequestUpgrade(_controller, status, _headers, socket) {
          // Without a listener, a socket error would crash the extension host.
          socket.on('error', () => undefined);
          if (status >= 200 && status <= 299 && socket instanceof Socket) {
            resolve(socket);
          } else {
            socket.destroy();
            reject(proxyRefusedError(status, proxy, serverUrl));
          }
        },
        onResponseError(_controller, error) {
          reject(proxyFailedError(error, proxy));
        },
      },
    );
  });
}
