import type { Token } from './token.ts';
import { statusAt, type TokenRecord, type TokenStatus } from './tokenRecord.ts';

export interface ServerTokens {
  readonly name: string;
  readonly url: string;
  /** The server's list; `undefined` if it couldn't be loaded or the user isn't signed in. */
  readonly records: readonly TokenRecord[] | undefined;
  /** `hash` is the whole SHA-512. */
  readonly storedTokens: readonly { readonly hash: string; readonly name: string }[];
}

/** What this machine can find out about a token without sending it anywhere. */
export interface TokenMatch<Server extends ServerTokens = ServerTokens> {
  /** `unknown`: all servers were checked, and none has it. `unchecked`: a list is missing, or there are no servers. */
  readonly status: TokenStatus | 'unknown' | 'unchecked';
  readonly server?: Server;
  readonly name?: string;
  readonly record?: TokenRecord;
}

export function matchToken<Server extends ServerTokens>(
  token: Token,
  servers: readonly Server[],
  now: Date,
  warningDays: number,
): TokenMatch<Server> {
  const storingServers = servers.filter((server) => isStoredFor(server, token));
  // A stored token's whole hash is better evidence than the 36 bits in another server's list.
  const storedMatch = findInLists(token, storingServers, now, warningDays);
  if (storedMatch !== undefined) {
    return storedMatch;
  }
  const server = storingServers.find(({ records }) => records === undefined);
  if (server !== undefined) {
    const name = server.storedTokens.find(({ hash }) => hash === token.hash)?.name;
    return { status: 'unchecked', server, ...(name ? { name } : {}) };
  }
  const match = findInLists(token, servers, now, warningDays);
  if (match !== undefined) {
    return match;
  }
  const areAllLoaded = servers.length > 0 && servers.every(({ records }) => records !== undefined);
  return { status: areAllLoaded ? 'unknown' : 'unchecked' };
}

/** Returns how servers name a token, by the same rules as {@link matchToken}. */
export function listedNames(servers: readonly ServerTokens[]): (token: Token) => string | undefined {
  const names = new Map<string, string | undefined>();
  return (token) => {
    if (!names.has(token.hash)) {
      names.set(token.hash, matchToken(token, servers, new Date(), 0).record?.name);
    }
    return names.get(token.hash);
  };
}

function findInLists<Server extends ServerTokens>(
  token: Token,
  servers: readonly Server[],
  now: Date,
  warningDays: number,
): TokenMatch<Server> | undefined {
  for (const server of servers) {
    const record = server.records?.find(({ hash }) => token.matches(hash));
    if (record !== undefined) {
      return { status: statusAt(record.expiry, now, warningDays), server, name: record.name, record };
    }
  }
  return undefined;
}

function isStoredFor(server: ServerTokens, token: Token): boolean {
  return server.storedTokens.some(({ hash }) => hash === token.hash);
}
