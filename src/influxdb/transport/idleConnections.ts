import type { Endpoint } from './endpoint.ts';
import type { PersistentConnection } from './persistentConnection.ts';
import type { HttpProxy } from './proxy.ts';

/** Returns the open connection, which its owner then no longer uses; `undefined` if it's in use or was closed. */
type Release = () => PersistentConnection | undefined;

/** Lets an operation continue on the connection of an earlier one, after it has checked again which server responds. */
export class IdleConnections {
  readonly #owners = new Map<string, { readonly endpoint: Endpoint; readonly release: Release }>();

  offer(endpoint: Endpoint, release: Release): void {
    this.#owners.set(endpoint.url, { endpoint, release });
  }

  /** Settings may have changed since the connection was opened, and then a new one is needed. */
  take(endpoint: Endpoint): PersistentConnection | undefined {
    const owner = this.#owners.get(endpoint.url);
    return owner !== undefined && isSameRoute(owner.endpoint, endpoint) ? owner.release() : undefined;
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
