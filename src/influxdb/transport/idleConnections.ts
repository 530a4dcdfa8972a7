import type { Endpoint } from './endpoint.ts';
import type { PersistentConnection } from './persistentConnection.ts';
import type { HttpProxy } from './proxy.ts';

/** Returns the open connection, which its owner then no longer uses; `undefined` if it's in use or was closed. */
type Release = () => PersistentConnection | undefined;

/** Lets an operation continue on the connection of an earlier one, after it has checked again which server responds. */
export class IdleConnections {
  readonly #owners = new Map<string, { readonly endpoint: Endpoint; readonly release: Release }>();
  /** With the URL of the server. */
  readonly #connections = new Map<PersistentConnection, string>();

  /** The connection is closed when the ones of its server are. */
  add({ url }: Endpoint, connection: PersistentConnection): void {
    for (const closed of [...this.#connections.keys()].filter(({ isOpen }) => !isOpen)) {
      this.#connections.delete(closed);
    }
    this.#connections.set(connection, url);
  }

  offer(endpoint: Endpoint, release: Release): void {
    this.#owners.set(endpoint.url, { endpoint, release });
  }

  /** Settings may have changed since the connection was opened, and then a new one is needed. */
  take(endpoint: Endpoint): PersistentConnection | undefined {
    const owner = this.#owners.get(endpoint.url);
    return owner !== undefined && isSameRoute(owner.endpoint, endpoint) ? owner.release() : undefined;
  }

  /** Closes idle connections now and the others after their running request. @param url `undefined` means all servers */
  close(url?: string): void {
    for (const [connection, connectionUrl] of this.#connections) {
      if (url === undefined || url === connectionUrl) {
        connection.retire();
        this.#connections.delete(connection);
      }
    }
  }
}

function isSameRoute(one: Endpoint, other: Endpoint): boolean {
  return (
    one.ca === other.ca &&
    one.verifyCertificate === other.verifyCertificate &&
    one.systemAuthorities === other.systemAuthorities &&
    one.authorities === other.authorities &&
    isSameProxy(one.proxy, other.proxy)
  );
}

function isSameProxy(one: HttpProxy | undefined, other: HttpProxy | undefined): boolean {
  return (
    one?.url === other?.url &&
    one?.verifyCertificate === other?.verifyCertificate &&
    one?.authorization?.() === other?.authorization?.()
  );
}
