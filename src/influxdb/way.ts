import type { Dispatcher } from 'undici';
import { trusting } from './authorities.ts';
import type { Endpoint } from './endpoint.ts';
import type { HttpProxy } from './proxy.ts';
import { proxyNotReached } from './proxyErrors.ts';
import { openTunnel } from './tunnel.ts';
import { wires, type Connector, type Wires } from './wires.ts';

/** The way of one exchange to its server. */
export interface Way {
  readonly dispatcher: Dispatcher;
  /** Where a request goes. @param path from the endpoint's URL on */
  target(path: string): { readonly origin: string; readonly path: string };
  /** Headers for whoever gets the request first. */
  readonly headers: Readonly<Record<string, string>>;
  /** The proxy that gets the request itself to read, and so may answer in place of the server. */
  readonly forwarder: HttpProxy | undefined;
  /** Cuts every connection that was made. */
  close(): Promise<void>;
}

/**
 * The way to a server: straight; through a tunnel, in which a proxy sees nothing but bytes of TLS; or, for `http:`
 * servers, by handing the request to the proxy, because many make tunnels to port 443 only.
 */
export function wayTo(endpoint: Endpoint): Way {
  const { origin, host, pathname } = new URL(endpoint.url);
  const prefix = pathname === '/' ? '' : pathname;
  const made = wires();
  const close = () => made.close();
  const { proxy } = endpoint;
  if (proxy !== undefined && origin.startsWith('http:')) {
    return {
      dispatcher: made.agent(toProxy(made, proxy, endpoint)),
      target: (path) => ({ origin: proxy.url, path: origin + prefix + path }),
      headers: { host, ...credentialsFor(proxy) },
      forwarder: proxy,
      close,
    };
  }
  return {
    dispatcher: made.agent(proxy === undefined ? straight(made, endpoint) : tunnelled(made, proxy, endpoint)),
    target: (path) => ({ origin, path: prefix + path }),
    headers: {},
    forwarder: undefined,
    close,
  };
}

function straight(made: Wires, { url, ca, verifyCertificate, systemAuthorities }: Endpoint): Connector {
  return made.connector({
    rejectUnauthorized: verifyCertificate,
    ...(url.startsWith('https:') ? { secureContext: trusting(ca, systemAuthorities) } : {}),
  });
}

function tunnelled(made: Wires, proxy: HttpProxy, endpoint: Endpoint): Connector {
  const agent = made.agent(toProxy(made, proxy, endpoint));
  const toServer = straight(made, endpoint);
  return (options, callback) => {
    openTunnel(agent, proxy, endpoint.url, credentialsFor(proxy))
      .then((httpSocket) => toServer({ ...options, httpSocket }, callback))
      .catch((error: unknown) => callback(error as Error, null));
  };
}

function toProxy(made: Wires, proxy: HttpProxy, { systemAuthorities }: Endpoint): Connector {
  const connect = made.connector({
    rejectUnauthorized: proxy.verifyCertificate,
    // Not the server's own file: who vouches for a server does not vouch for whoever is on the way.
    ...(proxy.url.startsWith('https:') ? { secureContext: trusting(undefined, systemAuthorities) } : {}),
  });
  // undici would look for the name of the server, from the request's headers, in the certificate of the proxy.
  return (options, callback) => {
    connect({ ...options, servername: '' }, (...[error, socket]) =>
      error === null ? callback(null, socket) : callback(proxyNotReached(error, proxy), null),
    );
  };
}

function credentialsFor({ authorization }: HttpProxy): Record<string, string> {
  return authorization === undefined ? {} : { 'proxy-authorization': authorization() };
}
