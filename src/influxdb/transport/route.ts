import type { Dispatcher } from 'undici';
import { Authorities } from './authorities.ts';
import type { Endpoint } from './endpoint.ts';
import type { HttpProxy } from './proxy.ts';
import { proxyUnreachableError } from './proxyErrors.ts';
import { openTunnel } from './tunnel.ts';
import { connectors, type Connector, type Connectors } from './connectors.ts';

export interface Route {
  readonly dispatcher: Dispatcher;
  target(path: string): { readonly origin: string; readonly path: string };
  readonly headers: Readonly<Record<string, string>>;
  /** The proxy that forwards the plain request, and so may respond in place of the server. */
  readonly forwardingProxy: HttpProxy | undefined;
  /** True until the connection is closed. Also true before it's opened. */
  isOpen(): boolean;
  close(): Promise<void>;
}

/** For `http:` servers, a proxy forwards the requests, because many proxies open tunnels only to port 443. */
export function routeTo(endpoint: Endpoint, idleLimit?: number): Route {
  const { origin, host, pathname } = new URL(endpoint.url);
  const prefix = pathname === '/' ? '' : pathname;
  const connections = connectors();
  const { proxy } = endpoint;
  const lifetime = {
    isOpen: () => connections.isOpen(),
    close: () => connections.close(),
  };
  if (proxy !== undefined && origin.startsWith('http:')) {
    return {
      dispatcher: connections.agent(proxyConnector(connections, proxy, endpoint), idleLimit),
      target: (path) => ({ origin: proxy.url, path: origin + prefix + path }),
      headers: { host, ...credentialsFor(proxy) },
      forwardingProxy: proxy,
      ...lifetime,
    };
  }
  return {
    dispatcher: connections.agent(
      proxy === undefined ? directConnector(connections, endpoint) : tunnelConnector(connections, proxy, endpoint),
      idleLimit,
    ),
    target: (path) => ({ origin, path: prefix + path }),
    headers: {},
    forwardingProxy: undefined,
    ...lifetime,
  };
}

function directConnector(
  connections: Connectors,
  { url, ca, verifyCertificate, systemAuthorities, authorities = new Authorities() }: Endpoint,
): Connector {
  return connections.connector({
    rejectUnauthorized: verifyCertificate,
    ...(url.startsWith('https:') ? { secureContext: authorities.secureContextFor(ca, systemAuthorities) } : {}),
  });
}

function tunnelConnector(connections: Connectors, proxy: HttpProxy, endpoint: Endpoint): Connector {
  const agent = connections.agent(proxyConnector(connections, proxy, endpoint));
  const toServer = directConnector(connections, endpoint);
  return (options, callback) => {
    openTunnel(agent, proxy, endpoint.url, credentialsFor(proxy))
      .then((httpSocket) => toServer({ ...options, httpSocket }, callback))
      .catch((error: unknown) => callback(error as Error, null));
  };
}

function proxyConnector(
  connections: Connectors,
  proxy: HttpProxy,
  { systemAuthorities, authorities = new Authorities() }: Endpoint,
): Connector {
  const connect = connections.connector({
    rejectUnauthorized: proxy.verifyCertificate,
    // Not the server's CA file: an authority trusted for the server isn't trusted for the proxy.
    ...(proxy.url.startsWith('https:')
      ? { secureContext: authorities.secureContextFor(undefined, systemAuthorities) }
      : {}),
  });
  // Otherwise undici would look for the server's name in the proxy's certificate.
  return (options, callback) => {
    connect({ ...options, servername: '' }, (...[error, socket]) =>
      error === null ? callback(null, socket) : callback(proxyUnreachableError(error, proxy), null),
    );
  };
}

function credentialsFor({ authorization }: HttpProxy): Record<string, string> {
  return authorization === undefined ? {} : { 'proxy-authorization': authorization() };
}
