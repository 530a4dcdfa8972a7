import type { Product } from '../core/product.ts';
import type { Server } from '../core/server/server.ts';
import type { ServerTokens } from '../core/token/matchToken.ts';
import type { ServerStore } from './serverStore.ts';

export interface ConfiguredServerTokens extends ServerTokens {
  readonly server: Server;
  readonly product: Product;
}

/** Contacts no server. */
export function knownServerTokens(store: ServerStore): ConfiguredServerTokens[] {
  return store.servers().map((server) => {
    const { contact, tokens, unreadableTokens, storedTokens, product } = store.state(server);
    // After a failure, the list may be outdated, so a token that isn't in it may still exist.
    const records = contact.kind === 'failed' ? undefined : tokens;
    const hasUnreadable = unreadableTokens.length > 0;
    return { server, product, name: server.name, url: server.url, records, hasUnreadable, storedTokens };
  });
}

/** Contacts the servers that haven't been contacted yet. The tokens of an unreachable server stay unknown. */
export async function loadServerTokens(store: ServerStore): Promise<ConfiguredServerTokens[]> {
  await Promise.all(store.servers().map((server) => store.ensureLoaded(server)));
  return knownServerTokens(store);
}

export async function reloadServerTokens(store: ServerStore): Promise<ConfiguredServerTokens[]> {
  await Promise.all(store.servers().map((server) => store.reload(server)));
  return knownServerTokens(store);
}
