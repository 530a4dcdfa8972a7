import type { Server } from '../core/server.ts';
import type { KnownServer } from '../core/whichToken.ts';
import type { ServerStore } from './serverStore.ts';

/** A configured server with what is known of its tokens now. */
export interface Known extends KnownServer {
  readonly server: Server;
}

/** What this machine knows now of every configured server's tokens; nothing is asked. */
export function knownServers(store: ServerStore): Known[] {
  return store.servers().map((server) => {
    const { contact, tokens, kept } = store.state(server);
    // A list from before a failure may be out of date: what is not in it could have been made since.
    const records = contact.kind === 'failed' ? undefined : tokens;
    return { server, name: server.name, url: server.url, records, kept };
  });
}

/** The same after every server was asked that was not yet; a server out of reach stays unknown. */
export async function loadedServers(store: ServerStore): Promise<Known[]> {
  await Promise.all(store.servers().map((server) => store.ensureLoaded(server)));
  return knownServers(store);
}

/** The same after every server was asked anew: a list that was read an hour ago does not tell what is true now. */
export async function reloadedServers(store: ServerStore): Promise<Known[]> {
  await Promise.all(store.servers().map((server) => store.reload(server)));
  return knownServers(store);
}
