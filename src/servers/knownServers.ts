import type { Server } from '../core/server.ts';
import type { KnownServer } from '../core/whichToken.ts';
import type { ServerStore } from './serverStore.ts';

export interface Known extends KnownServer {
  readonly server: Server;
}

/** Returns the tokens of every configured server without contacting any. */
export function knownServers(store: ServerStore): Known[] {
  return store.servers().map((server) => {
    const { contact, tokens, storedTokens: kept } = store.state(server);
    // After a failure the list may be outdated, so a token that isn't in it may still exist.
    const records = contact.kind === 'failed' ? undefined : tokens;
    return { server, name: server.name, url: server.url, records, kept };
  });
}

/** Contacts the servers that weren't contacted yet. The tokens of an unreachable server stay unknown. */
export async function loadedServers(store: ServerStore): Promise<Known[]> {
  await Promise.all(store.servers().map((server) => store.ensureLoaded(server)));
  return knownServers(store);
}

/** Contacts every server again. */
export async function reloadedServers(store: ServerStore): Promise<Known[]> {
  await Promise.all(store.servers().map((server) => store.reload(server)));
  return knownServers(store);
}
